"""Pools of designs and sizes that no example has: the sound ones are not blamed, nothing is left open, and faults are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.faults.of_contract import build_of_contract, entries_of
from poolproof.conformance.faults.of_contract.drawn import drawn_contract
from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import Plan, Run, Verdict, verify
from poolproof.conformance.verification.verdicts import Conclusion
from poolproof.spec import Level
from poolproof.spec.contracts import Contract, read_contract

Build = Callable[..., Path]
PoolSource = Callable[..., str]
Change = tuple[str, str]

QUICK = Plan(level=Level.HARDENED, lane_operations=100_000, walks=4, machine_examples=1, machine_steps=2)
HEAD = 'contract = 1\nname = "tried"\n'
GROWING = HEAD + '[block]\nsize = 48\ncount = 8\ncapacity = "at-least"\nexhausted = "grows"\n'
GROWING += '[order]\nreuse = "lifo"\n[life]\nclear = true\nout_of_memory = "refused:-12"\n'
NUMBERED = HEAD + '[block]\nsize = {}\ncount = {}\nexhausted = "refused:-11"\n[order]\nreuse = "lifo"\nfresh = "ascending"\n'
NUMBERED += '[life]\nout_of_memory = "refused:-12"\n[misuse]\ninterior = "refused:-22"\ndouble = "refused:-16"\n'
LARGE = NUMBERED.format(1 << 20, 3)
MANY = NUMBERED.format(16, 1_000_000)

FORGETS_WHAT_GREW = ("chunk = pool->chunk_count; chunk-- > 0;", "chunk = 1; chunk-- > 0;")
ONE_LESS = ("  pool->free_count = pool->count;\n", "  pool->free_count = pool->count - 1;\n")
ONE_MORE = ("  pool->count = config->block_count;\n", "  pool->count = config->block_count + 1;\n")
ROUNDS_TO_PAGES = ("  if (offset % pool->bytes != 0)", "  if (offset % 4096 != 0)")
SIXTEEN_BITS = ("typedef uint32_t number_t;", "typedef uint16_t number_t;")


def judged_by(contract: Contract, library: Path) -> Run:
    return verify(replace(resolve(str(library)), contract=contract), QUICK)


def open_of(run: Run) -> dict[str, str | None]:
    met = (Verdict.PASS, Verdict.NOT_PROMISED, Verdict.SKIPPED)
    return {each.requirement.id: each.why for each in run.verdicts if each.verdict not in met}


@pytest.fixture
def judged(build: Build, pool_source: PoolSource) -> Callable[..., Run]:
    def by(text: str, name: str, *changes: Change) -> Run:
        return judged_by(read_contract(text, "tried"), build(pool_source(name, *changes)))

    return by


@pytest.mark.parametrize(("text", "name"), [(GROWING, "growing_chunks"), (LARGE, "numbered_blocks"), (MANY, "numbered_blocks")])
def test_a_sound_pool_conforms(text: str, name: str, judged: Callable[..., Run]) -> None:
    run = judged(text, name)
    assert open_of(run) == {}
    assert run.conclusion is Conclusion.CONFORMS


@pytest.mark.parametrize(
    ("text", "name", "change", "requirement", "steps"),
    [
        (GROWING, "growing_chunks", FORGETS_WHAT_GREW, "LIFE-2", 1000),
        (LARGE, "numbered_blocks", ROUNDS_TO_PAGES, "OWN-1", 3),
        (MANY, "numbered_blocks", ONE_LESS, "CAP-1", 1_000_001),
        (MANY, "numbered_blocks", ONE_MORE, "CAP-2", 1_000_002),
        (NUMBERED.format(1, 70_000), "numbered_blocks", SIXTEEN_BITS, "ISO-2", 70_001),
    ],
)
def test_a_fault_is_told(
    text: str, name: str, change: Change, requirement: str, steps: int, judged: Callable[..., Run]
) -> None:
    run = judged(text, name, change)
    failed = {each.requirement.id: each.counterexample for each in run.verdicts if each.verdict is Verdict.FAIL}
    assert requirement in failed
    example = failed[requirement]
    assert example is not None
    assert len(example.operations) <= steps


DRAWN = [seed if seed % 14 == 0 else pytest.param(seed, marks=pytest.mark.long) for seed in range(40)]


@pytest.mark.parametrize("seed", DRAWN)
def test_the_sound_pool_of_a_drawn_contract_conforms(seed: int, tmp_path: Path) -> None:
    contract = drawn_contract(seed)
    sound = next(each for each in entries_of(contract) if each.name == "sound")
    run = judged_by(contract, build_of_contract(sound, contract, tmp_path, compiler=Compilers.from_environment()))
    assert open_of(run) == {}
    assert run.conclusion is Conclusion.CONFORMS
