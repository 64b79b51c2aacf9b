"""The judge alone: for each requirement a trace that meets it and counts for it, and traces that break it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.judge import Abilities, Finding, Judge, judge
from poolproof.conformance.judge.growth import grows_on
from poolproof.conformance.observations import (
    NOT_RUN,
    Breach,
    Death,
    DeathCause,
    LentKind,
    Observation,
    Out,
    OutFlag,
    State,
    Step,
)
from poolproof.conformance.operations import Kind, Operation, Placement, Target
from poolproof.spec import Level, Status, load_spec
from poolproof.spec.contracts import default_contract, limits_of, load_contract, with_counts
from poolproof.spec.vocabulary import CallerVariable, SignalAction, Surrounding

CONTRACT = with_counts(default_contract(), 2, 2)
MEMORY_BYTES = limits_of(CONTRACT).memory_bytes
COUNTS = Abilities(counts_allocations=True, counts_system_calls=True, counts_page_faults=True, watches_bounds=True)


# ---- steps by hand: what was asked, and what was seen ----


def step(operation: Operation, **facts: Any) -> Step:
    """An operation that came back; ``usage``: it was observed too."""
    if "usage" in facts:
        names = ("soa_in_use", "soa_total", "receipts_in_use", "receipts_total")
        facts |= {"usage_observed": 1, **dict(zip(names, facts.pop("usage"), strict=True))}
    return Step(operation, NOT_RUN._replace(state=State.DONE, **facts))


def created(block_count: int = 2, record_count: int = 2, pool: int = 0) -> Step:
    usage = (0, block_count, 0, record_count)
    return step(op.create(block_count, record_count, pool).observing_usage(), out=0, usage=usage)


def got_new(number: int, pool: int = 0, size: int = 8) -> Step:
    return step(op.get(size, pool), out=number, out_flags=OutFlag.NEW)


def got(number: int, size: int = 8) -> Step:
    return step(op.get(size), out=number)


def refused(size: int = 9, status: Status = Status.INVALID_SIZE) -> Step:
    return step(op.get(size), status=status)


def returned(number: int, pool: int = 0) -> Step:
    return step(op.give_back(0, pool), target=number)


def new_receipt(number: int) -> Step:
    return step(op.take(), out=number, out_flags=OutFlag.NEW, receipt_id=number)


def receipt(number: int) -> Step:
    return step(op.take(), out=number, receipt_id=number)


def written(number: int) -> Step:
    return step(op.write(7), target=number)


def misused(target: Target, status: Status, number: int = -1) -> Step:
    return step(op.misuse(target), status=status, target=number)


RESET, CLEARED, DESTROYED = step(op.reset()), step(op.clear()), step(op.destroy())
EXHAUSTED = refused(8, Status.EXHAUSTED)
NO_RECEIPT = step(op.take(), status=Status.RECEIPTS_EXHAUSTED)
FULL = (created(), got_new(0), got_new(1))


def lives(*taken: int, pages: int = 100) -> list[Step]:
    """Create and destroy, with so many bytes still taken after each."""
    steps: list[Step] = []
    for amount in taken:
        steps += [created(), step(op.destroy(), live_bytes=amount, virtual_pages=pages)]
    return steps


def pages(*taken: int) -> list[Step]:
    return [each for amount in taken for each in (created(), step(op.destroy(), virtual_pages=amount))]


def short(**seen: int) -> Step:
    """A create of which the second allocation fails."""
    refusal = {"status": Status.NO_MEMORY, "allocations_failed": 1}
    return step(op.short_of_memory(op.create(2, 2), 2), **{**refusal, **seen})


ONCE = {"live_bytes": 64, "free_descriptor": 8, "virtual_pages": 11}
RAN_SHORT = (created(), step(op.destroy(), free_descriptor=7, virtual_pages=10), short(**ONCE), short(**ONCE))


def clears(taken: Iterable[int]) -> list[Step]:
    return [step(op.clear(), live_bytes=amount) for amount in taken]


# ---- one table: a requirement, a trace whose last step counts for it, and what its last step must not be ----

USAGE_OF_DISTURBED = {"disturbed_kind": LentKind.BLOCK, "disturbed_index": 0, "disturbed_word": 8, "disturbed_found": 3}


def changed(kind: Surrounding, number: int = 0, before: int = 0, after: int = 1) -> dict[str, int]:
    names = ("surrounding", "surrounding_number", "surrounding_before", "surrounding_after")
    return dict(zip(names, (kind, number, before, after), strict=True))


BEHIND = {"breach": Breach.BEHIND, "breach_count": 4, "breach_taken_by": Kind.CREATE, "breach_block_bytes": 137_212}
BEYOND = Death(DeathCause.OUT_OF_BOUNDS, "it read 4 bytes before the block of 64 bytes that create took", False, "")
CLOSED = Death(DeathCause.CLOSED_DESCRIPTORS, "closed file descriptors that are not its own", in_holder=False, stderr="")
SURROUNDINGS = [
    changed(Surrounding.DIRECTION_FLAG),
    changed(Surrounding.REGISTER, 0, 1, 2),
    changed(Surrounding.STACK_POINTER, 0, 0, 2**64 - 8),
    changed(Surrounding.MXCSR, 0, 0x1F80, 0x9FC0),
    changed(Surrounding.X87_CONTROL, 0, 0x037F, 0x027F),
    changed(Surrounding.X87_STACK),
    changed(Surrounding.SIGNAL_MASK, 15, 0, 1),
    changed(Surrounding.SIGNAL_MASK, 15, 1, 0),
    changed(Surrounding.SIGNAL_ACTION, 13, SignalAction.DEFAULT, SignalAction.IGNORED),
    changed(Surrounding.SIGNAL_ACTION, 11, SignalAction.HANDLED, SignalAction.HANDLED),
    changed(Surrounding.SIGNAL_STACK),
    changed(Surrounding.UMASK, 0, 0o022, 0o077),
    changed(Surrounding.WORKING_DIRECTORY),
    changed(Surrounding.LOCALE),
    changed(Surrounding.THREAD_LOCALE) | {"surrounding_of_usage": 1},
    changed(Surrounding.DESCRIPTOR, 0, 1, 0),
    changed(Surrounding.DESCRIPTOR, 7, 1, 2),
]
VARIABLES = [
    {"variable": CallerVariable.CONFIG, "variable_number": 1, "variable_before": 3, "variable_after": 4},
    {"variable": CallerVariable.OUT, "variable_number": 1, "variable_before": 1, "variable_after": 0},
    {"variable": CallerVariable.OUT, "variable_place": 1, "variable_number": 1, "variable_before": 1, "variable_after": 0},
    {"variable": CallerVariable.OUT, "variable_place": 2, "variable_number": 0, "variable_before": 0, "variable_after": 1},
    {"variable": CallerVariable.USAGE, "variable_number": 2, "variable_before": 0, "variable_after": 1},
]
DEATH = Death(DeathCause.SIGNAL, "was killed by SIGSEGV", in_holder=False, stderr="last words")


@dataclass(frozen=True)
class Case:
    requirement: str
    trace: Sequence[Step]
    wrong: dict[str, Any]
    """What the last observation is instead; ``death``: it never came."""
    blamed: str = ""
    """The requirements that the finding names, when they are more than this one."""


CASES = [
    Case("CREATE-1", [step(op.create_default().observing_usage(), out=0, usage=(0, 2, 0, 2))], {"soa_total": 3}),
    Case("CREATE-1", [step(op.create_default().observing_usage(), out=0, usage=(0, 2, 0, 2))], {"receipts_total": 1}),
    Case("CREATE-1", [step(op.create_default().observing_usage(), out=0, usage=(0, 2, 0, 2))], {"out": Out.NULL}),
    Case(
        "CREATE-1",
        [step(op.create_default().observing_usage(), out=0, usage=(0, 2, 0, 2))],
        {"status": Status.INVALID_CONFIG, "out": Out.NULL},
    ),
    Case("CREATE-2", [created(3, 4)], {"soa_total": 4}),
    Case("CREATE-2", [created(3, 4)], {"receipts_total": 1024}),
    Case("CREATE-2", [created(3, 4)], {"soa_in_use": 1}),
    Case("CREATE-2", [created(3, 4)], {"receipts_in_use": 1}),
    Case("CREATE-2", [created(3, 4)], {"out": Out.UNTOUCHED}),
    Case("CREATE-3", [step(op.create(0, 2), status=Status.INVALID_CONFIG)], {"status": Status.OK, "out": 0}),
    Case("CREATE-3", [step(op.create(2, 0), status=Status.INVALID_CONFIG)], {"status": Status.NO_MEMORY}),
    Case("CREATE-3", [step(op.create(2, 0), status=Status.INVALID_CONFIG)], {"out": Out.UNTOUCHED}, "CREATE-3 REFUSE-1"),
    Case("CREATE-3", [step(op.create(3, 3), status=Status.INVALID_CONFIG)], {"status": Status.NO_MEMORY}),
    Case("CREATE-3", [step(op.create(3, 3), status=Status.INVALID_CONFIG)], {"out": Out.UNCOUNTABLE}, "CREATE-3 REFUSE-1"),
    Case("CREATE-4", RAN_SHORT, {"status": Status.INVALID_CONFIG}),
    Case("CREATE-4", RAN_SHORT, {"status": Status.OK}),
    Case("CREATE-4", RAN_SHORT, {"out": Out.UNTOUCHED}, "CREATE-4 REFUSE-1"),
    Case("CREATE-4", RAN_SHORT, {"live_bytes": 128}),
    Case("CREATE-4", RAN_SHORT, {"free_descriptor": 9}),
    Case("CREATE-4", RAN_SHORT, {"virtual_pages": 12}),
    Case("ORDER-1", [*FULL, returned(0), returned(1), got(1)], {"out": 0}),
    Case("ORDER-1", [created(3), got_new(0), got_new(1), returned(0), got(0)], {"out": 2, "out_flags": OutFlag.NEW}),
    Case("ORDER-1", [created(3), got_new(0), got_new(1), returned(0), got(0)], {"out": Out.NULL}),
    Case("ORDER-2", [*FULL, returned(0), refused(), returned(1), got(1)], {"out": 0}),
    Case("ORDER-3", [*FULL, returned(0), returned(1), CLEARED, got(0)], {"out": 1}),
    Case("ZERO-1", [created(), got_new(0), written(0), returned(0), got(0)], {"dirty_count": 1, "dirty_value": 7}),
    Case(
        "ZERO-1",
        [created(), got_new(0), written(0), returned(0), got(0, 0)],
        {"dirty_count": 1, "dirty_at": 23, "dirty_value": 7},
    ),
    Case("ZERO-1", [created(), got_new(0), written(0), CLEARED, got(0)], {"dirty_count": 1, "dirty_at": 8, "dirty_value": 7}),
    Case("GUARD-1", [created(), got_new(0, size=8)], {"status": Status.INVALID_SIZE, "out": Out.NULL}),
    Case("GUARD-1", [created(), got_new(0, size=0)], {"status": Status.INVALID_SIZE, "out": Out.NULL}),
    Case("GUARD-2", [created(), refused(9)], {"status": Status.OK, "out": 0, "out_flags": OutFlag.NEW}),
    Case("GUARD-2", [created(), refused(2**64 - 1)], {"status": Status.EXHAUSTED}),
    Case("GUARD-3", [*FULL, refused(9)], {"status": Status.EXHAUSTED}),
    Case("CAP-1", FULL, {"status": Status.EXHAUSTED, "out": Out.NULL}),
    Case("CAP-2", [*FULL, EXHAUSTED], {"status": Status.OK, "out": 2, "out_flags": OutFlag.NEW}),
    Case("CAP-2", [*FULL, EXHAUSTED], {"status": Status.OK, "out": 0}),
    Case("CAP-2", [*FULL, EXHAUSTED], {"status": Status.NO_MEMORY}),
    Case("CAP-3", [*FULL, EXHAUSTED, returned(0), got(0)], {"status": Status.EXHAUSTED, "out": Out.NULL}),
    Case("RECEIPT-1", [created(), new_receipt(0)], {"receipt_id": 1}),
    Case("RECEIPT-1", [created(), new_receipt(0)], {"out": Out.NULL}),
    Case("RECEIPT-1", [created(), new_receipt(0)], {"status": Status.RECEIPTS_EXHAUSTED, "out": Out.NULL}),
    Case("RECEIPT-1", [created(), new_receipt(0), new_receipt(1)], {"receipt_id": 0}),
    Case("RECEIPT-1", [created(), new_receipt(0), new_receipt(1), NO_RECEIPT], {"status": Status.OK, "out": 2}),
    Case("RECEIPT-1", [created(), new_receipt(0), new_receipt(1), NO_RECEIPT], {"status": Status.EXHAUSTED}),
    Case(
        "RECEIPT-2",
        [created(), new_receipt(0), step(op.write_record(7), target=0), RESET, receipt(0)],
        {"dirty_count": 1, "dirty_at": 1, "dirty_value": 7},
    ),
    Case("RECEIPT-3", [created(), new_receipt(0), RESET, receipt(0)], {"out": 1, "out_flags": OutFlag.NEW}),
    Case("RECEIPT-3", [created(), new_receipt(0), new_receipt(1), RESET, receipt(0)], {"out": 1}),
    Case("CLEAR-1", [*FULL, CLEARED, got(0), got(1)], {"status": Status.EXHAUSTED, "out": Out.NULL}, "CLEAR-1 CAP-1"),
    Case("CLEAR-1", [created(), new_receipt(0), CLEARED, receipt(0)], {"receipt_id": 1}, "CLEAR-1 RECEIPT-1"),
    Case(
        "CLEAR-1",
        [created(2, 1), new_receipt(0), CLEARED, receipt(0)],
        {"status": Status.RECEIPTS_EXHAUSTED, "out": Out.NULL},
        "CLEAR-1 RECEIPT-1",
    ),
    *(
        Case("USAGE-1", [created(), got_new(0), step(op.counters(), usage=(1, 2, 0, 2))], wrong)
        for wrong in ({"soa_in_use": 0}, {"soa_total": 3}, {"receipts_in_use": 1}, {"receipts_total": 2**32 - 1})
    ),
    Case("USAGE-1", [created(), step(op.get(9).observing_usage(), status=1, usage=(0, 2, 0, 2))], {"soa_in_use": 1}),
    Case("ISO-1", [created(), got_new(0)], {"out_flags": OutFlag.NEW | OutFlag.MISALIGNED, "address": 32}),
    Case("ISO-1", [created(), new_receipt(0)], {"out_flags": OutFlag.NEW | OutFlag.MISALIGNED, "address": 1}),
    Case(
        "ISO-2",
        [created(), got_new(0), got_new(1)],
        {"out_flags": OutFlag.NEW | OutFlag.OVERLAPS, "overlaps_kind": LentKind.BLOCK, "overlaps_index": 0},
    ),
    Case("ISO-3", [created(), got_new(0), step(op.get(9), status=Status.INVALID_SIZE)], USAGE_OF_DISTURBED),
    Case("ISO-3", [created(), got_new(0), RESET], USAGE_OF_DISTURBED, "ISO-3 RECEIPT-3"),
    Case("ISO-4", [created(), got_new(0), created(pool=1)], USAGE_OF_DISTURBED, "ISO-4 ISO-3"),
    Case(
        "ISO-4",
        [created(), got_new(0), created(pool=1), got_new(0, pool=1)],
        {"out_flags": OutFlag.NEW | OutFlag.OVERLAPS, "overlaps_kind": LentKind.BLOCK, "overlaps_pool": 0},
        "ISO-4 ISO-2",
    ),
    Case("LIFE-1", lives(0, 64, 64, 128, 128, 128), {"live_bytes": 192}),
    Case("LIFE-2", [created(), *(clears(range(1, 256))), step(op.clear(), live_bytes=255)], {"live_bytes": 256}),
    Case("REFUSE-1", [created(), refused(9)], {"out": Out.UNTOUCHED}),
    Case("REFUSE-1", [*FULL, EXHAUSTED], {"out": Out.UNCOUNTABLE}),
    Case("REFUSE-1", [created(2, 1), new_receipt(0), NO_RECEIPT], {"out": Out.UNTOUCHED}),
    Case("SAFE-1", [created(), got_new(0)], {"death": DEATH}),
    Case("SAFE-2", [created(), misused(Target.NULL, Status.NOT_OWNED)], {"death": DEATH}, "SAFE-2 OWN-1"),
    Case(
        "SAFE-2",
        [created(), got_new(0), returned(0), misused(Target.RETURNED, Status.NOT_IN_USE, 0)],
        {"death": DEATH},
        "SAFE-2 OWN-2",
    ),
    Case("SAFE-2", [created(), misused(Target.NULL, Status.NOT_OWNED), got_new(0)], {"death": DEATH}, "SAFE-2 SAFE-1"),
    Case("SAFE-2", [created(), misused(Target.NULL, Status.NOT_OWNED), got_new(0)], {"dirty_count": 1}, "SAFE-2 ZERO-1"),
    Case("BOUND-1", [created(), got_new(0)], BEHIND),
    Case("BOUND-1", [created(), got_new(0)], BEHIND | {"breach": Breach.LENT_BEHIND, "out": Out.UNCOUNTABLE}),
    Case("BOUND-1", [created(), got_new(0)], {"death": BEYOND}, "BOUND-1 SAFE-1"),
    *(Case("ENV-1", [created()], each) for each in SURROUNDINGS),
    Case("ENV-1", [created()], {"death": CLOSED}, "ENV-1 SAFE-1"),
    *(Case("ISO-5", [created(), got_new(0), refused(), returned(0)], each) for each in VARIABLES),
    Case("SAFE-1", [created(), DESTROYED], {"death": DEATH}, "SAFE-1 LIFE-1"),
    Case("SAFE-1", [created(), RESET], {"status": 1000}),
    *(
        Case("OWN-1", [created(), new_receipt(0), got_new(0), misused(target, Status.NOT_OWNED, 0)], {"status": status})
        for target in Target
        if target not in (Target.LENT, Target.RETURNED, Target.REVOKED, Target.UNLENT)
        for status in (Status.OK, Status.NOT_IN_USE)
    ),
    *(
        Case("OWN-2", [created(), got_new(0), ended, misused(target, Status.NOT_IN_USE, 0)], {"status": status})
        for ended, target in ((returned(0), Target.RETURNED), (CLEARED, Target.REVOKED))
        for status in (Status.OK, Status.NOT_OWNED)
    ),
    Case("OWN-2", [created(), got_new(0), misused(Target.UNLENT, Status.NOT_IN_USE, 0)], {"status": Status.OK}),
    Case("HOT-1", [created(), got_new(0)], {"allocations": 1, "allocated_bytes": 8}),
    Case("HOT-1", [created(), RESET], {"releases": 1}),
    Case("HOT-2", [created(), refused()], {"allocations": 1}),
    Case("HOT-3", [created(), got_new(0)], {"system_calls": 1, "system_call_number": 9}),
    Case("HOT-3", [created(), refused()], {"system_calls": 1}),
    Case("HOT-4", [created(), new_receipt(0)], {"page_faults": 2}),
    Case("HOT-5", [created(), step(op.get(), out=0, out_flags=OutFlag.NEW, instructions=2000)], {"instructions": 2001}),
    Case("HOT-5", [created(), step(op.get(9), status=Status.INVALID_SIZE, instructions=2000)], {"instructions": 2001}),
    Case(
        "MEM-1",
        [step(op.create_default().observing_usage(), out=0, usage=(0, 2, 0, 2), held_bytes=MEMORY_BYTES)],
        {"held_bytes": MEMORY_BYTES + 1},
    ),
]
IDS = [f"{number}-{case.requirement}" for number, case in enumerate(CASES)]


def spoilt(case: Case) -> list[Step]:
    last = case.trace[-1]
    facts = dict(case.wrong)
    death = facts.pop("death", None)
    observation: Observation = NOT_RUN if death else last.observation._replace(**facts)
    return [*case.trace[:-1], Step(last.operation, observation, death)]


def findings_of(trace: Sequence[Step]) -> tuple[Finding, ...]:
    return judge(trace, COUNTS, CONTRACT).findings


def checked(trace: Sequence[Step], abilities: Abilities = COUNTS) -> Counter[str]:
    """The requirements that a trace exercised."""
    return +judge(trace, abilities, CONTRACT).checked


def test_every_requirement_that_the_judge_decides_has_a_case() -> None:
    decided = {each.id for each in load_spec().at_level(Level.HARDENED)} | {
        "HOT-1",
        "HOT-2",
        "HOT-3",
        "HOT-4",
        "HOT-5",
        "MEM-1",
    }
    assert {case.requirement for case in CASES} == decided


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_conforming_trace_counts_for_its_requirement(case: Case) -> None:
    assert findings_of(case.trace) == ()
    assert checked(case.trace)[case.requirement] > checked(case.trace[:-1])[case.requirement]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_wrong_last_step_is_blamed_on_its_requirement(case: Case) -> None:
    last = len(case.trace) - 1
    found = [finding for finding in findings_of(spoilt(case)) if case.requirement in finding.requirements]
    assert [finding.place for finding in found] == [last]
    assert found[0].requirements == tuple((case.blamed or case.requirement).split())
    assert all(finding.place == last for finding in findings_of(spoilt(case)))


def test_what_was_expected_and_observed_is_said_in_these_words() -> None:
    """What a pool's author reads first: somebody read each, and it stays as it is until somebody reads it again."""
    found = [findings_of(spoilt(case))[0] for case in CASES]
    said = [
        f"{' '.join(each.requirements)}: expected {each.expected}; observed {each.observed}"
        f"{'; the rest is not judged' if each.ends_trace else ''}"
        for each in found
    ]
    assert said == (Path(__file__).parent / "judge_words.txt").read_text(encoding="utf-8").splitlines()


# ---- what the cases can't say ----


def test_behind_a_misuse_nothing_counts_for_core() -> None:
    core = {each.id for each in load_spec().at_level(Level.CORE)}
    proper = [created(), got_new(0), returned(0)]
    misuse = [misused(Target.RETURNED, Status.NOT_IN_USE, 0), got(0), refused(), returned(0), CLEARED, got(0)]
    before, after = checked(proper), checked([*proper, *misuse])
    assert {each: after[each] for each in core} == {each: before[each] for each in core}
    assert (after["SAFE-2"], after["OWN-2"]) == (len(misuse), 1)
    assert after["HOT-1"] > before["HOT-1"]


def test_what_a_misuse_that_does_not_apply_is_followed_by_counts_for_core() -> None:
    inapplicable = Step(op.misuse(Target.RETURNED), NOT_RUN._replace(state=State.INAPPLICABLE))
    assert checked([created(), inapplicable, got_new(0)])["CAP-1"] == checked([created(), got_new(0)])["CAP-1"]
    assert not checked([created(), inapplicable, got_new(0)])["SAFE-2"]


def test_where_pool_and_model_part_the_usage_is_not_compared() -> None:
    """A buffer that it had to lend and did not: whether it is in use, nobody can say."""
    refused_wrongly = step(op.get().observing_usage(), status=Status.EXHAUSTED, usage=(0, 2, 0, 2))
    assert [each.requirements for each in findings_of([created(), refused_wrongly])] == [("CAP-1",)]


def test_what_may_be_a_free_buffer_or_none_is_rightly_refused_as_either() -> None:
    guess = [created(), got_new(0), misused(Target.UNLENT, Status.NOT_OWNED, 0)]
    assert findings_of(guess) == ()
    assert (checked(guess)["OWN-1"], checked(guess)["OWN-2"]) == (1, 0)
    taken = [created(), got_new(0), misused(Target.UNLENT, Status.EXHAUSTED, 0)]
    assert [finding.requirements for finding in findings_of(taken)] == [("OWN-2",)]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_step_counts_once_for_a_requirement_or_not_at_all(case: Case) -> None:
    for trace in (case.trace, spoilt(case)):
        each, before = Judge(COUNTS, CONTRACT), Counter[str]()
        for one in trace:
            each.observe(one)
            assert set((each.checked - before).values()) <= {1}
            before = each.checked.copy()


def test_who_touches_a_variable_that_is_gone_is_blamed_for_that_and_not_for_the_crash() -> None:
    gone = NOT_RUN._replace(variable=CallerVariable.OUT, variable_place=1, variable_number=1, variable_is_gone=1)
    (finding,) = findings_of([created(), got_new(0), Step(op.give_back(), gone, DEATH)])
    assert finding.requirements == ("ISO-5",)
    assert finding.expected == "the variable in which get_soa (step 2) left b1's address is not touched again"
    assert finding.observed == "it was, when it was gone: the process was killed by SIGSEGV"


def test_a_requirement_that_was_not_exercised_is_not_counted() -> None:
    assert set(checked([created()])) == {"SAFE-1", "BOUND-1", "CREATE-2", "USAGE-1", "ENV-1", "ISO-5"}
    assert "ORDER-2" not in checked([*FULL, returned(0), returned(1), got(1)])
    assert "ZERO-1" not in checked([created(), got_new(0), returned(0), got(0)])
    assert "RECEIPT-2" not in checked([created(), new_receipt(0), RESET, receipt(0)])
    assert "ISO-4" not in checked(FULL)
    assert "LIFE-1" not in checked(lives(0, 0, 0, 0, 0))
    assert "GUARD-3" not in checked([created(), refused()])
    assert not checked([created(), new_receipt(0)])["CLEAR-1"]
    assert checked([created(), new_receipt(0), CLEARED, receipt(0), new_receipt(1)])["CLEAR-1"] == 1


def test_an_operation_that_did_not_apply_counts_for_nothing() -> None:
    inapplicable = Step(op.give_back(), NOT_RUN._replace(state=State.INAPPLICABLE))
    assert checked([created(), inapplicable]) == checked([created()])


def test_what_can_not_be_watched_is_not_judged() -> None:
    blind = Abilities(counts_allocations=False)
    trace = [created(), step(op.get(), out=0, out_flags=OutFlag.NEW, allocations=1, system_calls=1, page_faults=1)]
    assert judge(trace, blind, CONTRACT).findings == ()
    assert not {"HOT-1", "HOT-2", "HOT-3", "HOT-4", "HOT-5", "MEM-1"} & set(checked(trace, blind))
    touching = [created(), step(op.get(), out=0, out_flags=OutFlag.NEW, page_faults=1)]
    assert judge(touching, blind, CONTRACT).findings == ()
    assert not checked(touching, blind)["HOT-4"]


@pytest.mark.parametrize("cold", [op.clear(), op.create(3, 3, 1), op.destroy()])
def test_what_is_not_on_the_hot_path_may_take_its_time(cold: Operation) -> None:
    slow = {"allocations": 5, "system_calls": 1, "page_faults": 9, "instructions": 10**6}
    assert findings_of([created(), step(cold, out=0, **slow)]) == ()


def test_only_three_operations_are_bounded() -> None:
    """HOT-5 speaks of the operations on single records; a reset may look at every receipt."""
    assert findings_of([created(), step(op.reset(), instructions=10**6)]) == ()
    assert findings_of([created(), step(op.counters(), usage=(0, 2, 0, 2), instructions=10**6)]) == ()


@pytest.mark.parametrize(
    "losing",
    [
        step(op.get(), out=1),
        step(op.get(), status=Status.EXHAUSTED),
        step(op.give_back(), status=Status.NOT_OWNED, target=0),
        misused(Target.NULL, Status.OK),
        step(op.take(), out=0, out_flags=OutFlag.NEW, receipt_id=5),
        Step(op.get(), NOT_RUN, DEATH),
    ],
)
def test_nothing_is_judged_or_counted_once_pool_and_model_have_parted(losing: Step) -> None:
    start = [created(), got_new(0)]
    found = judge([*start, losing], COUNTS, CONTRACT)
    assert len(found.findings) == 1
    assert found.findings[0].ends_trace
    after = judge([*start, losing, refused(9, Status.OK), *lives(1, 2, 3, 4, 5, 6, 7), got(0)], COUNTS, CONTRACT)
    assert after == found


@pytest.mark.parametrize("harmless", [{"dirty_count": 1, "dirty_value": 1}, {"allocations": 1}, USAGE_OF_DISTURBED])
def test_a_finding_that_leaves_the_model_right_lets_the_rest_be_judged(harmless: dict[str, int]) -> None:
    first = step(op.get(), out=0, out_flags=OutFlag.NEW, **harmless)
    found = findings_of([created(), first, misused(Target.NULL, Status.OK)])
    assert [finding.place for finding in found] == [1, 2]


def test_several_things_wrong_with_one_step_are_all_found() -> None:
    wrong = step(op.get(), out=0, out_flags=OutFlag.NEW | OutFlag.MISALIGNED, dirty_count=1, dirty_value=1, allocations=2)
    assert {each for finding in findings_of([created(), wrong]) for each in finding.requirements} == {
        "ISO-1",
        "ZERO-1",
        "HOT-1",
    }


def test_a_second_pool_may_be_refused_for_want_of_memory() -> None:
    each = Judge(COUNTS, CONTRACT)
    found = [each.observe(one) for one in (created(), step(op.create_default(1), status=Status.NO_MEMORY))]
    assert found == [[], []]
    assert each.pools_refused


def test_a_huge_pool_may_be_refused_for_want_of_memory_and_a_small_one_not() -> None:
    for huge in ((2**32 - 1, 1), (4097, 1), (1, 65537)):
        assert findings_of([step(op.create(*huge), status=Status.NO_MEMORY)]) == ()
        assert findings_of([step(op.create(*huge).observing_usage(), status=Status.NO_MEMORY)]) == ()
    for small in ((3, 3), (4096, 65536)):
        assert findings_of([step(op.create(*small), status=Status.NO_MEMORY)])[0].requirements == ("CREATE-3",)


@pytest.mark.parametrize("impossible", [(0, 1), (1, 0)])
def test_what_is_impossible_is_not_for_want_of_memory(impossible: tuple[int, int]) -> None:
    (finding,) = findings_of([created(), step(op.create(*impossible, pool=1), status=Status.NO_MEMORY)])
    assert (finding.requirements, finding.expected) == (("CREATE-3",), "BP_INVALID_CONFIG, or a pool")


def test_a_pool_of_other_totals_is_judged_on_the_capacity_that_it_has() -> None:
    honest_but_small = step(op.create(3, 3).observing_usage(), out=0, usage=(0, 1, 0, 3))
    found = findings_of([honest_but_small, got_new(0), EXHAUSTED])
    assert [finding.requirements for finding in found] == [("CREATE-2",)]


def test_the_last_words_of_a_process_are_shown() -> None:
    talkative = replace(DEATH, stderr="first words\nlast words")
    (finding,) = findings_of([created(), Step(op.clear(), NOT_RUN, talkative)])
    assert finding.observed == "the process was killed by SIGSEGV (it said: first words\n  last words)"


def test_a_growing_address_space_is_a_leak_though_no_allocation_was_counted() -> None:
    assert findings_of(pages(1, 2, 3, 4, 5, 5)) == ()
    assert findings_of(pages(1, 2, 3, 4, 5, 6))[0].requirements == ("LIFE-1",)


def test_what_a_create_that_ran_short_keeps_once_is_no_leak() -> None:
    assert findings_of(RAN_SHORT[:-1]) == ()
    again = [short(**ONCE | {"live_bytes": taken}) for taken in (128, 192)]
    assert [each.place for each in findings_of([*RAN_SHORT, *again])] == [5]
    assert findings_of([*RAN_SHORT[:-1], created(), DESTROYED, short(live_bytes=128)]) == ()
    without_a_create_before = [DESTROYED, short(live_bytes=64), short(live_bytes=128)]
    assert findings_of(without_a_create_before) == ()


def test_what_a_new_pool_tells_of_itself_is_judged_as_far_as_it_is_promised() -> None:
    told = step(op.create(16, 1).observing_usage(), out=0, usage=(3, 7, 5, 9))
    silent = Judge(COUNTS, load_contract("record-as-written"))
    assert silent.observe(told) == []
    assert silent.pools[0].state.block_count == 16
    assert [each.requirements for each in findings_of([told])] == [("CREATE-2",)] * 2


def test_a_create_that_made_do_is_judged_like_any_other() -> None:
    made_do = step(op.short_of_memory(op.create(2, 2), 1).observing_usage(), out=0, allocations_failed=1, usage=(0, 2, 0, 2))
    assert findings_of([made_do]) == ()
    assert checked([made_do])["CREATE-4"] == 1
    half = Step(made_do.operation, made_do.observation._replace(soa_total=1))
    assert [each.requirements for each in findings_of([half])] == [("CREATE-2",)]


def test_a_create_that_dies_of_it_is_to_blame_and_not_the_process() -> None:
    died = Step(op.short_of_memory(op.create(2, 2), 1), NOT_RUN, DEATH)
    (finding,) = findings_of([died])
    assert (finding.requirements, finding.expected) == (("CREATE-4",), "BP_NO_MEMORY: memory ran out in create")


def test_a_create_that_is_refused_after_one_that_ran_short_owes_it_to_that() -> None:
    again = step(op.create(2, 2), status=Status.NO_MEMORY)
    (finding,) = findings_of([*RAN_SHORT, again])
    assert finding.requirements == ("CREATE-4", "LIFE-1", "CREATE-2")


@pytest.mark.parametrize(
    ("taken", "is_told"),
    [
        (range(1, 300), True),
        ([each // 50 for each in range(500)], True),
        ([each // 100 for each in range(500)], False),
        ([min(each, 200) for each in range(600)], False),
        ([each.bit_length() for each in range(5000)], False),
        ([1000 * (each > 100) for each in range(600)], False),
        ([each % 100 for each in range(600)], False),
    ],
    ids=["each time", "every 50th", "too few", "a bounded cache", "a table that doubles", "once", "up and down"],
)
def test_only_what_grows_again_and_again_is_growth(taken: Iterable[int], is_told: bool) -> None:
    findings = findings_of([created(), *clears(taken)])
    assert [each.requirements for each in findings] == [("LIFE-2",)] * len(findings)
    assert bool(findings) == is_told


def test_what_new_buffers_take_and_what_other_pools_take_is_no_growth() -> None:
    first_use = [step(op.take(), out=at, out_flags=OutFlag.NEW, receipt_id=at, live_bytes=at) for at in range(600)]
    assert findings_of([created(2, 600), *first_use]) == ()
    beside = [created(), created(pool=1), *clears(range(1, 300))]
    assert findings_of(beside) == ()
    assert not checked([created(), *clears([0] * 255)])["LIFE-2"]
    assert checked([created(), *clears([0] * 300)])["LIFE-2"] == 1


def _arena(pieces: Iterable[int], lent_at_once: int = 2) -> list[Step]:
    """A life in which so many of two blocks are lent at once, and then one over and over: it takes each of the ``pieces``
    when as many bytes were lent as it took before."""
    steps = [created(), *map(got_new, range(lent_at_once)), *map(returned, reversed(range(lent_at_once)))]
    taken, served, left = 0, 0, list(pieces)
    while left:
        if served >= taken:
            taken += left.pop(0)
        served += 192
        steps += [step(op.get(), out=0, live_bytes=taken), step(op.give_back(), target=0, live_bytes=taken)]
    return steps


DOUBLING = [192 << times for times in range(9)]


@pytest.mark.parametrize(
    ("steps", "is_told"),
    [
        (_arena(DOUBLING), True),
        (_arena([round(192 * 1.5**times) for times in range(14)]), True),
        (_arena(DOUBLING, lent_at_once=1), False),
        (_arena([1 << 20]), False),
        (_arena(DOUBLING[:5]), False),
        (_arena([*DOUBLING[:5], 192, 1 << 16]), False),
    ],
    ids=["doubling", "half as much again", "never all lent", "once", "a few", "smaller again"],
)
def test_an_arena_that_takes_ever_larger_pieces_is_growth(steps: list[Step], is_told: bool) -> None:
    told = [each for each in findings_of(steps) if "LIFE-2" in each.requirements]
    assert bool(told) == is_told
    if told:
        assert "more once every block was lent, 384 bytes in all, and no end of it" in told[0].observed


@pytest.mark.parametrize(
    ("taken", "goes_on"),
    [
        ([1 << at // 2 for at in range(16)], True),
        ([0, 1, 1, 3, 3, 3, 7, 7, 7, 7, 7, 15, 15, 15, 15, 15], True),
        ([0, 1, 1, 3, 3, 3, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7], False),
        ([0] * 12 + [9] * 4, False),
        (list(range(16)), True),
        ([5] * 16, False),
        ([1 << at for at in range(6)], False),
    ],
    ids=["doubles", "ever more seldom", "comes to its end", "once", "steadily", "not at all", "too few samples"],
)
def test_memory_that_goes_on_growing_is_told_from_samples(taken: list[int], goes_on: bool) -> None:
    assert grows_on([(each, 0) for each in taken]) == goes_on
    assert grows_on([(0, each) for each in taken]) == goes_on


def test_pages_that_are_mapped_unseen_grow_too() -> None:
    mapped = [each for at in range(200) for each in (CLEARED, step(op.counters(), virtual_pages=at, usage=(0, 2, 0, 2)))]
    (finding, *_) = findings_of([created(), *mapped])
    assert (finding.requirements, finding.observed) == (("LIFE-2",), "1 page more after every 2 operations, and no end of it")


def test_a_refused_return_of_a_lent_buffer_blames_what_the_status_says() -> None:
    taken = [created(), got_new(0)]
    not_owned = step(op.give_back(), status=Status.NOT_OWNED, target=0)
    not_in_use = step(op.give_back(), status=Status.NOT_IN_USE, target=0)
    assert findings_of([*taken, not_owned])[0].requirements == ("CAP-3", "OWN-1")
    assert findings_of([*taken, not_in_use])[0].requirements == ("CAP-3", "OWN-2")


ALLOCATED = {"allocations": 1, "allocated_bytes": 8}


@pytest.mark.parametrize(
    ("facts", "site", "observed"),
    [
        (ALLOCATED, "", "1 allocation (8 bytes) and 0 releases"),
        (ALLOCATED, "bp_get_soa+0x3f", "1 allocation (8 bytes) and 0 releases, at bp_get_soa+0x3f"),
        ({"allocations": 2, "allocated_bytes": 9, "releases": 1}, "", "2 allocations (9 bytes) and 1 release"),
        ({"system_calls": 1, "system_call_number": 1000}, "bp_get_soa+0x3f", "system call 1000 was made, at bp_get_soa+0x3f"),
    ],
)
def test_the_place_in_the_subject_is_told_where_it_is_known(facts: dict[str, int], site: str, observed: str) -> None:
    got_it = step(op.get(), out=0, out_flags=OutFlag.NEW, **facts)._replace(site=site)
    (finding,) = findings_of([created(), got_it])
    assert finding.observed == observed


def test_a_stepped_operation_is_judged_by_its_system_call_instructions_where_calls_are_not_caught() -> None:
    stepped = step(op.get(), out=0, out_flags=OutFlag.NEW, instructions=9)
    calling = stepped._replace(observation=stepped.observation._replace(system_call_instructions=2))
    blind = Abilities(counts_allocations=True)
    assert judge([created(), got_new(0)], blind, CONTRACT).checked["HOT-3"] == 0
    assert judge([created(), stepped], blind, CONTRACT).checked["HOT-3"] == 1
    one_instruction = stepped._replace(observation=stepped.observation._replace(instructions=1))
    assert judge([created(), one_instruction], blind, CONTRACT).checked["HOT-3"] == 1
    (finding,) = judge([created(), calling], blind, CONTRACT).findings
    assert (finding.requirements, finding.observed) == (("HOT-3",), "2 instructions for calling the system")
    assert not finding.ends_trace


TAKEN = "the block of 137,212 bytes that create took"


@pytest.mark.parametrize(
    ("facts", "observed", "ends"),
    [
        ({}, f"4 bytes written behind {TAKEN}", False),
        ({"breach_count": 1, "breach_distance": 8}, f"1 byte written 8 bytes behind {TAKEN}", False),
        ({"breach": Breach.BEFORE}, f"4 bytes written before {TAKEN}", False),
        ({"breach": Breach.LENT_BEFORE}, f"4 bytes of what it hands out lie before {TAKEN}", False),
        ({"breach": Breach.LENT_BEHIND, "out": Out.UNCOUNTABLE}, f"4 bytes of what it hands out lie behind {TAKEN}", True),
        (
            {"breach": Breach.LENT_GIVEN_BACK, "breach_given_back_by": Kind.CLEAR},
            f"4 bytes of what it hands out lie in {TAKEN} and clear gave back",
            False,
        ),
    ],
    ids=["behind", "further behind", "before", "lent before", "lent and unreadable", "given back"],
)
def test_what_reaches_beyond_a_block_is_told_by_the_block(facts: dict[str, Any], observed: str, ends: bool) -> None:
    (finding,) = findings_of([created(), step(op.get(), **{"out": 0, "out_flags": OutFlag.NEW} | BEHIND | facts)])
    assert (finding.requirements, finding.observed, finding.ends_trace) == (("BOUND-1",), observed, ends)


def test_memory_at_the_edge_of_its_pages_is_judged_by_bounds_alone() -> None:
    """It is touched, kept and mapped by the harness; and what ends the process there would have gone on elsewhere."""
    at_end = step(op.create_default().placed(Placement.AT_END), out=0, held_bytes=MEMORY_BYTES + 1)
    touching = step(op.get(), out=0, out_flags=OutFlag.NEW, page_faults=2)
    assert findings_of([at_end, touching]) == ()
    assert checked([at_end, touching]).keys().isdisjoint({"HOT-4", "MEM-1"})
    (finding,) = findings_of([at_end, Step(op.get(), NOT_RUN, BEYOND)])
    assert (finding.requirements, finding.observed) == (("BOUND-1",), BEYOND.detail)
    assert findings_of([each for taken in range(12) for each in (at_end, step(op.destroy(), live_bytes=taken))]) == ()


def test_what_came_with_a_call_is_overrun_by_the_pool_whoever_calls() -> None:
    overrun = replace(BEYOND, detail="it wrote beyond the usage of its caller", in_holder=True)
    (finding,) = findings_of([Step(op.create_default(), NOT_RUN, overrun)])
    assert (finding.requirements, finding.observed) == (("BOUND-1", "SAFE-1"), overrun.detail)


def test_what_a_holder_meets_beyond_a_block_is_told_of_the_holder() -> None:
    meeting = replace(BEYOND, in_holder=True)
    (finding,) = findings_of([created(), Step(op.get(), NOT_RUN, meeting)])
    assert finding.observed == "its holder read 4 bytes before the block of 64 bytes that create took"


STALE = {"stale_block_bytes": 1200, "stale_at": 8, "stale_count": 2}


@pytest.mark.parametrize(
    ("trace", "requirements"),
    [
        ([created(), step(op.destroy(), **STALE)], ("LIFE-1",)),
        ([created(), step(op.get(), out=0, out_flags=OutFlag.NEW, **STALE)], ("LIFE-1", "ISO-4")),
        ([created(), got_new(0), step(op.write(7), target=0, **STALE)], ("ISO-4", "LIFE-1")),
    ],
    ids=["destroy", "a pool alive", "its holder"],
)
def test_memory_that_was_given_back_is_nobodys(trace: Sequence[Step], requirements: tuple[str, ...]) -> None:
    (finding,) = findings_of(trace)
    assert finding.requirements == requirements
    assert not finding.ends_trace
    assert finding.observed == "2 bytes changed, from byte 8 on in a block of 1,200 bytes that destroy had given back"


@pytest.mark.parametrize("name", ["__libc_malloc", "malloc", "posix_memalign"])
def test_memory_that_nobody_counted_shows_by_the_function_that_was_entered(name: str) -> None:
    lending = step(op.get().stepped(), out=0, out_flags=OutFlag.NEW, instructions=40)._replace(outside=("memset", name))
    (finding,) = findings_of([created(), lending])
    assert (finding.requirements, finding.ends_trace) == (("HOT-1",), False)
    assert finding.observed == f"{name} of the C library was reached past the one that counts"
    refusing = step(op.get(9).stepped(), status=Status.INVALID_SIZE, instructions=40)._replace(outside=(name,))
    assert [each.requirements for each in findings_of([created(), refusing])] == [("HOT-2",)]
    assert findings_of([created(), lending._replace(outside=("memset", "free"))]) == ()
    counted = lending._replace(observation=lending.observation._replace(allocations=1))
    assert [each.observed[:12] for each in findings_of([created(), counted])] == ["1 allocation"]


@pytest.mark.parametrize("doing", [{"allocations": 1}, {"releases": 1}, {"allocations": 1, "releases": 1}])
def test_pages_that_an_allocator_touches_are_the_allocations_doing(doing: dict[str, int]) -> None:
    trace = [created(), step(op.get(), out=0, out_flags=OutFlag.NEW, page_faults=3, **doing)]
    assert [finding.requirements for finding in findings_of(trace)] == [("HOT-1",)]
    assert checked(trace)["HOT-4"] == 0


def test_a_get_counts_for_cap_3_only_after_an_exhausted_one() -> None:
    assert checked([created(), got_new(0), returned(0), got(0)])["CAP-3"] == 0
    assert checked([*FULL, EXHAUSTED, returned(1), got(1)])["CAP-3"] == 1
    assert checked([*FULL, EXHAUSTED, CLEARED, got(0)])["CAP-3"] == 0
    other_refusals = [refused(), new_receipt(0), new_receipt(1), NO_RECEIPT]
    assert checked([created(), got_new(0), *other_refusals, returned(0), got(0)])["CAP-3"] == 0
    (finding,) = findings_of([created(), *other_refusals, EXHAUSTED])
    assert finding.requirements == ("CAP-1",)


def test_a_clear_that_freed_what_was_lent_counts_once_all_can_be_lent_again() -> None:
    cleared = [created(), got_new(0), CLEARED, got(0)]
    assert checked(cleared)["CLEAR-1"] == 0
    assert checked([*cleared, got_new(1)])["CLEAR-1"] == 1
    assert checked([*cleared, got_new(1), returned(0), got(0)])["CLEAR-1"] == 1
    (finding,) = findings_of([*cleared, EXHAUSTED])
    assert finding.requirements == ("CLEAR-1", "CAP-1")
    (finding,) = findings_of([*cleared, got_new(1), returned(0), EXHAUSTED])
    assert finding.requirements == ("CAP-1",)


def test_a_buffer_that_is_due_for_the_first_time_is_told_as_one() -> None:
    (finding,) = findings_of([created(), got_new(0), got(0)])
    assert finding.expected == "b2, which was never lent"


def test_a_pool_too_large_for_the_model_is_neither_judged_nor_counted() -> None:
    large, huge = (step(op.create(capacity, 1), out=0) for capacity in (2**24, 2**24 + 1))
    assert findings_of([large, refused(9, Status.OK)])[0].requirements == ("GUARD-2",)
    assert judge([huge, refused(9, Status.OK), got(5)], COUNTS, CONTRACT) == judge([huge], COUNTS, CONTRACT)


@pytest.mark.parametrize("totals", [(0, 2), (2, 0), (0, 0)])
def test_a_pool_that_says_that_it_holds_nothing_is_none(totals: tuple[int, int]) -> None:
    soa_total, receipts_total = totals
    empty = step(op.create(2, 2).observing_usage(), out=0, usage=(0, soa_total, 0, receipts_total))
    found = findings_of([empty, refused(9, Status.OK)])
    assert [finding.expected for finding in found] == ["2 buffers and 2 receipts in all", "a pool that holds something"]


def test_a_default_pool_that_is_refused_counts_as_one_that_was_asked_for() -> None:
    assert checked([step(op.create_default(), status=Status.INVALID_CONFIG)])["CREATE-1"] == 1


def test_an_impossible_pool_that_is_made_counts_as_one_that_had_to_be_refused() -> None:
    assert checked([step(op.create(0, 1), out=0)])["CREATE-3"] == 1


def test_the_most_that_a_default_pool_took_is_remembered() -> None:
    each = Judge(COUNTS, CONTRACT)
    assert each.held_bytes == 0
    for held_bytes in (700, 900, 800):
        each.observe(step(op.create_default(), out=0, held_bytes=held_bytes))
        each.observe(step(op.destroy()))
    each.observe(step(op.create(2, 2), out=0, held_bytes=5000))
    assert each.held_bytes == 900


def test_a_finding_ends_the_trace_unless_it_says_that_it_does_not() -> None:
    assert Finding(("ORDER-1",), 0, "this", "that").ends_trace


def test_no_pool_was_refused_at_first() -> None:
    assert not Judge(COUNTS, CONTRACT).pools_refused


@pytest.mark.parametrize(
    ("facts", "observed"),
    [
        ({"dirty_count": 1, "dirty_at": 2, "dirty_value": 7}, "s[2] of b1 is 7"),
        ({"dirty_count": 2, "dirty_at": 1, "dirty_value": 7}, "s[1] of b1 is 7, and 1 more word"),
        ({"dirty_count": 3, "dirty_at": 1, "dirty_value": 7}, "s[1] of b1 is 7, and 2 more words"),
        ({"out_flags": OutFlag.NEW | OutFlag.MISALIGNED, "address": 64 * 129 + 8}, "8 bytes past one"),
    ],
)
def test_what_is_wrong_with_a_buffer_is_said_exactly(facts: dict[str, int], observed: str) -> None:
    (finding,) = findings_of([created(), step(op.get(), **{"out": 0, "out_flags": OutFlag.NEW} | facts)])
    assert finding.observed == observed


def test_a_single_instruction_is_enough_to_count_for_the_bound() -> None:
    assert checked([created(), step(op.get(), out=0, out_flags=OutFlag.NEW, instructions=1)])["HOT-5"] == 1
    assert checked([created(), got_new(0)])["HOT-5"] == 0


def test_a_pool_that_grew_says_to_how_many_buffers() -> None:
    (finding,) = findings_of([*FULL, returned(1), got_new(2)])
    assert (finding.requirements, finding.observed) == (("CAP-2", "ORDER-1"), "buffer number 3: the pool grew")


@pytest.mark.parametrize(
    ("before", "blamed"),
    [
        ([], ("RECEIPT-1",)),
        ([CLEARED], ("RECEIPT-1",)),
        ([new_receipt(0), CLEARED], ("CLEAR-1", "RECEIPT-1")),
        ([new_receipt(0), CLEARED, RESET], ("RECEIPT-1",)),
    ],
    ids=["new", "nothing to clear", "cleared", "reset since"],
)
def test_a_clear_is_blamed_for_receipts_that_it_had_to_free(before: Sequence[Step], blamed: tuple[str, ...]) -> None:
    (refusal,) = findings_of([created(), *before, NO_RECEIPT])
    assert refusal.requirements == blamed
    (wrong_id,) = findings_of([created(), *before, step(op.take(), out=0, receipt_id=1)])
    assert wrong_id.requirements == blamed


@pytest.mark.parametrize(
    ("emptied", "blamed"),
    [([RESET], ("RECEIPT-3",)), ([CLEARED], ("CLEAR-1", "RECEIPT-3")), ([CLEARED, RESET], ("RECEIPT-3",))],
    ids=["reset", "cleared", "reset after a clear"],
)
def test_a_receipt_in_another_place_blames_what_emptied_them(emptied: Sequence[Step], blamed: tuple[str, ...]) -> None:
    (moved,) = findings_of([created(), new_receipt(0), *emptied, step(op.take(), out=1, out_flags=OutFlag.NEW)])
    assert moved.requirements == blamed


@pytest.mark.parametrize("handing_out", [op.get(), op.take()])
def test_of_what_lies_on_lent_memory_nothing_more_is_asked(handing_out: Operation) -> None:
    flags = OutFlag.NEW | OutFlag.MISALIGNED | OutFlag.OVERLAPS
    overlapping = step(handing_out, out=5, out_flags=flags, overlaps_kind=LentKind.BLOCK, dirty_count=1, receipt_id=9)
    found = findings_of([created(), got_new(0), overlapping])
    assert [finding.requirements for finding in found] == [("ISO-1",), ("ISO-2",)]


def test_a_get_that_should_be_refused_and_names_no_buffer_is_told_without_one() -> None:
    (finding,) = findings_of([created(), step(op.get(9), out=Out.NULL)])
    assert finding.observed == "BP_OK"


OF_PYTHON = Abilities(counts_allocations=False, counts_python_allocations=True)


def test_what_a_python_class_asks_of_its_interpreter_is_counted_but_for_the_record_of_its_usage() -> None:
    allocating = step(op.get(), out=0, out_flags=OutFlag.NEW, allocations=2, allocated_bytes=48, releases=1)
    (finding,) = judge([created(), allocating], OF_PYTHON, CONTRACT).findings
    assert (finding.requirements, finding.ends_trace) == (("HOT-1",), False)
    assert finding.observed == "2 allocations (48 bytes) and 1 release by CPython's allocators"
    refusing = step(op.get(9), status=Status.INVALID_SIZE, allocations=1)
    (finding,) = judge([created(), refusing], OF_PYTHON, CONTRACT).findings
    assert finding.requirements == ("HOT-2",)
    by_cpython = "1 allocation and 0 releases by CPython's allocators"
    assert finding.observed == f"{by_cpython}, not counting what raising takes by itself"
    reporting = step(op.counters(), usage=(0, 2, 0, 2), allocations=1)
    told = judge([created(), reporting], OF_PYTHON, CONTRACT)
    assert (told.findings, told.checked["HOT-1"]) == ((), 0)
    assert judge([created(), got_new(0)], OF_PYTHON, CONTRACT).checked["HOT-1"] == 1


@pytest.mark.parametrize("status", [Status.NO_MEMORY, Status.INVALID_CONFIG])
def test_a_config_that_was_accepted_is_refused_only_while_another_pool_is_alive(status: Status) -> None:
    refused_now = step(op.create(3, 3), status=status)
    ended = [created(3, 3), step(op.destroy()), refused_now]
    assert [finding.requirements for finding in findings_of(ended)] == [("LIFE-1", "CREATE-2")]
    assert checked(ended)["LIFE-1"] == 1
    default = [step(op.create_default(), out=0), step(op.destroy()), step(op.create_default(), status=status)]
    assert [finding.requirements for finding in findings_of(default)] == [("LIFE-1", "CREATE-1")]
    assert findings_of([created(3, 3), step(op.destroy()), step(op.create(4, 3), status=Status.INVALID_CONFIG)]) == ()
    alive = [created(3, 3), step(op.create(3, 3, pool=1), status=Status.NO_MEMORY)]
    assert findings_of(alive) == ()


def test_a_large_config_that_was_accepted_may_be_refused_for_want_of_memory() -> None:
    large = op.create(100_000, 3)
    ended = [step(large, out=0), step(op.destroy()), step(large, status=Status.NO_MEMORY)]
    assert findings_of(ended) == ()
