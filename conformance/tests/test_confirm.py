"""From a finding to a counterexample, on faults that a lone sequence does not show: of the whole process, and flaky ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.judge import Abilities, Finding, judge
from poolproof.conformance.operations import Kind, Operation, Target
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import Counterexample, Plan, Verdict, examiner, verify
from poolproof.conformance.verification.minimising.confirm import ATTEMPTS, Confirmer
from poolproof.conformance.verification.verdicts import Conclusion

Build = Callable[..., Path]
PoolSource = Callable[..., str]

ABILITIES = Abilities(counts_allocations=True)
RECEIPTS_IN_A_RING = "  if (pool->receipts_in_use == pool->receipt_capacity) pool->receipts_in_use = 0;\n"
LIFE = (op.create(3, 3), *[op.get()] * 3, op.give_back(1), op.write(5), op.get(), op.take(), op.destroy())


def findings(session: Session, operations: tuple[Operation, ...]) -> tuple[Finding, ...]:
    return judge(session.run(operations), ABILITIES).findings


def confirmed(session: Session, operations: tuple[Operation, ...], finding: Finding) -> Counterexample:
    return Confirmer(session, ABILITIES).confirm(operations, finding)


def kinds(example: Counterexample) -> list[Kind]:
    return [each.kind for each in example.operations]


def test_a_plain_fault_becomes_its_shortest_sequence(build: Build, pool_source: PoolSource) -> None:
    leaves_old_words = pool_source(
        "array_stack",
        ("  memset(&pool->soa[number], 0, sizeof(bp_soa));\n", ""),
        # What the allocator gives may be dirty by itself.
        ("  bp_clear(pool);\n", "  memset(pool->soa, 0, soa_capacity * sizeof(bp_soa));\n  bp_clear(pool);\n"),
    )
    noisy = (
        op.create(3, 3),
        op.get(3),
        op.write(5, extra=3),
        op.take(),
        op.give_back(),
        op.get(),
        op.destroy(),
    )
    with Session(resolve(str(build(leaves_old_words)))) as session:
        (found,) = findings(session, noisy)
        example = confirmed(session, noisy, found)
    assert example.finding.requirements == ("ZERO-1",)
    assert (example.reproduced, example.attempts) == (ATTEMPTS, ATTEMPTS)
    assert not example.is_flaky
    assert example.operations == (op.create(1, 1), op.get(), op.write(1), op.give_back(), op.get())
    assert [step.operation for step in example.trace] == list(example.operations)


def test_a_fault_of_the_whole_process_is_shown_with_the_history_that_it_needs(build: Build, pool_source: PoolSource) -> None:
    """Every pool of the process counts: from the fifth create on, sizes above 8 are accepted."""
    counts_creates = pool_source(
        "array_stack",
        ("  if (size > BP_LANES) return BP_INVALID_SIZE;", "  if (size > BP_LANES && creates < 5) return BP_INVALID_SIZE;"),
        prelude="static int creates;\n#define IN_CREATE creates++;",
    )
    probe = (op.create(3, 3), op.get(9), op.destroy())
    with Session(resolve(str(build(counts_creates)))) as session:
        for _ in range(4):
            assert findings(session, LIFE) == ()
        (found,) = findings(session, probe)
        example = confirmed(session, probe, found)
    assert example.reproduced == ATTEMPTS
    assert kinds(example).count(Kind.CREATE) == 5
    assert kinds(example)[-1] == Kind.GET
    assert set(kinds(example)) == {Kind.CREATE, Kind.DESTROY, Kind.GET}
    assert "GUARD-2" in example.finding.requirements


def test_a_pool_of_one_capacity_has_its_long_sequences_shortened_too(build: Build, pool_source: PoolSource) -> None:
    """That it refuses the smaller capacities that are tried is no failure of its."""
    lends_one_less = pool_source(
        "array_stack",
        ("  if (soa_capacity > MOST_BUFFERS", "  if (config != NULL || soa_capacity > MOST_BUFFERS"),
        ("  if (pool->free_count == 0) return BP_EXHAUSTED;", "  if (pool->free_count == 1) return BP_EXHAUSTED;"),
    )
    rounds = [op.get(), op.get(), op.clear()] * 2000
    operations = (op.create_default(), *rounds, *[op.get()] * 16)
    with Session(resolve(str(build(lends_one_less)))) as session:
        session.default_capacities = (16, 1024)
        shortest = Confirmer(session, ABILITIES).shorten(operations, is_hot=False)
    assert shortest == [op.create_default(), *[op.get()] * 16]


def test_what_takes_more_pools_than_the_model_in_c_has_is_minimised_all_the_same(build: Build, pool_source: PoolSource) -> None:
    """To it, a pool that it has no room for would look like a difference."""
    takes_nine = pool_source("array_stack", ("  if (size > BP_LANES)", "  if (size > BP_LANES + 1)"))
    others = [each for pool in range(1, 8) for each in (op.create(2, 2, pool), op.get(8, pool), op.give_back(0, pool))]
    operations = (*others, op.create(3, 3), op.get(9))
    with Session(resolve(str(build(takes_nine)))) as session:
        (found,) = findings(session, operations)
        assert Confirmer(session, ABILITIES).shorten(operations, is_hot=False) == operations
        example = confirmed(session, operations, found)
    assert example.operations == (op.create(1, 1), op.get(9))


FLAKY = """
#include <stdio.h>
static int bad_process;
__attribute__((constructor)) static void load(void) {{
  FILE *file = fopen("{counter}", "a+");
  fputc('x', file);
  fseek(file, 0, SEEK_END);
  bad_process = {condition};
  fclose(file);
}}"""


@pytest.fixture
def flaky(build: Build, pool_source: PoolSource, tmp_path: Path) -> Callable[[str], str]:
    """A library that accepts every size in some of its processes: which, says a condition on how many there were."""

    def make(condition: str) -> str:
        prelude = FLAKY.format(counter=tmp_path / "counter", condition=condition)
        change = ("  if (size > BP_LANES) return", "  if (size > BP_LANES && !bad_process) return")
        return str(build(pool_source("array_stack", change, prelude=prelude)))

    return make


def test_a_flaky_fault_is_shown_and_called_flaky(flaky: Callable[[str], str]) -> None:
    operations = (op.create(3, 3), op.get(), op.get(9), op.destroy())
    with Session(resolve(flaky("ftell(file) % 3 != 0"))) as session:
        (found,) = findings(session, operations)
        example = confirmed(session, operations, found)
    assert 0 < example.reproduced < example.attempts
    assert example.is_flaky
    assert "GUARD-2" in example.finding.requirements
    assert example.trace[-1].operation.value > 8


def test_a_fault_that_never_comes_back_keeps_its_operations(flaky: Callable[[str], str]) -> None:
    operations = (op.create(3, 3), op.get(), op.get(9), op.destroy())
    with Session(resolve(flaky("ftell(file) == 1"))) as session:
        (found,) = findings(session, operations)
        example = confirmed(session, operations, found)
    assert (example.reproduced, example.attempts) == (0, ATTEMPTS)
    assert example.operations == operations[:3], "up to the step that failed"
    assert example.finding == found


def test_a_fault_that_never_comes_back_is_no_pass_and_no_failure(flaky: Callable[[str], str]) -> None:
    plan = Plan(lane_operations=100_000, walks=4, machine_examples=2)
    run = verify(resolve(flaky("ftell(file) == 1")), plan)
    doubtful = {each.requirement.id: each.why for each in run.verdicts if each.verdict == Verdict.UNKNOWN}
    assert doubtful.keys() & {"GUARD-2", "GUARD-3"}
    assert all("fresh processes" in (why or "") for why in doubtful.values())
    assert run.conclusion == Conclusion.INCONCLUSIVE


def test_a_wrong_usage_over_a_right_state_is_blamed_on_the_report(build: Build, pool_source: PoolSource) -> None:
    wrong_report = pool_source(
        "array_stack", ("pool->soa_capacity - pool->free_count, pool->soa_capacity,", "0, pool->soa_capacity,")
    )
    operations = (op.create(3, 3), op.get(), op.counters(), op.destroy())
    with Session(resolve(str(build(wrong_report)))) as session:
        (found,) = findings(session, operations)
        example = confirmed(session, operations, found)
    assert example.finding.requirements == ("USAGE-1",)
    assert set(kinds(example)) <= {Kind.CREATE, Kind.GET, Kind.COUNTERS}


def test_a_right_usage_over_a_wrong_state_is_blamed_on_the_state(build: Build, pool_source: PoolSource) -> None:
    """A refused size takes a buffer away: the usage says so, and the pool really has one less."""
    loses_one = pool_source(
        "array_stack",
        (
            "  if (size > BP_LANES) return BP_INVALID_SIZE;",
            "  if (size > BP_LANES) return pool->free_count--, BP_INVALID_SIZE;",
        ),
    )
    operations = (op.create(3, 3), op.get(9), op.counters(), op.destroy())
    with Session(resolve(str(build(loses_one)))) as session:
        (found,) = findings(session, operations)
        assert found.requirements == ("USAGE-1",)
        example = confirmed(session, operations, found)
    assert example.finding.requirements[0] == "REFUSE-1"
    assert example.finding.requirements[1] in {"CAP-1", "ORDER-2"}
    assert Kind.COUNTERS not in kinds(example)


def test_a_crash_is_minimised_like_everything_else(build: Build, pool_source: PoolSource) -> None:
    crashes = pool_source(
        "array_stack",
        ("  if (!pool->lent[number]) return BP_NOT_IN_USE;", "  if (!pool->lent[number]) abort();"),
    )
    operations = (*LIFE[:-1], op.give_back(), op.get(), op.give_back(), op.misuse(Target.RETURNED), op.destroy())
    with Session(resolve(str(build(crashes)))) as session:
        (found,) = findings(session, operations)
        example = confirmed(session, operations, found)
    assert example.finding.requirements == ("SAFE-2", "OWN-2")
    assert kinds(example) == [Kind.CREATE, Kind.GET, Kind.RETURN, Kind.RETURN]
    assert example.reproduced == ATTEMPTS
    assert example.trace[-1].death is not None


def test_a_refused_config_is_not_taken_for_what_is_made_shorter(build: Build, pool_source: PoolSource) -> None:
    """A pool of one capacity refuses the others that are tried: to the model in C, a difference as any other."""
    takes_one_large_size = pool_source(
        "array_stack",
        ("  if (soa_capacity > MOST_BUFFERS ||", "  if (soa_capacity != 16 ||"),
        ("  if (size > BP_LANES)", "  if (size > BP_LANES && size != 0xABCDEF)"),
    )
    operations = (op.create_default(), *[op.get(), op.give_back()] * 40, op.get(0xABCDEF))
    with Session(resolve(str(build(takes_one_large_size)))) as session:
        session.default_capacities = (16, 1024)
        shorter = Confirmer(session, ABILITIES).shorten(operations, is_hot=False)
    assert [each.kind for each in shorter] == [Kind.CREATE, Kind.GET]
    assert shorter[-1].value == 0xABCDEF


@pytest.mark.parametrize(("pool_of_gets", "others_blamed"), [(1, {"ISO-4"}), (0, set())])
def test_what_is_long_is_tried_without_the_other_pools(
    build: Build, pool_source: PoolSource, pool_of_gets: int, others_blamed: set[str]
) -> None:
    counts_gets = pool_source(
        "array_stack",
        ("  if (size > BP_LANES) return", "  if (size > BP_LANES && gets < 250) return"),
        prelude="static int gets;\n#define IN_GET_SOA gets += size == 7;",
    )
    gets = [op.get(7, pool_of_gets), op.give_back(0, pool_of_gets)] * 260
    operations = (op.create(2, 2), op.create(2, 2, 1), *gets, op.get(9), op.destroy(), op.destroy(1))
    with Session(resolve(str(build(counts_gets)))) as session:
        (found,) = findings(session, operations)
        example = confirmed(session, operations, found)
    assert len(example.operations) > 250
    # In a pool that is full by then, it is the guard that comes before the capacity.
    assert {*example.finding.requirements} - {"GUARD-2", "GUARD-3"} == others_blamed


def test_what_seems_to_be_violated_too_and_is_not_looked_into_is_no_pass(
    build: Build, pool_source: PoolSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_faults = pool_source(
        "array_stack",
        ("  if (size > BP_LANES)", "  if (size > BP_LANES + 1)"),
        ("  if (pool->receipts_in_use == pool->receipt_capacity) return BP_RECEIPTS_EXHAUSTED;\n", RECEIPTS_IN_A_RING),
    )
    monkeypatch.setattr(examiner, "_MINIMISING_SECONDS", -1.0)
    run = verify(resolve(str(build(two_faults))), Plan(lane_operations=1000, walks=1, machine_examples=1))
    verdicts = {each.requirement.id: each for each in run.verdicts}
    assert sorted(verdicts[each].verdict for each in ("GUARD-2", "RECEIPT-1")) == [Verdict.FAIL, Verdict.UNKNOWN]
    left = {each.requirement.id for each in verdicts.values() if "did not look into it" in (each.why or "")}
    assert left & {"GUARD-2", "RECEIPT-1"}
