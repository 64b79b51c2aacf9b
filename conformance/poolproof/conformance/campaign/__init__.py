"""Campaigns: fuzzing for as long as one likes, on as many processes and machines as there are.

Shards are given out (``campaign``) to whoever does them (``engine``, ``cluster``), in whatever process (``drivers``); what
comes of them is kept in a ``corpus`` of cases and a ``ledger`` of what was done. Each is imported from its own module.
"""
