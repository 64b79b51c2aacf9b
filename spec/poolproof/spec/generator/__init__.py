"""Writes what both languages say of the vocabulary: ``python -m poolproof.spec.generator [CHECKOUT]``, or ``make generate``.

    data/vocabulary.toml, data/statuses.toml  ->  vocabulary.py  ->  layout.py  ->  header.py, alike.py, python.py

Nothing that was generated is imported here but the statuses, so what a merge left of the rest does not matter.
"""
