"""The simulated cache: counts of the hot loop, and what is said where they can't be had."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from poolproof.conformance.runs import cache
from poolproof.conformance.runs.cache import CacheUnmeasuredError, measure
from poolproof.conformance.subjects import resolve
from poolproof.spec import load_profile

needs_valgrind = pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed")


@needs_valgrind
def test_the_native_pool_stays_in_the_cache_and_counts_are_the_same_each_time() -> None:
    counts = measure(resolve("native"))
    assert counts.hit_rate > load_profile("knhk").l1_hit_rate
    assert counts == measure(resolve("native"))


@needs_valgrind
def test_a_library_that_fails_in_the_loop_is_unmeasured(tmp_path: Path) -> None:
    library = tmp_path / "libnothing.so"
    shutil.copy(resolve("native").path or "", library)
    subject = resolve(str(library))
    library.unlink()
    with pytest.raises(CacheUnmeasuredError, match="status 2"):
        measure(subject)


def test_without_valgrind_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache.shutil, "which", lambda _name: None)
    with pytest.raises(CacheUnmeasuredError, match="apt-get install valgrind"):
        measure(resolve("native"))


def test_totals_are_read_from_the_line_of_sums() -> None:
    text = "desc: D1 cache\nevents: Ir I1mr ILmr Dr D1mr DLmr Dw D1mw DLmw\nfl=x\nsummary: 9 0 0 100 7 1 50 3 1\n"
    assert cache._totals(text) == (150, 10)
