"""Steps of a counterexample as people and programs read them."""

from __future__ import annotations

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.observations import NOT_RUN, Death, DeathCause, LentKind, Observation, Out, State, Step
from poolproof.conformance.operations import ForeignAddress, Kind, Operation, Pattern, Target
from poolproof.conformance.reports.calls import call_text, result_text
from poolproof.conformance.reports.steps import Line, lines, to_json
from poolproof.spec.contracts import default_contract, read_contract
from poolproof.spec.vocabulary import BLOCK_BYTES, Counter, Ending


def seen(**facts: int) -> Observation:
    return NOT_RUN._replace(state=State.DONE, **facts)


def got(number: int) -> Step:
    return Step(op.get(), seen(out=number))


@pytest.mark.parametrize(
    ("operation", "observation", "call"),
    [
        (op.create_default(), seen(), "create(NULL)"),
        (op.create(2, 2**32 - 1), seen(), "create({2, 0xffffffff})"),
        (op.destroy(1), seen(), "destroy(p2)"),
        (op.destroy_null(), seen(), "destroy(NULL)"),
        (op.get(2**64 - 1), seen(), "get_soa(p1, SIZE_MAX)"),
        (op.take(2), seen(), "get_receipt(p3)"),
        (op.reset(), seen(), "reset_receipts(p1)"),
        (op.clear(), seen(), "clear(p1)"),
        (op.counters(), seen(), "capacity_usage(p1)"),
        (op.give_back(7), seen(target=0), "return_soa(p1, b1)"),
        (op.give_back(pool=1), seen(target=2), "return_soa(p2, b3 of p2)"),
        (op.misuse(Target.RETURNED), seen(target=0), "return_soa(p1, b1: returned before)"),
        (op.misuse(Target.REVOKED), seen(target=0), "return_soa(p1, b1: revoked by clear)"),
        (op.misuse(Target.NULL), seen(), "return_soa(p1, NULL)"),
        (op.misuse(Target.FOREIGN, 3), seen(), "return_soa(p1, a foreign address)"),
        (
            op.foreign(ForeignAddress.BESIDE_BLOCK, 4096, 2),
            seen(target=2),
            "return_soa(p1, an address 4,096 bytes behind b3, and no buffer)",
        ),
        (
            op.foreign(ForeignAddress.BESIDE_RECORD, -64),
            seen(target=0),
            "return_soa(p1, an address 64 bytes before receipt r1, and no buffer)",
        ),
        (
            op.foreign(ForeignAddress.BESIDE_OTHER_POOL, 1 << 40, pool=1),
            seen(target=1),
            "return_soa(p2, an address 0x10000000000 bytes behind buffer 2 of another pool)",
        ),
        (op.foreign(ForeignAddress.BESIDE_HANDLE, 0), seen(), "return_soa(p1, an address at the handle p1, and no buffer)"),
        (
            op.foreign(ForeignAddress.BESIDE_HEAP, 8),
            seen(),
            "return_soa(p1, an address 8 bytes behind a block on the heap, and no buffer)",
        ),
        (op.foreign(ForeignAddress.ANYWHERE, 1 << 46), seen(), "return_soa(p1, the address 0x400000000000, and no buffer)"),
        (op.foreign(ForeignAddress.LIBRARY_CODE, 8), seen(), "return_soa(p1, an address in the library's own code)"),
        (op.misuse(Target.OTHER_POOL), seen(target=1), "return_soa(p1, buffer 2 of another pool)"),
        (op.misuse(Target.RECORD), seen(target=1), "return_soa(p1, receipt r2)"),
        (op.misuse(Target.RECORD, 0, 64), seen(target=1), "return_soa(p1, receipt r2 + 64 bytes)"),
        (op.misuse(Target.INTERIOR, 0, 0), seen(target=0), "return_soa(p1, b1 + 1 byte)"),
        (op.misuse(Target.INTERIOR, 0, 63), seen(target=0), "return_soa(p1, b1 + 64 bytes)"),
        (op.misuse(Target.NEIGHBOUR, 0, 0), seen(target=0), "return_soa(p1, b1 + 192 bytes)"),
        (op.misuse(Target.NEIGHBOUR, 1, 1), seen(target=0), "return_soa(p1, b1 - 64 bytes)"),
        (op.misuse(Target.NEIGHBOUR, 2, 2), seen(target=1), "return_soa(p1, b2 + 0xc000 bytes)"),
        (op.misuse(Target.NEIGHBOUR, 3, 9), seen(target=1), "return_soa(p1, b2 - 0xc000000000 bytes)"),
        (op.misuse(Target.UNLENT, 0, 3), seen(target=0), "return_soa(p1, b1 + 192 bytes: not lent since create)"),
        (op.misuse(Target.UNLENT, 1, 4), seen(target=0), "return_soa(p1, b1 - 256 bytes: not lent since create)"),
        (op.misuse(Target.HANDLE), seen(), "return_soa(p1, the handle p1)"),
        (op.hold(), seen(), "capacity_usage(p1), and 20 ms later"),
        (op.write(1), seen(target=0), "write 1 to every word of b1"),
        (op.write(1, pattern=Pattern.ONE_WORD, extra=8), seen(target=0), "write 1 to p[0] of b1"),
        (op.write_record(1, pattern=Pattern.ONE_WORD, extra=16), seen(target=0), "write 1 to id of r1"),
        (op.write(1, pattern=Pattern.HANDLE, pool=1), seen(target=0), "write the handle p2 to every word of b1 of p2"),
        (op.write_record(0x1FF, pattern=Pattern.BYTES, extra=129), seen(target=1), "write 255 to byte 1 of r2"),
    ],
)
def test_a_call_is_written_as_in_c(operation: Operation, observation: Observation, call: str) -> None:
    assert call_text(operation, observation) == call


def test_two_that_are_alike_are_both_named() -> None:
    assert lines([got(0), got(1), got(2)])[0] == Line(1, 2, "get_soa(p1, 8)", "b1, b2")
    assert lines([got(0), got(1), got(2), got(3)])[0] == Line(1, 3, "get_soa(p1, 8)", "b1 … b3")


def test_what_is_returned_lies_inside_a_block_of_the_binding() -> None:
    """By its own size, as the worker's compiler counts it."""
    inside = {op.misuse(Target.INTERIOR, 0, extra).distance_inside for extra in range(1000)}
    assert inside == {*range(1, BLOCK_BYTES[LentKind.BLOCK])}
    inside = {op.misuse(Target.RECORD, 0, extra).distance_inside for extra in range(1000)}
    assert inside == {*range(BLOCK_BYTES[LentKind.RECORD])}


def test_every_kind_target_and_pattern_is_told_from_the_others() -> None:
    every = [
        *(Operation(kind) for kind in Kind),
        *(op.misuse(target) for target in Target),
        *(op.write(5, pattern=pattern) for pattern in Pattern),
        *(op.write_record(5, pattern=pattern) for pattern in Pattern),
    ]
    calls = {call_text(operation, seen(target=0)) for operation in every}
    # A plain return comes twice in the list, and each write's default pattern with value 0 instead of 5.
    assert len(calls) == len(set(every))


@pytest.mark.parametrize(
    ("step", "result"),
    [
        (Step(op.create(1, 1), seen(out=0)), "p1"),
        (Step(op.create(1, 1), seen(out=0, usage_observed=1, soa_total=1, receipts_total=1)), "p1 (usage 0, 1, 0, 1)"),
        (Step(op.create(1, 1), seen(status=6)), "BP_INVALID_CONFIG"),
        (Step(op.create(1, 1), seen(out=Out.UNTOUCHED)), "BP_OK, no pool"),
        (got(2), "b3"),
        (Step(op.get(), seen(out=Out.NULL)), "BP_OK, nothing"),
        (Step(op.take(1), seen(out=0)), "r1 of p2"),
        (Step(op.take(), seen(status=3)), "BP_RECEIPTS_EXHAUSTED"),
        (Step(op.give_back(), seen(target=0)), "BP_OK"),
        (Step(op.give_back(), seen(target=0, status=77)), "status 77"),
        (Step(op.clear(), seen()), ""),
        (Step(op.write(1), seen(target=0)), ""),
        (
            Step(op.counters(), seen(usage_observed=1, soa_in_use=1, soa_total=2, receipts_in_use=3, receipts_total=4)),
            "1, 2, 3, 4",
        ),
    ],
)
def test_a_result_says_what_came_of_it(step: Step, result: str) -> None:
    assert result_text(step) == result


def test_a_death_is_the_result_whatever_was_asked() -> None:
    death = Death(DeathCause.SIGNAL, "was killed by SIGSEGV", in_holder=False, stderr="")
    assert result_text(Step(op.write(1), NOT_RUN, death)) == "was killed by SIGSEGV"
    in_holder = Death(DeathCause.SIGNAL, "was killed by SIGBUS", in_holder=True, stderr="")
    assert result_text(Step(op.get(), NOT_RUN, in_holder)) == "was killed by SIGBUS when its holder touched what it was lent"


def test_the_same_call_many_times_is_one_line_and_the_last_stands_alone() -> None:
    assert lines((Step(op.create(3, 1), seen(out=0)), got(0), got(1), got(2), got(0))) == [
        Line(1, 1, "create({3, 1})", "p1"),
        Line(2, 4, "get_soa(p1, 8)", "b1 … b3"),
        Line(5, 5, "get_soa(p1, 8)", "b1"),
    ]


def test_calls_with_the_same_result_show_it_once() -> None:
    refused = Step(op.get(9), seen(status=1))
    assert lines((refused, refused, refused, got(0)))[0] == Line(1, 3, "get_soa(p1, 9)", "BP_INVALID_SIZE")


def test_what_did_not_apply_is_left_out_and_keeps_its_number() -> None:
    inapplicable = Step(op.give_back(), NOT_RUN._replace(state=State.INAPPLICABLE))
    assert [line.first for line in lines((got(0), inapplicable, Step(op.clear(), seen())))] == [1, 3]


def test_json_says_what_was_asked_and_what_came_of_it() -> None:
    dead = Step(op.clear(), NOT_RUN, Death(DeathCause.EXIT, "ended itself with exit status 0", in_holder=False, stderr=""))
    assert list(to_json((got(1), Step(op.misuse(Target.NULL), seen(status=4)), dead))) == [
        {"operation": "get", "pool": 0, "value": 8, "call": "get_soa(p1, 8)", "out": 1, "result": "b2"},
        {
            "operation": "return",
            "pool": 0,
            "target": "null",
            "nth": 0,
            "extra": 0,
            "call": "return_soa(p1, NULL)",
            "result": "BP_NOT_OWNED",
        },
        {"operation": "clear", "pool": 0, "result": "ended itself with exit status 0"},
    ]


def test_calls_in_turn_are_said_once_and_how_often_they_came_again() -> None:
    pair = [got(0), Step(op.give_back(), seen(target=0))]
    trace = (Step(op.create(3, 1), seen(out=0)), *pair * 100, *[got(0)] * 2, Step(op.clear(), seen()))
    assert lines(trace) == [
        Line(1, 1, "create({3, 1})", "p1"),
        Line(2, 2, "get_soa(p1, 8)", "b1"),
        Line(3, 3, "return_soa(p1, b1)", "BP_OK"),
        Line(201, 201, "steps 2-3, 99 times more", ""),
        Line(202, 203, "get_soa(p1, 8)", "b1"),
        Line(204, 204, "clear(p1)", ""),
    ]


def test_what_comes_in_turn_three_times_is_said_each_time_and_the_failing_step_stands_alone() -> None:
    pair = [got(0), Step(op.give_back(), seen(target=0))]
    assert [line.first for line in lines(tuple(pair * 3))] == [1, 2, 3, 4, 5, 6]
    assert [line.first for line in lines(tuple(pair * 5))] == [1, 2, 8, 9, 10]


# ---- in the words of a contract ----

SLAB = read_contract(
    """
    contract = 1
    name = "slab"
    [block]
    size = 21
    count = 5
    [size]
    smallest = 8
    largest = 20
    too_large = "refused"
    [misuse]
    double = "aborts"
    [counters]
    capacity = "exact"
    used = "exact"
    [sequence]
    size = 16
    count = 5
    """,
    "slab.toml",
)
PLAIN = read_contract('contract = 1\nname = "plain"\n[block]\nsize = 8\ncount = 1\n', "plain.toml")


@pytest.mark.parametrize(
    ("operation", "observation", "call"),
    [
        (op.create_default(), seen(), "create 5"),
        (op.create(7, 1, 1), seen(), "create 7 of p2"),
        (op.short_of_memory(op.create(7, 1), 2), seen(), "create 7, its 2nd allocation fails"),
        (op.destroy(), seen(), "destroy"),
        (op.destroy(1), seen(), "destroy of p2"),
        (op.destroy_null(), seen(), "destroy NULL"),
        (op.get(), seen(), "get 20 bytes"),
        (op.get(0), seen(), "get 8 bytes"),
        (op.get(9), seen(), "get 21 bytes"),
        (op.get_exactly(1, 1), seen(), "get 1 byte of p2"),
        (op.get(2**64 - 1), seen(), "get SIZE_MAX bytes"),
        (op.take(), seen(), "take"),
        (op.reset(1), seen(), "reset of p2"),
        (op.clear(), seen(), "clear"),
        (op.counters(), seen(), "counters"),
        (op.hold(), seen(), "counters, and 20 ms later"),
        (op.give_back(), seen(target=0), "return b1"),
        (op.give_back(pool=1), seen(target=2), "return b3 of p2"),
        (op.misuse(Target.RETURNED), seen(target=0), "return b1, which was returned before"),
        (op.misuse(Target.RETURNED), seen(), "return a block, which was returned before"),
        (op.misuse(Target.REVOKED), seen(target=0), "return b1, which clear revoked"),
        (op.misuse(Target.NULL), seen(), "return NULL"),
        (op.misuse(Target.NULL, pool=1), seen(), "return NULL to p2"),
        (op.misuse(Target.FOREIGN), seen(), "return a foreign address"),
        (op.misuse(Target.OTHER_POOL), seen(target=1), "return block 2 of another pool"),
        (op.misuse(Target.RECORD, 0, 19), seen(target=1), "return the record r2 + 3 bytes"),
        (op.misuse(Target.INTERIOR, 0, 19), seen(target=0), "return b1 + 20 bytes"),
        (op.misuse(Target.INTERIOR, 0, 20), seen(target=0), "return b1 + 1 byte"),
        (op.write(1), seen(target=0), "write 1 to every 8 bytes of b1"),
        (op.write(1, pattern=Pattern.ONE_WORD, extra=5), seen(target=0), "write 1 to byte 16 of b1 and those behind it"),
        (op.write(0x1FF, pattern=Pattern.BYTES, extra=22), seen(target=0), "write 255 to byte 1 of b1"),
        (op.write_record(1, pattern=Pattern.BYTES, extra=22), seen(target=0), "write 1 to byte 6 of r1"),
    ],
)
def test_calls_of_another_binding_read_as_a_sentence(operation: Operation, observation: Observation, call: str) -> None:
    assert call_text(operation, observation, SLAB) == call


def test_a_size_is_told_where_get_takes_one() -> None:
    assert call_text(op.get(), seen(), PLAIN) == "get"


USED = {"counters_seen": int(Counter.CAPACITY | Counter.USED), "counted_capacity": 5, "counted_used": 2}


@pytest.mark.parametrize(
    ("step", "result"),
    [
        (Step(op.create_default(), seen(out=0)), "p1"),
        (Step(op.create_default(), seen(out=Out.NULL)), "success, no pool"),
        (Step(op.create(9, 1), seen(status=-7, out=Out.NULL)), "code -7"),
        (Step(op.get(), seen(out=4, **USED)), "b5 (capacity 5, used 2)"),
        (Step(op.get(), seen(out=Out.NULL)), "success, no block"),
        (Step(op.take(), seen(out=2)), "r3"),
        (Step(op.take(), seen(out=Out.UNTOUCHED)), "success, no record"),
        (Step(op.get(), seen(status=-12, **USED)), "code -12 (capacity 5, used 2)"),
        (Step(op.give_back(), seen(target=0)), "success"),
        (Step(op.clear(), seen(**USED)), "capacity 5, used 2"),
        (Step(op.counters(), seen(**USED)), "capacity 5, used 2"),
        (Step(op.write(1), seen(target=0)), ""),
        (
            Step(op.misuse(Target.RETURNED), seen(target=0, ending=Ending.SIGNAL, ending_number=6)),
            "in a process of its own: it was killed by SIGABRT",
        ),
        (
            Step(op.misuse(Target.RETURNED), seen(target=0, ending=Ending.CAME_BACK, status=3)),
            "in a process of its own: it came back with code 3",
        ),
    ],
)
def test_answers_of_another_binding_are_its_own(step: Step, result: str) -> None:
    assert result_text(step, SLAB) == result


def test_every_word_of_a_driver_is_told_in_both_bindings() -> None:
    """A kind, a target or a pattern that a binding has no words for would end a report in an error."""
    every = [
        *(Operation(kind) for kind in Kind),
        *(op.misuse(target) for target in Target),
        *(write(1, pattern=pattern) for pattern in Pattern for write in (op.write, op.write_record)),
    ]
    for contract in (SLAB, PLAIN, default_contract()):
        assert all(call_text(each, seen(), contract) for each in every)


def test_programs_read_the_same_words() -> None:
    (record,) = to_json((Step(op.get(), seen(out=0)),), SLAB)
    assert (record["call"], record["result"]) == ("get 20 bytes", "b1")
    (line,) = lines((Step(op.get(), seen(out=0)),), SLAB)
    assert (line.call, line.result) == ("get 20 bytes", "b1")
