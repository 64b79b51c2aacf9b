"""Cachegrind's file is read right."""

from __future__ import annotations

from poolproof.benchmarks import cachegrind


def test_totals_are_read_from_the_line_of_sums() -> None:
    text = "desc: D1 cache\nevents: Ir I1mr ILmr Dr D1mr DLmr Dw D1mw DLmw\nfl=x\nsummary: 9 0 0 100 7 1 50 3 1\n"
    assert cachegrind._totals(text) == (150, 10)
