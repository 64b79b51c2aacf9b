"""The proof of the model, for every count of blocks: its own step is run on terms of z3.

Begin with ``lemmas.py``, which is what is proved, and ``invariant.py``, over which it is induction. ``paths.py`` and
``symbols.py`` run ordinary Python on terms, ``parts.py`` has what stands for the model's collections. ``python -m
poolproof.reference.proof --help`` says how to run it.
"""
