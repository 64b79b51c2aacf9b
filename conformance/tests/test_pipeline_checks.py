"""The judge of the pipeline: the shipped one conforms, and each requirement is failed by an implementation that breaks it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from poolproof.conformance.pipeline import checks
from poolproof.conformance.pipeline.checks import ANY_RUN, CHECKS, Failure
from poolproof.conformance.pipeline.implementations import NATIVE, REFERENCE, Implementation
from poolproof.conformance.pipeline.probe import Counts, HotPathCounts, NotCountedError
from poolproof.conformance.pipeline.verify import Verdict, verify_pipeline
from poolproof.native import BufferPool
from poolproof.native.pipeline import NativeHotPart, NativeTransform, hash_of
from poolproof.reference.pipeline.check import LogCheck
from poolproof.reference.pipeline.emit import Log, NoLog
from poolproof.reference.pipeline.ingest import Ingest
from poolproof.reference.pipeline.pipeline import Pipeline, Stages
from poolproof.reference.pipeline.transform import OnProblem
from poolproof.spec.hot_part import Beat, Epochs, Hook, ReceiptRecord, Run
from poolproof.spec.pipeline import load_pipeline_spec
from poolproof.spec.refusals import PoolError

IDS = [each.id for each in load_pipeline_spec().requirements]


def test_every_requirement_has_a_check() -> None:
    assert list(CHECKS) == IDS


def test_the_shipped_pipeline_conforms() -> None:
    verdicts = verify_pipeline(load_pipeline_spec(), seed=3)
    assert [each.id for each in verdicts] == IDS
    assert {each.id: each.why for each in verdicts if each.verdict is Verdict.FAIL} == {}
    unknown = {each.id for each in verdicts if each.verdict is Verdict.UNKNOWN}
    assert unknown <= {"PIPE-9"}  # where system calls can't be caught
    assert all(each.checked for each in verdicts if each.verdict is Verdict.PASS)


# ---- implementations that break one rule ----


class MergesCollisions(NativeTransform):
    def __init__(self, keep_terms: bool) -> None:
        del keep_terms
        super().__init__(keep_terms=False)


def load_unsorted(triples: Sequence[tuple[int, int, int]], buffer: Any) -> list[Run]:
    if len(triples) > 8:
        return NATIVE.load_into(triples, buffer)
    for lane, (s, p, o) in enumerate(triples):
        buffer.s[lane], buffer.p[lane], buffer.o[lane] = s, p, o
    return [Run(p, lane, 1) for lane, (_, p, _) in enumerate(triples)]


def load_reversed(triples: Sequence[tuple[int, int, int]], buffer: Any) -> list[Run]:
    return NATIVE.load_into(triples[::-1], buffer)


def load_nine(triples: Sequence[tuple[int, int, int]], buffer: Any) -> list[Run]:
    return NATIVE.load_into(triples[:8], buffer)


class WrongSpan(NativeHotPart):
    def receipts(self) -> Sequence[ReceiptRecord]:
        return [replace(each, span_id=each.span_id ^ 1) for each in super().receipts()]


class WrongTotals(NativeHotPart):
    def totals(self) -> Any:
        return [replace(each, merged=replace(each.merged, a_hash=0)) for each in super().totals()]


class KeepsBuffer(NativeHotPart):
    def __init__(self, pool: BufferPool, hooks: Sequence[Hook], shard_id: int = 0) -> None:
        super().__init__(pool, hooks, shard_id)
        self.pool = pool

    def beat(self, words: memoryview, start: int, count: int) -> Beat:
        result = super().beat(words, start, count)
        self.pool.get_soa(8)
        return result

    def epochs(self, words: memoryview, start: int, count: int) -> Epochs:
        result = super().epochs(words, start, count)
        self.pool.get_soa(8)
        return result


class LongEpochs(NativeHotPart):
    """Never says that an epoch ended."""

    def beat(self, words: memoryview, start: int, count: int) -> Beat:
        return replace(super().beat(words, start, count), epoch_ended=False)


def spoilt(**changes: Any) -> Implementation:
    return replace(NATIVE, name="spoilt", **changes)


@pytest.mark.parametrize(
    ("id", "implementation"),
    [
        ("PIPE-1", spoilt(hash=lambda text: hash_of(text + b"\0"))),
        ("PIPE-2", spoilt(make_transform=MergesCollisions)),
        ("PIPE-3", spoilt(load_into=load_unsorted)),
        ("PIPE-3", spoilt(load_into=load_reversed)),
        ("PIPE-4", spoilt(load_into=load_nine)),
        ("PIPE-5", spoilt(make_hot_part=WrongSpan)),
        ("PIPE-6", spoilt(make_hot_part=WrongTotals)),
        ("PIPE-7", spoilt(make_hot_part=KeepsBuffer)),
        ("PIPE-10", spoilt(make_hot_part=LongEpochs)),
    ],
)
def test_what_breaks_a_rule_fails_it(id: str, implementation: Implementation) -> None:
    with pytest.raises(Failure):
        CHECKS[id]((REFERENCE, implementation), 0)


@pytest.mark.parametrize(
    ("id", "counts", "verdict"),
    [
        ("PIPE-8", Counts(8, 1, 0, 0), Verdict.FAIL),
        ("PIPE-8", Counts(8, 0, 1, 0), Verdict.FAIL),
        ("PIPE-8", Counts(8, 0, 0, 1), Verdict.PASS),
        ("PIPE-9", Counts(8, 0, 0, 1), Verdict.FAIL),
        ("PIPE-9", Counts(8, 0, 0, None), Verdict.UNKNOWN),
        ("PIPE-9", None, Verdict.UNKNOWN),
    ],
)
def test_what_the_probe_counts_is_judged(
    id: str, counts: Counts | None, verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count(words: bytes, hooks: Sequence[Hook]) -> HotPathCounts:
        del words, hooks
        if counts is None:
            raise NotCountedError("no probe")
        return HotPathCounts(counts, Counts(8, 16, 16, 0))

    monkeypatch.setattr(checks, "count_hot_path", count)
    (found,) = verify_pipeline(load_pipeline_spec(), 0, frozenset([id]))
    assert found.verdict is verdict


def test_a_check_of_the_log_that_sees_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "check_log", lambda path: LogCheck(len(path.read_bytes().splitlines()), 0, 0, None, 0, 0, None))
    with pytest.raises(Failure, match="the check names None"):
        CHECKS["PIPE-11"]((REFERENCE,), 0)


class LosesTheLast(Log):
    """Opened again, it takes its last whole record for a torn one."""

    def __init__(self, path: Path, *arguments: Any, **keywords: Any) -> None:
        if path.exists():
            lines = path.read_bytes().splitlines(keepends=True)
            path.write_bytes(b"".join(lines[:-1]))
        super().__init__(path, *arguments, **keywords)


class GoesOnAfterATornLine(Log):
    """Opened again, it begins anew behind what its writer left, torn or not."""

    def __init__(self, path: Path, *arguments: Any, **keywords: Any) -> None:
        left = path.read_bytes() if path.exists() else b""
        path.write_bytes(b"")
        super().__init__(path, *arguments, **keywords)
        self.left, self.place = left, path

    def close(self) -> None:
        super().close()
        self.place.write_bytes(self.left + self.place.read_bytes())


@pytest.mark.parametrize(("log", "problem"), [(LosesTheLast, "is lost"), (GoesOnAfterATornLine, "cut at byte")])
def test_a_log_that_a_dead_writer_spoils_fails(log: type[Log], problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "Log", log)
    with pytest.raises(Failure, match=problem):
        CHECKS["PIPE-12"]((REFERENCE,), 0)


# ---- faults at every stage ----


class Broken(Exception):  # noqa: N818 - raised on purpose
    pass


class Fuse:
    """Raises at the call of this number; 0 is never reached."""

    def __init__(self, blows_at: int) -> None:
        self.left = blows_at

    def burn(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Broken


class FusedIngest(Ingest):
    def __init__(self, block: bytes, fuse: Fuse) -> None:
        super().__init__([])
        self.block, self.fuse = block, fuse

    def blocks(self, on_problem: OnProblem) -> Any:
        del on_problem
        for _ in range(6):
            self.fuse.burn()
            yield self.block


class Fused:
    """Passes every call on, and burns the fuse at those of one name: before they take effect, or after."""

    def __init__(self, inner: Any, name: str, fuse: Fuse, after: bool) -> None:
        self.inner, self.name, self.fuse, self.after = inner, name, fuse, after

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.inner, name)
        if name != self.name:
            return method

        def fused(*arguments: Any) -> Any:
            if not self.after:
                self.fuse.burn()
            result = method(*arguments)
            if self.after:
                self.fuse.burn()
            return result

        return fused


class ReadingNoLog(NoLog):
    needs_receipts = True


BRIEF = settings(max_examples=20, stateful_step_count=8, deadline=None, report_multiple_bugs=False, database=None)
STAGES = ("ingest", "words", "beat", "epochs", "receipts", "emit", "end_epoch")


class BrokenRuns(RuleBasedStateMachine):
    """One pool, and run after run on it, most of which break somewhere: what one leaves behind shows in the next."""

    implementation: Implementation

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.pool: Any = None

    @initialize(receipts=st.sampled_from([8, 11, 100]))
    def create(self, receipts: int) -> None:
        self.pool = self.stack.enter_context(self.implementation.make_pool(2, receipts))

    @rule(stage=st.sampled_from(STAGES), blows_at=st.integers(0, 12), after=st.booleans(), lines=st.integers(1, 90))
    def run(self, stage: str, blows_at: int, after: bool, lines: int) -> None:
        fuse, never = Fuse(blows_at), Fuse(0)
        block = b"".join(b"<u:s%d> <u:p%d> <u:o> .\n" % (number, number % 3) for number in range(lines))

        def fused(inner: Any, name: str, this_stage: str) -> Any:
            return Fused(inner, name, fuse if stage == this_stage else never, after)

        hot = self.implementation.make_hot_part(self.pool, [ANY_RUN], 0)
        stages = Stages(
            FusedIngest(block, fuse if stage == "ingest" else never),
            fused(self.implementation.make_transform(True), "words", "words"),
            fused(fused(fused(hot, "beat", "beat"), "receipts", "receipts"), "epochs", "epochs"),
            fused(fused(NoLog() if stage == "epochs" else ReadingNoLog(), "receipts", "emit"), "end_epoch", "end_epoch"),
        )
        try:
            outcome = Pipeline(stages, lambda _: False).run()
        except Broken:
            assert blows_at > 0
        else:
            assert outcome.triples == 6 * lines

    @invariant()
    def nothing_stays_in_use(self) -> None:
        if self.pool is not None:
            usage = self.pool.capacity_usage()
            assert (usage.soa_in_use, usage.receipts_in_use) == (0, 0)

    def teardown(self) -> None:
        self.stack.close()


@pytest.mark.parametrize("implementation", [REFERENCE, NATIVE], ids=["reference", "native"])
def test_whatever_breaks_nothing_stays_in_use(implementation: Implementation) -> None:
    machine = type("BrokenRunsOfOne", (BrokenRuns,), {"implementation": implementation})
    run_state_machine_as_test(machine, settings=BRIEF)


def test_a_pool_that_a_broken_run_leaves_in_use_is_noticed() -> None:
    machine = type("BrokenRunsOfKeeper", (BrokenRuns,), {"implementation": spoilt(make_hot_part=KeepsBuffer)})
    with pytest.raises((AssertionError, PoolError)):
        run_state_machine_as_test(machine, settings=BRIEF)
