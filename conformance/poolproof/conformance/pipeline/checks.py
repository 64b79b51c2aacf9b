"""One check for each requirement of the pipeline: what could fail it, tried on both implementations.

A check counts its observations and returns their number. It raises Failure at the first that is wrong, Unknown when nothing can
be observed here.
"""

from __future__ import annotations

import os
import random
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import Any, Final

from poolproof.reference.pipeline.check import check_log
from poolproof.reference.pipeline.emit import Log, NoLog
from poolproof.reference.pipeline.hot import HotPart
from poolproof.reference.pipeline.ingest import Ingest
from poolproof.reference.pipeline.pipeline import Pipeline, Stages
from poolproof.reference.pipeline.reflex import merge
from poolproof.reference.pipeline.transform import OnProblem, Transform
from poolproof.spec.hot_part import WHOLE_WORD, Beat, Epochs, Hook, HookTotals, ReceiptRecord
from poolproof.spec.pipeline_errors import HashCollision, PipelineError
from poolproof.spec.refusals import InvalidSize, PoolError
from poolproof.spec.usage import Usage

from .implementations import Implementation
from .probe import HotPathCounts, NotCountedError, count_hot_path

LANES: Final = 8
EPOCH: Final = 8

Implementations = Sequence[Implementation]
Triple = tuple[int, int, int]

VECTORS: Final = {b"": 0xCBF29CE484222325, b"a": 0xAF63DC4C8601EC8C, b"foobar": 0x85944171F73967E8}
"""Published with the hash by its authors."""

COLLIDING_TERMS: Final = ("<u:Pgd1jpiwubE>", "<u:WAq6kNlk_bH>")
"""Found by search: two IRIs of one hash."""


_QUICK_FOLDER: Final = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Of files in memory: what is checked of the log does not depend on the disk, and a thousand syncs take their time there."""


class Failure(Exception):  # noqa: N818 - a verdict, not an error
    """Says what was expected, and what was observed; ``checked`` observations came before it."""

    def __init__(self, problem: str, checked: int) -> None:
        super().__init__(problem)
        self.checked = checked


class Unknown(Exception):  # noqa: N818 - a verdict, not an error
    """Says why nothing could be observed."""


class Observations:
    """Counts what is observed, and stops at what is wrong."""

    def __init__(self) -> None:
        self.count = 0

    def expect(self, holds: bool, problem: str) -> None:
        if not holds:
            raise Failure(problem, self.count)
        self.count += 1


# ---- inputs ----


def hooks_and_triples(draw: random.Random) -> tuple[list[Hook], list[Triple]]:
    """Few different words, so that runs are long and hooks hold now and then; now and then words of all 64 bits."""
    words = [draw.choice([draw.randrange(4), draw.getrandbits(64), WHOLE_WORD, 0]) for _ in range(5)]
    triples = [(draw.choice(words), draw.choice(words[:3]), draw.choice(words)) for _ in range(draw.randrange(1, 200))]
    return [_hook(number, draw, words) for number in range(draw.randrange(1, 5))], triples


def _hook(number: int, draw: random.Random, words: Sequence[int]) -> Hook:
    s_mask, p_mask, o_mask = (draw.choice([0, WHOLE_WORD]) for _ in range(3))
    s, p, o = (draw.choice(words) & mask for mask in (s_mask, p_mask, o_mask))
    least = draw.randrange(1, LANES + 1)
    return Hook(number, s, p, o, s_mask, p_mask, o_mask, least, draw.choice([least, LANES]))


def as_words(triples: Iterable[Triple]) -> memoryview:
    return memoryview(array("Q", [word for triple in triples for word in triple]))


def through(hot: HotPart, triples: Sequence[Triple]) -> Iterator[ReceiptRecord]:
    """Run triples through, and yield the receipts."""
    words, done = as_words(triples), 0
    while done < len(triples):
        done += hot.beat(words, done, len(triples) - done).triples
        yield from hot.receipts()
        hot.reset_receipts()


class _Blocks(Ingest):
    """An input that is there already, whose end may be an error."""

    def __init__(self, blocks: Sequence[bytes], error: BaseException | None = None) -> None:
        super().__init__([])
        self._given = blocks
        self._error = error

    def blocks(self, on_problem: OnProblem) -> Iterator[bytes]:
        del on_problem
        yield from self._given
        if self._error is not None:
            raise self._error


def statements(draw: random.Random, count: int) -> bytes:
    return b"".join(
        b"<u:s%d> <u:p%d> %s .\n" % (draw.randrange(9), draw.randrange(3), draw.choice([b"<u:o>", b'"a b"@en', b"_:b"]))
        for _ in range(count)
    )


ANY_RUN: Final = Hook(0, 0, 0, 0, 0, 0, 0, 1, LANES)


# ---- checks ----


def hash_is_the_published_one(implementations: Implementations, seed: int) -> int:
    seen, draw = Observations(), random.Random(seed)
    for each in implementations:
        for text, hash in VECTORS.items():
            seen.expect(each.hash(text) == hash, f"{each.name} hashes {text!r} to {each.hash(text):#x}")
        for _ in range(200):
            text = draw.randbytes(draw.randrange(100))
            seen.expect(each.hash(text) == _plain_fnv(text), f"{each.name} hashes {text!r} to {each.hash(text):#x}")
        words = each.make_transform(False).words('<u:a> <u:é> "x \\" <u:y>"@en <u:g> .\n'.encode(), lambda _: False)
        expected = [_plain_fnv(term.encode()) for term in ("<u:a>", "<u:é>", '"x \\" <u:y>"@en')]
        seen.expect(words.tolist() == expected, f"{each.name} does not hash the terms of a statement as they are")
    return seen.count


def _plain_fnv(text: bytes) -> int:
    state = 14695981039346656037
    for byte in text:
        state = (state ^ byte) * 1099511628211 % 2**64
    return state


def collisions_are_reported(implementations: Implementations, seed: int) -> int:
    del seed  # two such terms are rare enough to be constants
    seen = Observations()
    one, other = (term.encode() for term in COLLIDING_TERMS)
    for each in implementations:
        seen.expect(each.hash(one) == each.hash(other), f"{each.name} does not hash both terms alike")
        for place in range(3):
            terms = [b"<u:s>", b"<u:p>", b"<u:o>"]
            first, second = (b" ".join([*terms[:place], term, *terms[place + 1 :]]) + b" .\n" for term in (one, other))
            problems: list[PipelineError] = []
            transform = each.make_transform(True)
            words = transform.words(first + second + first, _collector(problems))
            seen.expect(len(words) == 6, f"{each.name} lets {len(words) // 3} of 3 statements through, not 2")
            named = len(problems) == 1 and isinstance(problems[0], HashCollision)
            named = named and all(term in str(problems[0]) for term in COLLIDING_TERMS)
            seen.expect(named, f"{each.name} reports {[str(problem) for problem in problems]}")
            known = transform.term(each.hash(one))
            seen.expect(known == COLLIDING_TERMS[0], f"{each.name} then has {known} for the hash")
    return seen.count


def _collector(problems: list[PipelineError]) -> OnProblem:
    def collect(problem: PipelineError) -> bool:
        problems.append(problem)
        return True

    return collect


def runs_are_grouped(implementations: Implementations, seed: int) -> int:
    seen, draw = Observations(), random.Random(seed)
    for each in implementations:
        with each.make_pool() as pool:
            for _ in range(300):
                _, triples = hooks_and_triples(draw)
                batch = triples[: draw.randrange(LANES + 1)]
                with pool.soa(len(batch)) as buffer:
                    runs = each.load_into(batch, buffer)
                    lanes = list(zip(buffer.s.tolist(), buffer.p.tolist(), buffer.o.tolist(), strict=True))
                order = list(dict.fromkeys(p for _, p, _ in batch))
                expected = [[triple for triple in batch if triple[1] == p] for p in order]
                found = [lanes[run.offset : run.offset + run.length] for run in runs]
                ends = [run.offset + run.length for run in runs]
                whole = [run.offset for run in runs] == [0, *ends][: len(runs)] and [0, *ends][-1] == len(batch)
                good = whole and found == expected and [run.predicate for run in runs] == order
                good = good and lanes[len(batch) :] == [(0, 0, 0)] * (LANES - len(batch))
                seen.expect(good, f"{each.name} groups {batch} into {runs}")
    return seen.count


def batches_are_guarded(implementations: Implementations, seed: int) -> int:
    seen, draw = Observations(), random.Random(seed)
    for each in implementations:
        with each.make_pool() as pool, pool.soa(8) as buffer:
            for size in (9, 10, 16, 17, 255, 256, 257, 4096):
                refused = False
                try:
                    each.load_into([(draw.getrandbits(64), 1, 1)] * size, buffer)
                except InvalidSize:
                    refused = True
                seen.expect(refused, f"{each.name} loads {size} triples")
                seen.expect(buffer.words.tolist() == [0] * 24, f"{each.name} writes at {size} triples")
    return seen.count


def implementations_agree(implementations: Implementations, seed: int) -> int:
    seen, draw = Observations(), random.Random(seed)
    for _ in range(150):
        hooks, triples = hooks_and_triples(draw)
        shard_id = draw.getrandbits(64)
        results = []
        for each in implementations:
            with each.make_pool(2, 40) as pool:
                hot = each.make_hot_part(pool, hooks, shard_id)
                results.append((list(through(hot, triples)), list(hot.totals())))
        first = results[0]
        for each, result in zip(implementations[1:], results[1:], strict=True):
            if result != first:
                raise Failure(f"{each.name} and {implementations[0].name} differ: {_difference(result, first)}", seen.count)
            seen.count += 1
            seen.count += len(first[0])
    return seen.count


def _difference(one: tuple[list[ReceiptRecord], list[HookTotals]], other: tuple[list[ReceiptRecord], list[HookTotals]]) -> str:
    for mine, yours in zip(one[0], other[0], strict=False):
        if mine != yours:
            return f"{mine}, {yours}"
    return f"{len(one[0])} receipts and totals {one[1]}, {len(other[0])} receipts and totals {other[1]}"


def receipts_merge(implementations: Implementations, seed: int) -> int:
    seen, draw = Observations(), random.Random(seed)
    for each in implementations:
        for _ in range(50):
            hooks, triples = hooks_and_triples(draw)
            with each.make_pool(1, 64) as pool:
                hot = each.make_hot_part(pool, hooks, 3)
                receipts = list(through(hot, triples))
                totals = hot.totals()
            for hook, total in zip(hooks, totals, strict=True):
                own = [receipt for receipt in receipts if receipt.hook_id == hook.id]
                seen.expect(total.receipts == len(own), f"{each.name} counts {total.receipts} receipts")
                answers = sum(receipt.answer for receipt in own)
                seen.expect(total.answers == answers, f"{each.name} counts {total.answers} answers")
                if own:
                    merged = _merged_anyhow(own, draw)
                    seen.expect(total.merged == merged, f"{each.name}: {total.merged}, not {merged}")
                    lanes = sum(receipt.lanes for receipt in own)
                    seen.expect(merged.lanes == lanes, f"lanes merge to {merged.lanes}, not to {lanes}")
    return seen.count


def _merged_anyhow(receipts: Sequence[ReceiptRecord], draw: random.Random) -> ReceiptRecord:
    """Merge neighbours in any order of doing it."""
    left = list(receipts)
    while len(left) > 1:
        place = draw.randrange(len(left) - 1)
        left[place : place + 2] = [merge(left[place], left[place + 1])]
    return reduce(merge, left)


class _BreaksError(Exception):
    """What an injected fault raises."""


class _BreakingEmit(NoLog):
    needs_receipts = True

    def __init__(self, epoch: int) -> None:
        self._epoch = epoch

    def end_epoch(self, epoch: int, operations: int) -> None:
        del operations
        if epoch == self._epoch:
            raise _BreaksError


class _BreakingTransform:
    def __init__(self, inner: Transform) -> None:
        self._inner = inner

    def words(self, block: bytes, on_problem: OnProblem) -> memoryview:
        if b"<u:s0>" in block:
            raise _BreaksError
        return self._inner.words(block, on_problem)

    def term(self, hash: int) -> str | None:
        return self._inner.term(hash)

    def terms(self) -> int:
        return self._inner.terms()


def buffers_come_back(implementations: Implementations, seed: int) -> int:
    seen, draw = Observations(), random.Random(seed)
    for each in implementations:
        for stage in ("none", "ingest", "transform", "hot", "emit"):
            for _ in range(10):
                with each.make_pool(3, 100) as pool:
                    _run_with_fault(each, pool, stage, draw)
                    usage = pool.capacity_usage()
                    seen.expect(
                        (usage.soa_in_use, usage.receipts_in_use) == (0, 0),
                        f"{each.name}, a fault in {stage}: {usage.soa_in_use} buffers in use then",
                    )
    return seen.count


def _run_with_fault(each: Implementation, pool: Any, stage: str, draw: random.Random) -> None:
    blocks = [statements(draw, draw.randrange(1, 200)) for _ in range(4)]
    transform = each.make_transform(True)
    hot = each.make_hot_part(pool, [ANY_RUN], 0)
    stages = Stages(
        _Blocks(blocks, _BreaksError() if stage == "ingest" else None),
        _BreakingTransform(transform) if stage == "transform" else transform,
        _Starved(hot, pool) if stage == "hot" else hot,
        _BreakingEmit(draw.randrange(2)) if stage == "emit" else NoLog(),
    )
    try:
        Pipeline(stages, lambda _: True).run()
    except (_BreaksError, PoolError):
        return
    if stage != "none" and stage != "emit":
        raise Failure(f"{each.name}: the fault in {stage} was not noticed", 0)


class _Starved:
    """A hot part that finds its pool empty: somebody else holds every buffer."""

    def __init__(self, inner: HotPart, pool: Any) -> None:
        self._inner = inner
        self._pool = pool

    @contextmanager
    def _starved(self) -> Iterator[None]:
        held = [self._pool.get_soa(LANES) for _ in range(self._pool.capacity_usage().soa_total)]
        try:
            yield
        finally:
            for buffer in held:
                self._pool.return_soa(buffer)

    def beat(self, words: memoryview, start: int, count: int) -> Beat:
        with self._starved():
            return self._inner.beat(words, start, count)

    def epochs(self, words: memoryview, start: int, count: int) -> Epochs:
        with self._starved():
            return self._inner.epochs(words, start, count)

    def receipts(self) -> Sequence[ReceiptRecord]:
        return self._inner.receipts()

    def reset_receipts(self) -> None:
        self._inner.reset_receipts()

    def usage(self) -> Usage:
        return self._inner.usage()

    def totals(self) -> Sequence[HookTotals]:
        return self._inner.totals()

    def time_stamps(self) -> int | None:
        return self._inner.time_stamps()


def hot_part_allocates_nothing(implementations: Implementations, seed: int) -> int:
    del implementations  # only the C one is counted
    found = _counted(seed).pool
    if found.allocations or found.releases:
        raise Failure(f"{found.allocations} allocations and {found.releases} releases in {found.operations} operations", 0)
    return found.operations


def hot_part_calls_nothing(implementations: Implementations, seed: int) -> int:
    del implementations  # only the C one is counted
    counts = _counted(seed)
    if counts.pool.system_calls is None:
        raise Unknown("system calls can't be caught here: Linux 5.11 or newer on x86-64 can")
    if counts.pool.system_calls:
        raise Failure(f"a system call in {counts.pool.operations} operations", 0)
    return counts.pool.operations


def _counted(seed: int) -> HotPathCounts:
    draw = random.Random(seed)
    hooks, _ = hooks_and_triples(draw)
    triples = [triple for _ in range(200) for triple in hooks_and_triples(draw)[1]]
    try:
        return count_hot_path(as_words(triples).tobytes(), [*hooks, ANY_RUN])
    except NotCountedError as why:
        raise Unknown(str(why)) from None


class _CountingEmit(NoLog):
    needs_receipts = True

    def __init__(self) -> None:
        self.emitted: list[ReceiptRecord] = []
        self.epochs: list[tuple[int, int]] = []

    def receipts(self, epoch: int, receipts: Sequence[ReceiptRecord]) -> None:
        del epoch
        self.emitted += receipts

    def end_epoch(self, epoch: int, operations: int) -> None:
        self.epochs.append((epoch, operations))


_OF_ALL_EMITS: Final = ("triples", "runs", "operations", "epochs", "receipts", "totals")


def epochs_are_kept(implementations: Implementations, seed: int) -> int:
    seen, draw = Observations(), random.Random(seed)
    early = 0
    for each in implementations:
        for _ in range(40):
            count = draw.randrange(1, 400)
            emit = _CountingEmit()
            with each.make_pool(1, draw.choice([8, 9, 20, 64, 1024])) as pool:
                blocks = _Blocks([statements(draw, count)])
                hot = each.make_hot_part(pool, [ANY_RUN], 0)
                outcome = Pipeline(Stages(blocks, each.make_transform(False), hot, emit), lambda _: False).run()
            operations = -(-count // LANES)
            sizes = [min(EPOCH, operations - first) for first in range(0, operations, EPOCH)]
            seen.expect(emit.epochs == list(enumerate(sizes)), f"{each.name} ends epochs {emit.epochs}")
            seen.expect(
                len(emit.emitted) == outcome.runs == outcome.receipts,
                f"{each.name} emits {len(emit.emitted)} receipts of {outcome.runs} runs",
            )
            early += outcome.early_emits
            with each.make_pool(1, 20) as pool:
                hot = each.make_hot_part(pool, [ANY_RUN], 0)
                again = Pipeline(Stages(blocks, each.make_transform(False), hot, NoLog()), lambda _: False).run()
            same = all(getattr(again, name) == getattr(outcome, name) for name in _OF_ALL_EMITS)
            seen.expect(same, f"{each.name} comes to {again} without a log, and to {outcome} with one")
    seen.expect(early > 0, "no pool was so small that receipts had to be emitted early")
    return seen.count


def log_is_a_chain(implementations: Implementations, seed: int) -> int:
    del implementations  # they share the log
    seen, draw = Observations(), random.Random(seed)
    with tempfile.TemporaryDirectory(dir=_QUICK_FOLDER) as folder:
        path = Path(folder) / "log.jsonl"
        _write_log(path, epochs=3)
        lines = path.read_bytes().splitlines(keepends=True)
        found = check_log(path)
        seen.expect(found.bad is None and found.records == len(lines), f"a sound log of {len(lines)} records: {found}")
        for number, line in enumerate(lines):
            place = draw.randrange(len(line))
            changed = line[:place] + bytes([line[place] ^ 1]) + line[place + 1 :]
            for what, others in (
                ("changed", [*lines[:number], changed, *lines[number + 1 :]]),
                ("doubled", [*lines[: number + 1], *lines[number:]]),
                ("left out", [*lines[:number], *lines[number + 1 :]]),
            ):
                expected = number + 1 if what == "doubled" else number
                if what == "left out" and number == len(lines) - 1:
                    continue  # then it is a shorter log, and sound
                path.write_bytes(b"".join(others))
                bad = check_log(path).bad
                seen.expect(
                    bad is not None and bad.record == expected,
                    f"record {number} {what}: the check names {bad}",
                )
    return seen.count


def log_survives_its_writer(implementations: Implementations, seed: int) -> int:
    """A writer can die between any two bytes of its last line, and at the edges of those before it."""
    del implementations, seed  # they share the log; all such bytes are tried
    seen = Observations()
    with tempfile.TemporaryDirectory(dir=_QUICK_FOLDER) as folder:
        path = Path(folder) / "log.jsonl"
        _write_log(path, epochs=1)
        whole = path.read_bytes()
        last = whole.rfind(b"\n", 0, -1) + 1
        edges = {place + step for place in range(last) if whole[place : place + 1] == b"\n" for step in (0, 1, 2)}
        for size in sorted({0, 1, *edges, *range(last, len(whole))}):
            path.write_bytes(whole[:size])
            kept = whole[: whole.rfind(b"\n", 0, size) + 1]
            _write_log(path, epochs=1)
            after = path.read_bytes()
            seen.expect(after.startswith(kept), f"cut at byte {size}: a record before it is lost")
            found = check_log(path)
            seen.expect(
                found.bad is None and not found.torn_bytes and found.records > kept.count(b"\n"),
                f"cut at byte {size}: {found}",
            )
    return seen.count


def _write_log(path: Path, epochs: int) -> None:
    with Log(path, ["count ? ? 1"], ["a.nt"], sync_epochs=1000) as log:
        for epoch in range(epochs):
            log.receipts(epoch, [ReceiptRecord(number, epoch, 0, 0, 8, 0, 8, 1, 2**64 - 1, number) for number in range(2)])
            log.end_epoch(epoch, EPOCH)


CHECKS: Final[dict[str, Callable[[Implementations, int], int]]] = {
    "PIPE-1": hash_is_the_published_one,
    "PIPE-2": collisions_are_reported,
    "PIPE-3": runs_are_grouped,
    "PIPE-4": batches_are_guarded,
    "PIPE-5": implementations_agree,
    "PIPE-6": receipts_merge,
    "PIPE-7": buffers_come_back,
    "PIPE-8": hot_part_allocates_nothing,
    "PIPE-9": hot_part_calls_nothing,
    "PIPE-10": epochs_are_kept,
    "PIPE-11": log_is_a_chain,
    "PIPE-12": log_survives_its_writer,
}
