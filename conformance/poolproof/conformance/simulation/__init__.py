"""A campaign in a world of its own, where everything that can fail does: the real planner, ledger, corpus and engine, over a
disk, processes and a clock that a state machine of Hypothesis has in hand (machine.py).

What is to hold, whatever happens: each shard is counted once, and each find is kept.
"""
