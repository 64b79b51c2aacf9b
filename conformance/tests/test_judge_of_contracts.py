"""The judge on traces of pools that promise something else than the default contract: each promise is broken once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.judge import Abilities, Finding, Judge
from poolproof.conformance.observations import LentKind, Observation, OutFlag, State, Step
from poolproof.conformance.operations import Operation, Target
from poolproof.spec.contracts import Contract, read_contract
from poolproof.spec.vocabulary import Counter, Ending

ABILITIES = Abilities(counts_allocations=True)
BASE = 'contract = 1\nname = "three"\n[block]\nsize = 24\nalign = 8\ncount = 3\nexhausted = "refused:-12"\n'


def contract_of(text: str = "", base: str = BASE) -> Contract:
    return read_contract(base + text, "here")


def step(operation: Operation, **fields: int) -> Step:
    return Step(operation, Observation(**({"state": State.DONE, "out": -1} | fields)))


def created(**fields: int) -> Step:
    return step(op.create_default(), out=0, **fields)


def got_new(number: int, address: int = 0, **fields: int) -> Step:
    seen = {"out_flags": int(OutFlag.NEW), "address": address or 4096 + 24 * number}
    return step(op.get(), out=number, **(seen | fields))


def got(number: int, **fields: int) -> Step:
    return step(op.get(), out=number, address=4096 + 24 * number, **fields)


def returned(number: int, **fields: int) -> Step:
    return step(op.give_back(), target=number, address=4096 + 24 * number, **fields)


def wrote(number: int) -> Step:
    return step(op.write(1), target=number)


def refused(status: int = -12, **fields: int) -> Step:
    return step(op.get(), status=status, **fields)


def findings_of(trace: Sequence[Step], contract: Contract) -> list[Finding]:
    judge = Judge(ABILITIES, contract)
    return [finding for each in trace for finding in judge.observe(each)]


def blamed(trace: Sequence[Step], contract: Contract) -> str:
    """The first requirement that the trace breaks; the empty word where it breaks none."""
    return next((each.requirements[0] for each in findings_of(trace, contract)), "")


ALL = (created(), got_new(0), got_new(1), got_new(2))
LIFO, FIFO = '[order]\nreuse = "lifo"\n', '[order]\nreuse = "fifo"\n'
LOWEST = '[order]\nreuse = "lowest-address"\n'
KEPT = '[contents]\nat_get = "kept"\n'
POISON = '[contents]\nwhile_free = "0xDD"\n'
COUNTERS = '[counters]\ncapacity = "exact"\nused = "exact"\nfree = "exact"\npeak = "exact"\n'
AT_LEAST = BASE.replace("count = 3\n", 'count = 3\ncapacity = "at-least"\n')
SEEN = int(Counter.CAPACITY | Counter.USED | Counter.FREE | Counter.PEAK)


def told(capacity: int, used: int, free: int, peak: int) -> dict[str, int]:
    return {
        "counters_seen": SEEN,
        "counted_capacity": capacity,
        "counted_used": used,
        "counted_free": free,
        "counted_peak": peak,
    }


def only_free(free: int) -> dict[str, int]:
    return {"counters_seen": int(Counter.FREE), "counted_free": free}


@pytest.mark.parametrize(
    ("text", "trace", "requirement"),
    [
        (LIFO, (*ALL, returned(0), returned(2), got(2)), ""),
        (LIFO, (*ALL, returned(0), returned(2), got(0)), "ORDER-1"),
        (LIFO, (*ALL, returned(0), returned(2), step(op.create_default(1), status=5), got(0)), "ORDER-1"),
        (FIFO, (*ALL, returned(0), returned(2), got(0)), ""),
        (FIFO, (*ALL, returned(0), returned(2), got(2)), "ORDER-1"),
        (FIFO, (*ALL, refused(), returned(0), returned(2), got(2)), "ORDER-2"),
        (LOWEST, (*ALL, returned(2), returned(0), got(0)), ""),
        (LOWEST, (*ALL, returned(0), returned(2), got(2)), "ORDER-1"),
        ("", (*ALL, returned(0), returned(2), got(0)), ""),
        ("", (*ALL, returned(0), got_new(3)), "CAP-2"),
        ('[order]\nfresh = "descending"\n', (created(), got_new(0, 4096), got_new(1, 8192)), "ORDER-4"),
        ('[order]\nfresh = "descending"\n', (created(), got_new(0, 8192), got_new(1, 4096)), ""),
        (KEPT, (created(), got_new(0), wrote(0), returned(0), got(0)), ""),
        (KEPT, (created(), got_new(0), wrote(0), returned(0), got(0, dirty_count=1, dirty_at=2, dirty_value=7)), "KEEP-1"),
        ('[contents]\nat_get = "0xA5"\n', (created(), got_new(0, dirty_count=1)), "ZERO-1"),
        (POISON, (created(), got_new(0), returned(0, changed_free_kind=LentKind.BLOCK)), "FREE-1"),
        (COUNTERS, (created(**told(3, 0, 3, 0)), got_new(0, **told(3, 1, 2, 1))), ""),
        (COUNTERS, (created(**told(3, 0, 3, 0)), got_new(0, **told(3, 1, 3, 1))), "USAGE-1"),
        (COUNTERS, (created(**told(3, 0, 3, 0)), got_new(0, **told(3, 1, 2, 0))), "PEAK-1"),
        (COUNTERS, (created(**told(2, 0, 2, 0)),), "CREATE-1"),
        (COUNTERS, (created(**told(3, 1, 2, 1)),), "CREATE-2"),
        ("", (*ALL, refused()), ""),
        ("", (*ALL, refused(-11)), "CAP-2"),
        ("", (*ALL, refused(out=-2)), "REFUSE-1"),
        ("", (created(), got_new(0), refused()), "CAP-1"),
        ("", (*ALL, returned(1, status=4)), "CAP-3"),
        ("", (created(), got_new(0, out_flags=OutFlag.NEW | OutFlag.MISALIGNED)), "ISO-1"),
    ],
)  # fmt: skip
def test_what_a_contract_promises_is_judged_by_it(text: str, trace: Sequence[Step], requirement: str) -> None:
    assert blamed(trace, contract_of(text)) == requirement


SIZED = "[size]\nsmallest = 4\nlargest = 24\n"
TOO_LARGE = SIZED + 'too_large = "refused:22"\n'


@pytest.mark.parametrize(
    ("text", "trace", "requirement"),
    [
        (TOO_LARGE, (created(), step(op.get_exactly(25), status=22)), ""),
        (TOO_LARGE, (created(), step(op.get_exactly(25), status=-12)), "GUARD-2"),
        (TOO_LARGE, (*ALL, step(op.get_exactly(25), status=-12)), "GUARD-3"),
        (TOO_LARGE, (created(), step(op.get_exactly(4), status=22)), "GUARD-1"),
        (TOO_LARGE + "before_capacity = false\n", (*ALL, step(op.get_exactly(25), status=-12)), ""),
        (TOO_LARGE + "before_capacity = false\n", (created(), step(op.get_exactly(25), status=-12)), "GUARD-2"),
    ],
)
def test_a_size_in_bytes_is_judged_by_the_contract(text: str, trace: Sequence[Step], requirement: str) -> None:
    assert blamed(trace, contract_of(text)) == requirement


def test_a_pool_that_may_lend_more_is_exhausted_when_it_says_so() -> None:
    contract = contract_of(base=AT_LEAST)
    assert blamed((*ALL, got_new(3), refused()), contract) == ""
    assert blamed((*ALL, refused(-11)), contract) == "CAP-1"
    assert blamed((created(), got_new(0), refused()), contract) == "CAP-1"


def test_what_came_back_beyond_the_count_is_there_for_certain() -> None:
    assert blamed((*ALL, got_new(3), returned(3), refused()), contract_of(base=AT_LEAST)) == "CAP-3"
    assert blamed((created(), got_new(0), returned(0), refused()), contract_of(base=AT_LEAST)).startswith("CAP-1")


ABORTING = '[misuse]\ndouble = "aborts"\n'
DOUBLE = op.misuse(Target.RETURNED)


@pytest.mark.parametrize(
    ("fields", "requirement"),
    [
        ({"ending": Ending.SIGNAL, "ending_number": 6}, ""),
        ({"ending": Ending.STATUS, "ending_number": 1}, ""),
        ({"ending": Ending.ZERO}, "ABORT-1"),
        ({"ending": Ending.HANG}, "ABORT-1"),
        ({"ending": Ending.CAME_BACK}, "ABORT-1"),
        ({"ending": Ending.SIGNAL, "ending_number": 6, "disturbed_kind": LentKind.BLOCK, "disturbed_index": 1}, "ABORT-1"),
    ],
)
def test_misuse_that_is_promised_to_abort_ends_the_process(fields: dict[str, int], requirement: str) -> None:
    trace = (created(), got_new(0), returned(0), step(DOUBLE, target=0, **fields), got(0))
    assert blamed(trace, contract_of(ABORTING)) == requirement


def test_a_pool_that_aborts_when_it_is_exhausted_is_judged_by_its_end() -> None:
    contract = contract_of(base=BASE.replace("refused:-12", "aborts"))
    assert blamed((*ALL, step(op.get(), ending=Ending.SIGNAL, ending_number=6)), contract) == ""
    assert blamed((*ALL, step(op.get(), ending=Ending.CAME_BACK, status=1)), contract) == "CAP-2"


def test_what_came_of_a_misuse_in_a_process_of_its_own_is_no_misuse_here() -> None:
    trace = (created(), got_new(0), returned(0), step(DOUBLE, target=0, ending=Ending.SIGNAL, ending_number=6))
    (finding,) = findings_of((*trace, refused()), contract_of(ABORTING))
    assert finding.requirements[0] in ("CAP-1", "CAP-3")


RECORDS = "[sequence]\nsize = 32\nalign = 16\ncount = 2\nnumber_at = 8\n"


def took(number: int, **fields: int) -> Step:
    is_new = {"out_flags": int(OutFlag.NEW)} if fields.pop("new", 1) else {}
    return step(op.take(), **({"out": number, "receipt_id": number} | is_new | fields))


@pytest.mark.parametrize(
    ("trace", "requirement"),
    [
        ((created(), took(0), took(1), step(op.take(), status=3)), ""),
        ((created(), took(0), took(1), took(2)), "RECEIPT-1"),
        ((created(), took(0), step(op.take(), status=3)), "RECEIPT-1"),
        ((created(), took(0, receipt_id=1)), "RECEIPT-1"),
        ((created(), took(0, dirty_count=1, dirty_value=1)), "RECEIPT-2"),
        ((created(), took(0), step(op.reset()), took(1, receipt_id=0)), "RECEIPT-3"),
    ],
)
def test_records_come_in_their_order(trace: Sequence[Step], requirement: str) -> None:
    assert blamed(trace, contract_of(RECORDS)) == requirement


def test_what_is_not_promised_is_not_blamed_but_parts_pool_and_model() -> None:
    contract = contract_of()
    judge = Judge(ABILITIES, contract)
    unknown = step(op.get(), out=1, address=1)  # a block that is not new, and was never lent: nothing is promised of it
    assert [judge.observe(each) for each in (created(), got_new(0), returned(0), unknown)] == [[], [], [], []]
    assert judge.lost


@pytest.mark.parametrize(
    ("exhausted", "free", "requirement"),
    [
        ("refused:-12", (4, 3, 1), ""),
        ("refused:-12", (3, 2, 1), ""),
        ("refused:-12", (4, 1), "USAGE-1"),
        ("refused:-12", (2,), "CREATE-2"),
        ("grows", (0, 0), ""),
    ],
)
def test_a_pool_of_at_least_its_count_has_that_many_free(exhausted: str, free: tuple[int, ...], requirement: str) -> None:
    base = AT_LEAST.replace("refused:-12", exhausted)
    contract = contract_of('[counters]\nfree = "exact"\n', base)
    steps = [created(**only_free(free[0])), *(got_new(at, **only_free(each)) for at, each in enumerate(free[1:]))]
    assert blamed(steps, contract) == requirement
