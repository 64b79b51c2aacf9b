"""Whole verifications of libraries: correct pools of different designs conform, and each fault is blamed on its requirement."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import Plan, Run, Verdict, verify
from poolproof.conformance.verification.minimising import trials
from poolproof.conformance.verification.verdicts import Conclusion
from poolproof.spec import Level, load_spec

Build = Callable[..., Path]
PoolSource = Callable[..., str]

SMALL = Plan(lane_operations=200_000, walks=24, machine_examples=8, machine_steps=30)
SOUND = ("array_stack", "linked_list", "permutation", "static_storage")


def verified(library: Path, plan: Plan = SMALL) -> Run:
    return verify(resolve(str(library)), plan)


def of_verdict(run: Run, verdict: Verdict) -> set[str]:
    return {each.requirement.id for each in run.verdicts if each.verdict == verdict}


@pytest.mark.parametrize("name", SOUND)
def test_a_correct_pool_conforms(name: str, build: Build, pool_source: PoolSource) -> None:
    run = verified(build(pool_source(name)))
    assert {each.requirement.id: each.why for each in run.failures()} == {}
    assert of_verdict(run, Verdict.UNKNOWN) == set()
    assert run.conclusion == Conclusion.CONFORMS
    assert run.conforms_at == Level.HARDENED
    assert run.cut_short is None
    asked = {each.id for each in load_spec().at_level(Level.HARDENED)}
    not_applying = {"ISO-4", "CREATE-4"} if name == "static_storage" else set()  # one pool, and no memory that could run out
    assert of_verdict(run, Verdict.PASS) == asked - not_applying
    assert all(each.checked > 0 for each in run.verdicts if each.verdict == Verdict.PASS)


@dataclass(frozen=True)
class Faulty:
    name: str
    expected: str
    """The requirement that the fault violates."""
    old: str
    new: str
    source: str = "array_stack"
    prelude: str = ""
    longest: int = 8
    """As many steps as its counterexample may have."""
    ceiling_s: float = 60
    """A fault that hangs in every sequence takes as long as it is given."""


FAULTS = [
    Faulty(
        "the oldest first",
        "ORDER-1",
        "  uint32_t number = pool->stack[--pool->free_count];",
        "  uint32_t number = pool->stack[0];\n  memmove(pool->stack, pool->stack + 1, --pool->free_count * sizeof number);",
    ),
    Faulty(
        "a refused size reorders",
        "ORDER-2",
        "  if (size > BP_LANES) return BP_INVALID_SIZE;",
        "  if (size > BP_LANES) {\n    uint32_t top = pool->free_count, first = pool->stack[0];\n"
        "    if (top > 1) pool->stack[0] = pool->stack[top - 1], pool->stack[top - 1] = first;\n"
        "    return BP_INVALID_SIZE;\n  }",
    ),
    Faulty(
        "clear keeps the order",
        "ORDER-3",
        "    pool->stack[i] = i;",
        "    pool->stack[i] = pool->receipts_in_use == 0 ? i : pool->soa_capacity - 1 - i;",
        longest=9,
    ),
    Faulty("clears s alone", "ZERO-1", "memset(&pool->soa[number], 0, sizeof(bp_soa))", "memset(pool->soa[number].s, 0, 64)"),
    Faulty("compares 32 bits of the size", "GUARD-2", "if (size > BP_LANES)", "if ((uint32_t)size > BP_LANES)"),
    Faulty(
        "asks for the capacity first",
        "GUARD-3",
        "  if (size > BP_LANES) return BP_INVALID_SIZE;\n  if (pool->free_count == 0) return BP_EXHAUSTED;",
        "  if (pool->free_count == 0) return BP_EXHAUSTED;\n  if (size > BP_LANES) return BP_INVALID_SIZE;",
    ),
    Faulty(
        "keeps the last one back", "CAP-1", "if (pool->free_count == 0)", "if (pool->free_count <= (pool->soa_capacity > 2))"
    ),
    Faulty("takes a foreign address", "OWN-1", " || offset % sizeof(bp_soa) != 0) return", ") return"),
    Faulty("takes a buffer twice", "OWN-2", "  if (!pool->lent[number]) return BP_NOT_IN_USE;\n", ""),
    Faulty(
        "ids run on after a reset",
        "RECEIPT-1",
        "  receipt->id = pool->receipts_in_use++;",
        "  static uint64_t next;\n  receipt->id = next++;\n  pool->receipts_in_use++;",
    ),
    Faulty("leaves a receipt's fields", "RECEIPT-2", "  memset(receipt, 0, sizeof *receipt);", "  memset(receipt, 0, 120);"),
    Faulty(
        "forgets the receipts in clear", "CLEAR-1", "  pool->receipts_in_use = 0;\n}\n\nint bp_create", "}\n\nint bp_create"
    ),
    Faulty("counts refusals", "USAGE-1", "pool->receipts_in_use, pool->receipt_capacity};", "0, pool->receipt_capacity};"),
    Faulty("leaks its storage", "LIFE-1", "  if (pool != NULL) free(pool->soa);\n", "", longest=12),
    Faulty("leaves *out alone", "REFUSE-1", "  *out = NULL;\n  if (size > BP_LANES)", "  if (size > BP_LANES)"),
    Faulty(
        "shares one storage",
        "ISO-4",
        "  pool->soa = aligned_alloc(64, soa_capacity * sizeof(bp_soa) + receipt_capacity * sizeof(bp_receipt));",
        "  static _Alignas(64) char shared[16 * 192 + 1024 * 128];\n  pool->soa = (bp_soa *)(void *)shared;",
        prelude="#define free(block) ((void)(block))",
        longest=9,
    ),
    Faulty("crashes on a double return", "SAFE-2", "return BP_NOT_IN_USE;", "abort();"),
    Faulty(
        "hangs when exhausted",
        "SAFE-1",
        "if (pool->free_count == 0) return",
        "while (pool->free_count == 0) { }\n  if (0) return",
        ceiling_s=1,
    ),
    Faulty(
        "a misaligned start",
        "ISO-1",
        "  pool->receipts = (bp_receipt *)(pool->soa + soa_capacity);",
        "  pool->receipts = (bp_receipt *)(void *)((char *)(pool->soa + soa_capacity) - 8);",
    ),
    Faulty(
        "searches the list for nothing",
        "OWN-2",
        "    if (!record->lent) return BP_NOT_IN_USE;\n",
        "    if (!record->lent) return BP_NOT_OWNED;\n",
        source="linked_list",
    ),
    Faulty(
        "an inverse not kept",
        "OWN-2",
        "  place(pool, at, other);\n",
        "  pool->permutation[at] = other;\n",
        source="permutation",
        longest=12,
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_faulty_pool_violates_what_it_breaks(
    fault: Faulty, build: Build, pool_source: PoolSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "SHRINK_SECONDS", 3.0)
    flags = ("-shared", "-fPIC", "-Wno-unused-variable", "-Wno-unused-value", "-Wno-maybe-uninitialized")
    source = pool_source(fault.source, (fault.old, fault.new), prelude=f"#include <stdlib.h>\n{fault.prelude}")
    run = verified(build(source, *flags), replace(SMALL, walks=8, machine_examples=2, ceiling_s=fault.ceiling_s))
    assert run.conclusion == Conclusion.VIOLATES
    verdict = next(each for each in run.verdicts if each.requirement.id == fault.expected)
    assert verdict.verdict == Verdict.FAIL, [each.requirement.id for each in run.failures()]
    example = verdict.counterexample
    assert example is not None
    assert fault.expected in example.finding.requirements
    assert example.reproduced == example.attempts
    assert len(example.operations) <= fault.longest


def test_the_same_seed_gives_the_same_run(build: Build, pool_source: PoolSource) -> None:
    library = build(pool_source("static_storage"))
    first, second, other = (verified(library, replace(SMALL, seed=seed)) for seed in (5, 5, 6))
    counts = [[each.checked for each in run.verdicts] for run in (first, second, other)]
    assert counts[0] == counts[1]
    assert counts[0] != counts[2]
    assert first.operations == second.operations


def test_a_verification_leaves_the_collector_of_cycles_as_it_was(build: Build, pool_source: PoolSource) -> None:
    before = gc.get_threshold()
    verified(build(pool_source("array_stack")), replace(SMALL, budget_s=0.01))
    assert gc.get_threshold() == before


def test_what_was_not_asked_for_is_skipped_and_can_not_fail(build: Build, pool_source: PoolSource) -> None:
    fault = next(each for each in FAULTS if each.expected == "OWN-2")
    library = build(pool_source(fault.source, (fault.old, fault.new)))
    core = verified(library, replace(SMALL, level=Level.CORE))
    assert {each.requirement.id for each in core.verdicts if each.verdict == Verdict.SKIPPED} >= {"OWN-1", "OWN-2"}
    chosen = verified(library, replace(SMALL, selected=frozenset({"ZERO-1", "GUARD-1"})))
    assert of_verdict(chosen, Verdict.PASS) == {"ZERO-1", "GUARD-1"}
    assert chosen.conclusion == Conclusion.CONFORMS
    assert chosen.conforms_at is None


def test_a_pool_that_only_aborts_on_misuse_conforms_at_core(build: Build, pool_source: PoolSource) -> None:
    refusal = "  if (number >= pool->soa_capacity || offset % sizeof(bp_soa) != 0) return BP_NOT_OWNED;"
    aborts = pool_source(
        "array_stack", ("return BP_NOT_IN_USE;", "abort();"), (refusal, refusal.replace("return BP_NOT_OWNED", "abort()"))
    )
    core, hardened = (verified(build(aborts), replace(SMALL, level=level)) for level in (Level.CORE, Level.HARDENED))
    assert core.conclusion == Conclusion.CONFORMS
    refusing = verified(build(pool_source()), replace(SMALL, level=Level.CORE))
    assert core.operations == pytest.approx(refusing.operations, rel=0.01)  # it was looked at as deep as any other
    assert [each.is_whole for each in core.explored] == [True] * 3
    assert (core.coverage.possible, dict(core.coverage.missed)) == (34, {})
    assert {each.requirement.id for each in hardened.failures()} == {"OWN-1", "OWN-2", "SAFE-2"}
    assert hardened.conforms_at == Level.CORE


def test_a_budget_that_is_too_short_is_said(build: Build, pool_source: PoolSource) -> None:
    run = verified(build(pool_source("array_stack")), replace(SMALL, budget_s=0.01))
    assert run.cut_short is not None
    assert run.conclusion == Conclusion.INCONCLUSIVE
    assert of_verdict(run, Verdict.UNKNOWN)
    assert run.conforms_at is None
