"""How it is told that threads met: the sentence that says what is impossible, and the picture, written out by hand."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from poolproof.conformance.interleaving import Event, Found, Job, Stretch, Wrong, lines, start, tell
from poolproof.conformance.reports.meeting import Meeting

GET, RETURN, USED = "get", "return", "used"
TWO = Job(("g", "g"), 1)


def call(stretch: int, thread: int, what: str, block: int = 0) -> Event:
    return Event(stretch, thread, what, block)


def answer(stretch: int, thread: int, what: str, said: str, block: int = 0, value: int = 0) -> Event:
    return Event(stretch, thread, what, block, said, value)


def found(
    wrong: Wrong,
    *events: Event,
    stretches: tuple[Stretch, ...] = (),
    thread: int = 0,
    block: int = 0,
    value: int = 0,
    in_look: bool = False,
) -> Found:
    return Found(wrong, thread, block, value, 1, in_look, stretches, events, True)


T2_STOPS = Stretch(1, 2, "pp_get+0x15")
T1_GETS = Stretch(0, 3, "done")
LENT_TWICE = found(
    Wrong.ANSWER,
    call(0, 1, GET),
    call(1, 0, GET),
    answer(1, 0, GET, "lent", 1),
    answer(2, 1, GET, "lent", 1),
    stretches=(T2_STOPS, T1_GETS, Stretch(1, 4, "between operations")),
    thread=1,
)


def test_a_block_of_two_holders() -> None:
    told = tell(TWO, LENT_TWICE)
    assert told.observed.startswith("T2 got b1, which T1 holds (1 preemption, the fewest that show it")
    assert lines(told) == [
        "at first b1 is free",
        "T2  get …",
        "T2  stopped before pp_get+0x15",
        "T1  get -> b1",
        "T2  … get -> b1",
    ]


@pytest.mark.parametrize(
    ("job", "said"),
    [
        (Job(("R", "Q"), 2, 2), "at first b1 and b2 are lent"),
        (Job(("R", "g"), 4, 1), "at first b1 is lent, b2, b3 and b4 are free"),
        (Job(("g", "g"), 1, 0, 15), "at first b1 is free, 15 more are lent all the time"),
    ],
)
def test_how_it_begins(job: Job, said: str) -> None:
    assert start(job) == said


HALF = (call(0, 0, GET), call(1, 1, GET))
ANSWERED = answer(1, 1, GET, "lent", 1)
BOTH_STOP = (Stretch(0, 2, "pp_get+0x8"), Stretch(1, 2, "pp_get+0x10"))


@pytest.mark.parametrize(
    ("what", "requirement", "sentence", "last_line"),
    [
        (found(Wrong.NO_END, *HALF, stretches=BOTH_STOP), "SHARE-3", "T1 and T2 hold each other up: from there on no schedule "
         "lets them end", "T2  goes round, at pp_get+0x10"),
        (found(Wrong.NO_END, HALF[1], stretches=BOTH_STOP), "SHARE-3", "T2 goes round for ever, whatever the others do",
         "T2  goes round, at pp_get+0x10"),
        (found(Wrong.DEADLOCK, *HALF, stretches=(BOTH_STOP[0], Stretch(1, 1, "sleeps"))), "SHARE-3",
         "T1 and T2 sleep for ever: nobody is left who could wake them", "T2  goes to sleep"),
        (found(Wrong.WAITS, *HALF, stretches=BOTH_STOP, thread=1), "SHARE-4",
         "T2 goes round and does not get on, until another thread does", "T2  goes round, at pp_get+0x10"),
        (found(Wrong.WAITS, *HALF, stretches=(BOTH_STOP[0], Stretch(1, 1, "sleeps")), thread=1, value=1), "SHARE-4",
         "T2 went to sleep, until another thread wakes it", "T2  goes to sleep"),
        (found(Wrong.TOO_LONG, *HALF, stretches=BOTH_STOP, thread=1), "SHARE-3",
         "T2 comes to no end of its operation, though no other runs", "T2  does not come to an end"),
        (found(Wrong.DIED, *HALF, stretches=BOTH_STOP, thread=1, value=11), "SHARE-1", "T2 died: SIGSEGV", "T2  dies: SIGSEGV"),
        (found(Wrong.COUNT, *HALF, ANSWERED, stretches=BOTH_STOP, thread=2, value=0, in_look=True), "SHARE-2",
         "when all had ended the pool says that 0 are used, and 1 is", "afterwards  used -> 0"),
        (found(Wrong.KEPT, thread=2, value=1, in_look=True), "SHARE-2",
         "each thread got a block and returned it, one after the other, and then another thread gets 1 of 1 blocks alone",
         "afterwards  get -> none free"),
        (found(Wrong.STATUS, *HALF, answer(1, 1, GET, "none_free", 0, -5), stretches=BOTH_STOP, thread=1, value=-5), "SHARE-1",
         "T2 is answered -5 by get, which is not promised", "T2  stopped before pp_get+0x10"),
    ],
)  # fmt: skip
def test_each_kind_of_wrong_has_its_words(what: Found, requirement: str, sentence: str, last_line: str) -> None:
    told = tell(TWO, what)
    assert told.requirement == requirement
    assert told.observed.partition(" (")[0] == sentence
    assert lines(told)[-1] == last_line


def test_a_counter_told_wrong_afterwards_is_told_beside_the_right_one() -> None:
    events = (call(0, 0, RETURN, 1), answer(0, 0, RETURN, "taken", 1), answer(2, 2, USED, "count", 0, 1))
    told = tell(Job(("R", "g"), 1, 1), found(Wrong.ANSWER, *events, stretches=(T1_GETS,), thread=2, in_look=True))
    assert told.observed.startswith("who came afterwards was told that 1 is used, and 0 are")


def test_who_stands_between_a_load_and_its_store_is_told_so() -> None:
    within = Stretch(0, 2, "pp_return+0x51", is_split=True)
    told = tell(TWO, found(Wrong.ANSWER, call(0, 0, GET), stretches=(within, T1_GETS)))
    assert "T1  has loaded, and not stored, in pp_return+0x51" in lines(told)


def printed(width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(Meeting(tell(TWO, LENT_TWICE)))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_where_there_is_no_room_for_columns_each_line_says_whose_it_is() -> None:
    assert "T1         T2" in printed(60)
    narrow = printed(36)
    assert "T2  stopped before pp_get+0x15\n" in narrow
    assert "T1         T2" not in narrow


def test_nothing_but_plain_text_goes_into_a_pipe() -> None:
    assert set(printed(80)) - set(map(chr, range(32, 127))) <= {"\n", "…"}
