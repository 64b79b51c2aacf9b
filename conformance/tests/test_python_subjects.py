"""Whole verifications of Python classes: a correct one conforms, and each fault is blamed on its requirement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.judge import Abilities, judge
from poolproof.conformance.observations import DeathCause
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, SubjectError, Worker, worker
from poolproof.conformance.verification import Plan, Run, Verdict, verify
from poolproof.conformance.verification.minimising import trials
from poolproof.conformance.verification.verdicts import Conclusion
from poolproof.spec import Level
from poolproof.spec.contracts import Contract

Write = Callable[..., Subject]

SMALL = Plan(walks=4, machine_examples=2, machine_steps=20)
ONE_CAPACITY = """
from poolproof.reference import BufferPool

class Pool(BufferPool):
    def __init__(self):
        super().__init__(4, 6)
"""
BY_HAND = """
class InvalidSize(Exception): pass
class Exhausted(Exception): pass
class ReceiptsExhausted(Exception): pass
class NotOwned(Exception): pass
class NotInUse(Exception): pass

class Buffer:
    def __init__(self):
        self.s, self.p, self.o = [0] * 8, [0] * 8, [0] * 8

class Receipt:
    def __init__(self, number):
        self.number = number
        self.blank()
    def blank(self):
        self.id = self.number
        self.cycle_id = self.shard_id = self.hook_id = self.ticks = self.actual_ticks = self.lanes = self.flags = 0
        self.span_id = self.a_hash = 0
        self.prev_hash = self.hash = bytes(32)

class Usage:
    def __init__(self, *numbers):
        self.soa_in_use, self.soa_total, self.receipts_in_use, self.receipts_total = numbers

class Pool:
    '''Plain objects without addresses, and exceptions of its own that are named like the statuses.'''
    def __init__(self):
        self.buffers = [Buffer() for _ in range(4)]
        self.receipts = [Receipt(number) for number in range(6)]
        self.clear()
    def clear(self):
        self.free, self.receipts_in_use = list(self.buffers), 0
    def get_soa(self, size):
        if size > 8: raise InvalidSize
        if not self.free: raise Exhausted
        buffer = self.free.pop()
        buffer.s[:] = buffer.p[:] = buffer.o[:] = [0] * 8
        return buffer
    def return_soa(self, buffer):
        if not any(buffer is own for own in self.buffers): raise NotOwned
        if any(buffer is free for free in self.free): raise NotInUse
        self.free.append(buffer)
    def get_receipt(self):
        if self.receipts_in_use == 6: raise ReceiptsExhausted
        receipt = self.receipts[self.receipts_in_use]
        self.receipts_in_use += 1
        receipt.blank()
        return receipt
    def reset_receipts(self):
        self.receipts_in_use = 0
    def capacity_usage(self):
        return Usage(4 - len(self.free), 4, self.receipts_in_use, 6)
    def destroy(self):
        pass
"""


@pytest.fixture
def verified(python_subject: Write, small_contract: Contract, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Verify a class. An interpreter takes long to start, so its counterexamples are confirmed twice, and minimised briefly."""
    monkeypatch.setattr(trials, "ATTEMPTS", 2)
    monkeypatch.setattr(trials, "SHRINK_SECONDS", 1.0)

    def run(source: str, plan: Plan = SMALL) -> Run:
        return verify(replace(python_subject(source), contract=small_contract), plan)

    return run


@pytest.mark.parametrize("source", [ONE_CAPACITY, BY_HAND], ids=["subclass of the reference", "by hand"])
def test_a_correct_class_conforms(source: str, verified: Callable[..., Run]) -> None:
    run = verified(source)
    assert {each.requirement.id: each.why for each in run.failures()} == {}
    assert {each.requirement.id for each in run.verdicts if each.verdict == Verdict.UNKNOWN} == set()
    assert run.conclusion == Conclusion.CONFORMS
    assert run.conforms_at == Level.HARDENED
    assert run.cut_short is None
    assert run.subject_name == "mypool:Pool"
    alignment = next(each for each in run.verdicts if each.requirement.id == "ISO-1")
    has_addresses = source == ONE_CAPACITY
    assert (alignment.verdict, alignment.applies) == (Verdict.PASS if has_addresses else Verdict.NOT_PROMISED, has_addresses)


def faulty(method: str) -> str:
    """The correct subclass with one method more."""
    return ONE_CAPACITY + "".join(f"    {line}\n" for line in method.strip().splitlines())


FAULTS = {
    "first in, first out": (
        BY_HAND.replace("self.free.pop()", "self.free.pop(0)"),
        "ORDER-1",
        None,
    ),
    "not cleared": (
        BY_HAND.replace("buffer.s[:] = buffer.p[:] = buffer.o[:] = [0] * 8", "buffer.s[:] = [0] * 8"),
        "ZERO-1",
        ", and 15 more words",
    ),
    "the wrong exception": (
        faulty("""
def get_soa(self, size):
    if size > 8:
        raise ValueError(size)
    return super().get_soa(size)
"""),
        "GUARD-2",
        None,
    ),
    "a constructor that leaks": (
        ONE_CAPACITY + "        leaked.extend([bytearray(100) for _ in range(50)])\n\nleaked = []\n",
        "LIFE-1",
        "each life leaves 100 objects behind",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    "name", [each if place % 2 == 0 else pytest.param(each, marks=pytest.mark.long) for place, each in enumerate(FAULTS)]
)
def test_a_faulty_class_violates_what_it_breaks(name: str, verified: Callable[..., Run]) -> None:
    source, expected, said = FAULTS[name]
    assert source not in (BY_HAND, ONE_CAPACITY)
    run = verified(source)
    assert run.conclusion == Conclusion.VIOLATES
    failed = {each.requirement.id: each for each in run.failures()}
    assert expected in failed
    example = failed[expected].counterexample
    assert example is not None
    assert example.reproduced == example.attempts
    assert said is None or said in example.finding.observed


def test_an_operation_that_raises_is_blamed_and_what_it_raised_is_named(verified: Callable[..., Run]) -> None:
    run = verified(faulty("def clear(self):\n    1 / 0"))
    failed = {each.requirement.id: each.counterexample for each in run.failures()}
    assert failed.keys() >= {"SAFE-1", "CLEAR-1"}
    example = failed["SAFE-1"]
    assert example is not None
    assert "ZeroDivisionError: division by zero" in example.finding.observed


@pytest.mark.parametrize(
    ("statement", "cause", "detail"),
    [
        ("while True: pass", DeathCause.HANG, "did not come back (hangs)"),
        ("import time; time.sleep(3600)", DeathCause.HANG, "did not come back (hangs)"),
        (
            "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())\n    while True: pass",
            DeathCause.HANG,
            "did not come back (hangs)",
        ),
        ("import os; os._exit(0)", DeathCause.EXIT, "ended itself with exit status 0"),
        ("raise SystemExit(3)", DeathCause.EXIT, "ended itself with exit status 3"),
        ("import ctypes; ctypes.string_at(0)", DeathCause.SIGNAL, "was killed by SIGSEGV"),
        ("import os; os.closerange(3, 256)", DeathCause.CLOSED_DESCRIPTORS, "closed file descriptors that are not its own"),
    ],
    ids=["spins", "sleeps", "blocks signals", "ends", "raises SystemExit", "crashes", "closes descriptors"],
)
def test_an_operation_that_never_comes_back_is_told_and_blamed(
    statement: str,
    cause: DeathCause,
    detail: str,
    python_subject: Write,
    small_contract: Contract,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subject = python_subject(faulty(f"def clear(self):\n    {statement}"))
    with Session(subject) as session:
        monkeypatch.setattr(worker, "STALL_LIMIT_S", 0.5)
        monkeypatch.setattr(worker, "PROCESSOR_LIMIT_OF_CREATE_S", 1.0)
        trace = session.run([op.create_default(), op.get(), op.clear()])
    death = trace[-1].death
    assert death is not None
    assert (death.cause, death.detail) == (cause, detail)
    assert trace[0].observation.status == 0
    findings = judge(trace, Abilities(counts_allocations=False), small_contract).findings
    # Descriptors that are not its own are its caller's surroundings.
    blamed = ("ENV-1", "SAFE-1") if cause == DeathCause.CLOSED_DESCRIPTORS else ("SAFE-1",)
    assert [finding.requirements for finding in findings] == [blamed]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Pool = 5", "has no class Pool"),
        ("class Other: pass", "has no class Pool"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("def Pool(:", "SyntaxError"),
        ("raise RuntimeError('not today')", "RuntimeError: not today"),
        ("class Pool:\n    def get_soa(self, size): pass", "missing methods: return_soa, get_receipt, reset_receipts, clear"),
        ("import os; os._exit(5)", "ended itself with exit status 5"),
        ("raise SystemExit(0)", "exit status 0"),
    ],
)
def test_what_is_no_pool_class_is_refused_with_the_reason(source: str, said: str, python_subject: Write) -> None:
    subject = python_subject(source)
    with pytest.raises(SubjectError) as raised:
        Worker(subject)
    assert said in str(raised.value)
    assert str(raised.value).startswith(subject.given)
    assert "\n" not in str(raised.value)
