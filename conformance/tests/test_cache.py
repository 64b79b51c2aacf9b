"""The simulated cache: counts of the hot loop, and what is said where they can't be had."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.benchmarks import cachegrind
from poolproof.benchmarks.cachegrind import CacheUnmeasuredError
from poolproof.conformance.runs.cache import measure
from poolproof.conformance.subjects import Subject, resolve
from poolproof.conformance.verification import Plan, Verdict, verify
from poolproof.spec import Level
from poolproof.spec.contracts import Contract, default_contract, limits_of, with_counts

needs_valgrind = pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed")


@needs_valgrind
def test_the_native_pool_stays_in_the_cache_and_counts_are_the_same_each_time() -> None:
    counts = measure(resolve("native"))
    assert counts.hit_rate > limits_of(default_contract()).cache_hits
    assert counts == measure(resolve("native"))


@needs_valgrind
def test_a_pass_of_what_is_measured_tells_the_figure(small_pool: Callable[..., Path], small_contract: Contract) -> None:
    contract = with_counts(small_contract, 2, 3)
    plan = Plan(level=Level.HOT, selected=frozenset({"CREATE-1", "MEM-1", "CACHE-1"}), lane_operations=1000, walks=1)
    run = verify(replace(resolve(str(small_pool())), contract=contract), plan)
    told = {each.requirement.id: (each.verdict, each.why or "") for each in run.verdicts}
    assert told["CREATE-1"] == (Verdict.PASS, "")
    (memory, memory_figure), (cache_verdict, cache_figure) = told["MEM-1"], told["CACHE-1"]
    assert memory == cache_verdict == Verdict.PASS
    held = re.fullmatch(r"([\d,]+) bytes, of the heap and of mappings", memory_figure)
    assert held is not None
    # two buffers, three receipts, and what holds them
    assert 2 * 192 + 3 * 128 < int(held[1].replace(",", "")) < limits_of(contract).memory_bytes
    assert re.fullmatch(r"\d+\.\d\d% hit, \d+\.\d misses an operation", cache_figure)


BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = {}\nalign = 8\ncount = {}\n'
OF_CONTRACTS = {
    "plain": BLOCKS.format(24, 16),
    "sized, with a sequence": BLOCKS.format(64, 3) + "[size]\nlargest = 64\n[sequence]\nsize = 8\ncount = 2\n",
    "of given storage": BLOCKS.format(1, 4) + '[life]\nstorage = "given"\nstorage_fixed = 512\nstorage_per_block = 64\n',
    "without a create": BLOCKS.format(4096, 16) + '[life]\ninstances = "one"\ndestroy = "none"\n',
}


@needs_valgrind
@pytest.mark.parametrize("text", OF_CONTRACTS.values(), ids=OF_CONTRACTS)
def test_pools_of_any_contract_are_measured(text: str, build_of: Callable[..., Subject]) -> None:
    subject = build_of(text)
    counts = measure(subject)
    assert counts.operations == 2000 * min(8, subject.contract.block.count)
    assert counts.references > 10 * counts.operations


@needs_valgrind
def test_a_library_that_fails_in_the_loop_is_unmeasured(tmp_path: Path) -> None:
    library = tmp_path / "libnothing.so"
    shutil.copy(resolve("native").path or "", library)
    subject = resolve(str(library))
    library.unlink()
    with pytest.raises(CacheUnmeasuredError, match="status 2"):
        measure(subject)


@needs_valgrind
def test_an_instruction_that_the_simulator_does_not_know_is_named_with_its_remedy(
    build: Callable[..., Path], pool_source: Callable[..., str]
) -> None:
    unknown = pool_source("array_stack", prelude="#include <signal.h>\n#define IN_GET_SOA raise(SIGILL);")
    with pytest.raises(CacheUnmeasuredError, match=r"SIGILL under cachegrind.*AVX-512.*x86-64-v3"):
        measure(resolve(str(build(unknown))))


def test_without_valgrind_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cachegrind.shutil, "which", lambda _name: None)
    with pytest.raises(CacheUnmeasuredError, match="apt-get install valgrind"):
        measure(resolve("native"))
