"""Allocations of Python classes: the counter, the measurements, and verdicts on classes that allocate and that do not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.judge import Abilities, Finding, judge
from poolproof.conformance.operations import Kind
from poolproof.conformance.reports import json_report
from poolproof.conformance.runs import Session
from poolproof.conformance.runs.python_memory import PythonMemoryUnmeasuredError, measure_python_memory
from poolproof.conformance.subjects import Subject, resolve
from poolproof.conformance.verification import Plan, Run, Verdict, verify
from poolproof.conformance.verification.checks import check_of
from poolproof.conformance.verification.minimising import trials
from poolproof.conformance.verification.python_memory import (
    footprint_finding,
    growth_findings,
    why_footprint_not_promised,
)
from poolproof.conformance.verification.verdicts import Conclusion
from poolproof.spec import Level, load_spec
from poolproof.spec.contracts import Contract, default_contract, limits_of

Write = Callable[..., Subject]

COUNTING = Abilities(counts_allocations=False, counts_python_allocations=True)
FRUGAL = """
from array import array

class InvalidSize(Exception): pass
class Exhausted(Exception): pass
class ReceiptsExhausted(Exception): pass
class NotOwned(Exception): pass
class NotInUse(Exception): pass

class Buffer:
    def __init__(self, number):
        self.number, self.lent = number, False
        self.s, self.p, self.o = (array("Q", [0] * 8) for _ in range(3))

def word(place):
    def write(receipt, value):
        receipt.words[place] = value
    return property(lambda receipt: receipt.words[place], write)

class Receipt:
    id, cycle_id, shard_id, hook_id, ticks, actual_ticks, lanes, flags, span_id, a_hash = map(word, range(10))
    def __init__(self, number):
        self.number, self.words, self.prev_hash, self.hash = number, array("Q", [0] * 10), bytearray(32), bytearray(32)
    def blank(self):
        place = 0
        while place < 32:
            self.prev_hash[place] = self.hash[place] = 0
            if place < 10: self.words[place] = 0
            place += 1
        self.id = self.number

class Usage:
    def __init__(self, *numbers):
        self.soa_in_use, self.soa_total, self.receipts_in_use, self.receipts_total = numbers

class Pool:
    '''Allocates in its constructor alone: arrays hold no objects for wiping to free, and a for loop makes an iterator.'''
    def __init__(self):
        self.buffers = [Buffer(number) for number in range(4)]
        self.receipts = [Receipt(number) for number in range(6)]
        self.free = list(self.buffers)
        self.clear()
    def clear(self):
        for place, buffer in enumerate(self.buffers):
            self.free[place], buffer.lent = buffer, False
        self.top, self.receipts_in_use = 4, 0
    def get_soa(self, size):
        if size > 8: raise InvalidSize
        if self.top == 0: raise Exhausted
        self.top -= 1
        buffer = self.free[self.top]
        buffer.lent = True
        lane = 0
        while lane < 8:
            buffer.s[lane] = buffer.p[lane] = buffer.o[lane] = 0
            lane += 1
        return buffer
    def return_soa(self, buffer):
        if type(buffer) is not Buffer or buffer is not self.buffers[buffer.number]: raise NotOwned
        if not buffer.lent: raise NotInUse
        buffer.lent = False
        self.free[self.top] = buffer
        self.top += 1
    def get_receipt(self):
        if self.receipts_in_use == 6: raise ReceiptsExhausted
        receipt = self.receipts[self.receipts_in_use]
        self.receipts_in_use += 1
        receipt.blank()
        return receipt
    def reset_receipts(self):
        self.receipts_in_use = 0
    def capacity_usage(self):
        return Usage(4 - self.top, 4, self.receipts_in_use, 6)
    def destroy(self):
        pass
"""


def changed(old: str, new: str) -> str:
    assert FRUGAL.count(old) == 1
    return FRUGAL.replace(old, new)


NEW_ARRAY = changed("        lane = 0\n", "        buffer.s = array('Q', buffer.s)\n        lane = 0\n")
LOOP = changed(
    "        self.receipts_in_use = 0\n    def capacity",
    "        for receipt in self.receipts: receipt.blank()\n        self.receipts_in_use = 0\n    def capacity",
)
MESSAGE = changed("raise InvalidSize\n", "raise InvalidSize(f'{size} is too large')\n")
SECOND = changed(
    "        if not buffer.lent: raise NotInUse\n",
    """\
        if not buffer.lent:
            try: raise KeyError
            except KeyError: raise NotInUse
""",
)
LOG = changed("        self.free[self.top] = buffer\n", "        self.free[self.top] = buffer\n        log.append(object())\n")
SHRINKING = (
    changed("        buffer = self.free[self.top]\n", "        buffer = self.free.pop()\n")
    .replace("        self.free[self.top] = buffer\n", "        self.free.append(buffer)\n")
    .replace("self.free[place], buffer.lent = buffer, False", "buffer.lent = False")
    .replace("        self.top, self.rec", "        self.free = list(self.buffers)\n        self.top, self.rec")
)
LIST = changed('array("Q", [0] * 10)', "[0] * 10")

FAULTS = {
    "a new array each time": (NEW_ARRAY, "HOT-1", Kind.GET),
    "a loop makes an iterator": (LOOP, "HOT-1", Kind.RESET),
    "a message for the size": (MESSAGE, "HOT-2", Kind.GET),
    "another exception on the way": (SECOND, "HOT-2", Kind.RETURN),
    "a log that grows": (LOG + "\nlog = []\n", "HOT-1", Kind.RETURN),
    "a list that shrinks": (SHRINKING, "HOT-1", Kind.GET),
    "wiping frees what was written": (LIST, "HOT-1", Kind.TAKE),
}


def found_in(subject: Subject, operations: list[op.Operation], contract: Contract) -> list[Finding]:
    with Session(subject) as session:
        assert session.counts_python_allocations
        assert not session.counts_allocations
        trace = session.run(operations)
    assert trace[-1].death is None
    return list(judge(trace, COUNTING, contract).findings)


USE = (op.get(), op.write(op.SIZE_MAX), op.give_back(), op.get(9), op.counters())
EVERYTHING = [
    op.create_default(),
    *USE * 3,
    op.misuse(op.Target.RETURNED),
    op.misuse(op.Target.NULL),
    *[op.take()] * 7,
    op.write_record(op.SIZE_MAX),
    op.reset(),
    *[op.take()] * 6,
    *[op.get()] * 5,
    *[op.give_back(index) for index in (3, 0, 1, 0)],
    op.clear(),
    op.get(),
    op.destroy(),
]


def test_a_class_that_allocates_nothing_is_not_blamed(python_subject: Write, small_contract: Contract) -> None:
    assert found_in(python_subject(FRUGAL), EVERYTHING, small_contract) == []


def test_the_c_pool_for_python_allocates_nothing() -> None:
    assert found_in(resolve("poolproof.native:BufferPool"), EVERYTHING, default_contract()) == []


@pytest.mark.parametrize("name", FAULTS)
def test_an_operation_that_allocates_is_seen(name: str, python_subject: Write, small_contract: Contract) -> None:
    source, requirement, kind = FAULTS[name]
    findings = found_in(python_subject(source), EVERYTHING, small_contract)
    blamed = {(finding.requirements, EVERYTHING[finding.place].kind) for finding in findings}
    assert ((requirement,), kind) in blamed
    assert {each for each, _ in blamed} == {(requirement,)}
    assert "by CPython's allocators" in findings[0].observed


def test_a_record_of_the_usage_is_its_callers(python_subject: Write, small_contract: Contract) -> None:
    operations = [op.create_default(), *[op.counters()] * 3]
    with Session(python_subject(FRUGAL)) as session:
        judgement = judge(session.run(operations), COUNTING, small_contract)
    assert judgement.findings == ()
    assert judgement.checked["HOT-1"] == 0


def leaks_of(subject: Subject) -> list[tuple[tuple[str, ...], str]]:
    findings = growth_findings(measure_python_memory(subject))
    return [(each.requirements, each.observed.split(":")[0]) for each in findings]


@pytest.mark.parametrize("subject", ["native", "reference"])
def test_the_pools_of_the_project_leave_nothing_behind(subject: str) -> None:
    assert leaks_of(resolve(f"poolproof.{subject}:BufferPool")) == []


LEAKS = {
    "records of the usage": (
        changed("        return Usage(4 - self.top", "        log.append(object())\n        return Usage(4 - self.top"),
        [(("HOT-1", "LIFE-2"), "capacity_usage")],
    ),
    "exceptions made ready": (
        changed("if self.top == 0: raise Exhausted", "if self.top == 0: raise FULL") + "\nFULL = Exhausted()\n",
        [(("HOT-2", "LIFE-2"), "get_soa of an exhausted pool")],
    ),
    "a log of the wrong returns": (
        changed("raise NotOwned", "log.append(object()); raise NotOwned"),
        [(("HOT-2",), "return_soa of what is no buffer")],
    ),
    "a log of the clears": (
        changed(
            "        self.top, self.receipts_in_use = 4, 0",
            "        self.top, self.receipts_in_use = 4, 0\n        log.append(object())",
        ),
        [(("LIFE-2",), "clear"), (("LIFE-2",), "get_soa, get_receipt and clear")],
    ),
    "nothing": (FRUGAL, []),
}


@pytest.mark.parametrize("name", LEAKS)
def test_what_stays_is_seen(name: str, python_subject: Write) -> None:
    source, expected = LEAKS[name]
    assert leaks_of(python_subject("log = []\n" + source)) == expected


def test_the_footprint_is_judged_where_all_of_it_is_seen(python_subject: Write) -> None:
    limits = limits_of(default_contract())
    plain = measure_python_memory(python_subject(FRUGAL))
    assert plain.unseen == ()
    assert 1_000 < plain.footprint_bytes < 20_000
    assert footprint_finding(plain, limits) is None
    more = changed("        self.clear()\n    def", "        self.more = bytearray(150_000)\n        self.clear()\n    def")
    large = measure_python_memory(python_subject(more, "large.py"))
    assert large.footprint_bytes == pytest.approx(plain.footprint_bytes + 150_000, abs=500)
    finding = footprint_finding(large, limits)
    assert finding is not None
    assert finding.requirements == ("MEM-1",)


def test_memory_of_an_extension_module_is_not_claimed_to_be_seen() -> None:
    memory = measure_python_memory(resolve("poolproof.native:BufferPool"))
    assert "_cffi_backend.buffer" in memory.unseen
    assert "_cffi_backend.buffer" in why_footprint_not_promised(memory)


def test_objects_that_stay_are_listed_by_their_type(python_subject: Write) -> None:
    source = changed("        buffer.lent = True\n", "        buffer.lent = True\n        log.append(Usage(1, 2, 3, 4))\n")
    memory = measure_python_memory(python_subject("log = []\n" + source))
    assert any("Usage" in each.name and each.objects >= 200 for each in memory.objects)
    assert measure_python_memory(python_subject(FRUGAL, "frugal.py")).objects == ()


SCRIBBLE = """import contextlib, os
def scribble():
    for each in range(3, 20):
        with contextlib.suppress(OSError):
            os.write(each, b"nonsense")
"""


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (changed("        self.clear()\n    def clear", "        1 / 0\n    def clear"), "ZeroDivisionError"),
        (changed("        pass\n", "        pass\n").replace("def reset_receipts", "def reset"), "missing reset_receipts"),
        (
            SCRIBBLE + changed("        self.clear()\n    def clear", "        self.clear(), scribble()\n    def clear"),
            "no sense",
        ),
    ],
)
def test_a_class_that_can_not_be_measured_is_told(source: str, said: str, python_subject: Write) -> None:
    with pytest.raises(PythonMemoryUnmeasuredError, match=said):
        measure_python_memory(python_subject(source))


@pytest.fixture
def at_level_hot(python_subject: Write, small_contract: Contract, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Run]:
    monkeypatch.setattr(trials, "ATTEMPTS", 2)
    monkeypatch.setattr(trials, "SHRINK_SECONDS", 1.0)
    plan = Plan(level=Level.HOT, walks=2, machine_examples=1, machine_steps=10, keeps_going=True)
    return lambda source: verify(replace(python_subject(source), contract=small_contract), plan)


def test_verdicts_on_a_frugal_class_say_what_was_counted(at_level_hot: Callable[[str], Run]) -> None:
    run = at_level_hot(FRUGAL)
    of_hot = {each.requirement.id: each for each in run.verdicts if each.requirement.level == Level.HOT}
    assert run.failures() == ()
    assert {id for id, each in of_hot.items() if each.verdict == Verdict.PASS} == {"HOT-1", "HOT-2", "MEM-1"}
    not_promised = {id: each.why for id, each in of_hot.items() if each.verdict == Verdict.NOT_PROMISED}
    assert [of_hot[id].why for id in ("HOT-1", "HOT-2")] == [check_of(id).counted_in_python for id in ("HOT-1", "HOT-2")]
    assert not_promised == {id: check_of(id).not_of_python for id in ("HOT-3", "HOT-4", "HOT-5", "CACHE-1")}
    assert re.fullmatch(r"[\d,]+ bytes of Python objects, by Pympler", of_hot["MEM-1"].why or "")
    assert (run.conforms_at, run.conclusion) == (Level.HOT, Conclusion.CONFORMS)


def test_a_refusal_that_allocates_is_blamed_beside_a_success_that_does(at_level_hot: Callable[[str], Run]) -> None:
    both = NEW_ARRAY.replace("raise InvalidSize\n", "raise InvalidSize(f'{size} is too large')\n")
    failed = {each.requirement.id: each.counterexample for each in at_level_hot(both).failures()}
    assert failed.keys() == {"HOT-1", "HOT-2"}
    example = failed["HOT-2"]
    assert example is not None
    assert [operation.value for operation in example.operations[1:]] == [9]


def jsonable(run: Run) -> Any:
    return json_report.report(run, load_spec())["python_memory"]


def test_a_counterexample_is_the_shortest_that_allocates(at_level_hot: Callable[[str], Run]) -> None:
    source, requirement, kind = FAULTS["a new array each time"]
    run = at_level_hot(source)
    (failure,) = run.failures()
    assert failure.requirement.id == requirement
    example = failure.counterexample
    assert example is not None
    assert [each.kind for each in example.operations] == [Kind.CREATE, kind]
    assert example.reproduced == example.attempts
    assert jsonable(run)["footprint_bytes"] > 0
