"""Guided fuzzing of a pool whose source is at hand: libFuzzer draws, the sanitizers watch, and the finds are judged.

See guided_build.py for what is compiled of the source.
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import subprocess
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final

from poolproof.spec.vocabulary import KINDS, OCCUPANCIES, OUTCOMES
from poolproof.spec.wire import OPERATION

from ..generators.shapes import closing
from ..judge import Finding, Situation
from ..operations import Operation
from ..runs import Session
from ..subjects.constants import harvest
from ..verification import Counterexample
from ..verification.drivers import stages
from ..verification.minimising.shrink import shrink
from ..verification.promised import Promised
from .engine import Failure, News
from .examiner import CampaignExaminer, Memory
from .guided_build import Build
from .shards import Discovery, Driver, Order, Shard, ShardResult

_RUN_LIMIT_S: Final = 20
_SHRINK_OPERATIONS: Final = 1_000_000
_SHRINK_SECONDS: Final = 15.0
_FINDS_AT_MOST: Final = 16
"""Of one shard: libFuzzer meets the same again and again."""
_CAPACITIES: Final = (None, (2, 3), (1, 1), (4, 8), (3, 2))
"""Those of guided.c."""
_FIRST_INPUT: Final = bytes((0, *(0, 0, 1, 0), *(4, 0, 0, 0)))
"""A get and a return: of a pool that is made as it is loaded, nothing is reached by less, and libFuzzer gives up."""
_CONSTANTS: Final = 200
_COUNTS: Final = struct.Struct(f"<2Q{OCCUPANCIES * KINDS * OUTCOMES}Q")


class Watched:
    """The program, run once: on the bytes of a find, or on operations, with every sanitizer watching."""

    def __init__(self, built: Build, work: Path, variables: Mapping[str, str] = MappingProxyType({})) -> None:
        """``variables``: of the program's environment, besides what a run needs."""
        self._variables = variables
        self._program = built.program
        self._work = work

    def operations(self, find: Path) -> list[Operation]:
        """What the bytes of a find are, as far as they ran."""
        self._run([str(find)], {})
        return self._recorded()

    def place(self, operations: Sequence[Operation]) -> int | None:
        """Of the operation that it dies of."""
        failure = self.failure(operations)
        return None if failure is None else failure[0]

    def failure(self, operations: Sequence[Operation]) -> tuple[int, str] | None:
        """The place of the operation that it dies of, and what was said."""
        given = self._work / "replay"
        given.write_bytes(b"".join(OPERATION.pack(*each) for each in operations))
        done = self._run(["-runs=1"], {"POOLPROOF_REPLAY": str(given)})
        if done is not None and done.returncode == 0:
            return None
        said = "" if done is None else done.stderr.decode("utf-8", "replace")
        told = [line.removeprefix("SUMMARY: ") for line in said.splitlines() if line.startswith("SUMMARY: ")]
        summary = told[0] if told else "it does not come back"
        return max(len(self._recorded()) - 1, 0), summary

    def _run(self, words: Sequence[str], variables: Mapping[str, str]) -> subprocess.CompletedProcess[bytes] | None:
        """None: it did not come back."""
        recorded = self._work / "operations"
        recorded.unlink(missing_ok=True)
        environment = {
            **os.environ,
            **self._variables,
            **variables,
            "POOLPROOF_OPERATIONS": str(recorded),
            "ASAN_OPTIONS": "detect_leaks=0",
        }
        try:
            return subprocess.run(
                [str(self._program), *words],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=environment,
                cwd=self._work,
                timeout=_RUN_LIMIT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:  # its operations are recorded all the same
            return None

    def _recorded(self) -> list[Operation]:
        recorded = self._work / "operations"
        block = recorded.read_bytes() if recorded.exists() else b""
        whole = block[: len(block) // OPERATION.size * OPERATION.size]
        return [Operation._make(fields) for fields in OPERATION.iter_unpack(whole)]


class GuidedEngine:
    """Runs libFuzzer, on ``jobs`` processes, for as many seconds as a shard says. What it learns stays in ``inputs``."""

    def __init__(self, order: Order, built: Build, inputs: Path, work: Path, jobs: int) -> None:
        """Raises SubjectError."""
        self._order = order
        self._built = built
        self._inputs = inputs.resolve()
        self._finds = work / "finds"
        self._counts = work / "counts"
        self._log = work / "log.txt"
        self._work = work
        self._jobs = jobs
        self._promised = Promised(order.subject.contract)
        self._memory = Memory()
        self._process: subprocess.Popen[bytes] | None = None
        self._shard: Shard | None = None
        self._begun = 0.0
        self._taken: set[Path] = set()
        self._seen: Counter[str] = Counter()
        self._news: list[Discovery] = []
        self._unconfirmed: list[str] = []
        self._session = Session(order.subject)
        self._variables = {} if self._examiner().tries_misuse else {"POOLPROOF_WITHOUT_MISUSE": "1"}
        self._watched = Watched(built, work, self._variables)
        self._capacities = self._learn()
        self._dictionary = work / "constants.dict"
        self._dictionary.write_text(_dictionary(harvest(built.plain, _CONSTANTS)), encoding="ascii")
        for folder in (inputs, self._finds):
            folder.mkdir(parents=True, exist_ok=True)
        if not any(inputs.iterdir()):
            (inputs / "first").write_bytes(_FIRST_INPUT)

    @property
    def room(self) -> int:
        return int(self._process is None)

    @property
    def busy(self) -> int:
        return int(self._process is not None)

    def submit(self, shard: Shard, seconds_left: float) -> None:
        self._counts.write_bytes(bytes(_COUNTS.size))
        self._shard, self._begun = shard, time.monotonic()
        self._taken, self._seen, self._unconfirmed = set(), Counter(), []
        seconds = max(1, int(min(shard.amount, seconds_left)))
        words = [
            f"-fork={self._jobs}",
            "-ignore_crashes=1",
            "-ignore_timeouts=1",
            "-ignore_ooms=1",
            "-timeout=10",
            f"-dict={self._dictionary}",
        ]
        words += [
            f"-max_total_time={seconds}",
            f"-artifact_prefix={self._finds}/",
            "-rss_limit_mb=4096",
            "-max_len=1024",
            # To make a process for each input takes longer than all that is done in it: then it had better be long at once.
            f"-len_control={0 if self._promised.needs_fresh else 20}",
            "-print_final_stats=1",
        ]
        environment = os.environ | self._variables | {"POOLPROOF_REACHED": str(self._counts), "ASAN_OPTIONS": "detect_leaks=0"}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(self._built.program), str(self._inputs), *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                cwd=self._work,
                start_new_session=True,
            )

    def wait(self, seconds: float) -> list[News]:
        process, shard = self._process, self._shard
        if process is None or shard is None:
            time.sleep(seconds)
            return []
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        has_ended = process.poll() is not None
        for find in sorted(self._finds.iterdir()):
            if find not in self._taken and len(self._taken) < _FINDS_AT_MOST:
                self._taken.add(find)
                self._take(find)
        news: list[News] = [*self._news]
        self._news = []
        if has_ended:
            news.append(self._end(shard))
        return news

    @property
    def is_away(self) -> bool:
        return False

    def describe(self) -> str:
        return f"libFuzzer with {self._jobs} process{'es' if self._jobs > 1 else ''} here"

    def close(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._session.close()

    def __enter__(self) -> GuidedEngine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _end(self, shard: Shard) -> ShardResult | Failure:
        self._process = None
        operations, inputs, *reached = _COUNTS.unpack(self._counts.read_bytes()[: _COUNTS.size])
        for find in self._finds.iterdir():
            find.unlink()
        if not inputs and not self._taken:
            said = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            return Failure(shard, f"libFuzzer ran nothing: {said[-1] if said else 'it said nothing'}", is_of_harness=False)
        return ShardResult(
            shard=shard,
            is_whole=True,
            operations=operations,
            seconds=time.monotonic() - self._begun,
            reached=Counter({_situation(place): count for place, count in enumerate(reached) if count}),
            capacities=self._capacities,
            seen=self._seen,
            unconfirmed=tuple(self._unconfirmed),
        )

    def _take(self, find: Path) -> None:
        """A find's operations, judged on the library; where that shows nothing wrong, told by what the sanitizers say."""
        operations = self._watched.operations(find)
        if not operations:
            return
        examiner = self._examiner()
        if not examiner.examine(closing(operations), fresh=True) and not self._take_watched(examiner, operations):
            examiner.note_unconfirmed(f"libFuzzer's find {find.name} shows nothing wrong in a fresh process")
        self._seen.update(examiner.seen)
        self._unconfirmed += examiner.unconfirmed

    def _take_watched(self, examiner: CampaignExaminer, operations: Sequence[Operation]) -> bool:
        """SAFE-1: what a sanitizer saw. Whether it sees it again."""
        failure = self._watched.failure(operations)
        if failure is None:
            return False
        place, said = failure
        look = ("watched", said.split(" (")[0].rpartition("/")[2])
        if not self._memory.is_due(look):
            examiner.count(look)
            return True
        minimal = shrink(operations[: place + 1], self._watched.place, work=_SHRINK_OPERATIONS, seconds=_SHRINK_SECONDS)
        _, said = self._watched.failure(minimal) or failure
        finding = Finding(("SAFE-1",), len(minimal) - 1, "no sanitizer has anything to say", said)
        self._memory.learn(look, examiner.keep(Counterexample(tuple(minimal), (), finding, 1, 1), sanitizer=True))
        examiner.count(look)
        return True

    def _examiner(self) -> CampaignExaminer:
        promised, forever = self._promised, float("inf")
        examiner = CampaignExaminer(self._session, promised, self._order, forever, self._memory)
        examiner.driver, examiner.on_discovery = Driver.GUIDED, self._news.append
        return examiner

    def _learn(self) -> frozenset[int]:
        examiner = self._examiner()
        stages.learn_default_capacities(examiner)
        accepted = stages.accepted_configurations(examiner)
        if not examiner.evidence.lists_situations:
            return frozenset()
        return frozenset(each.block_count for each in accepted if each.given in _CAPACITIES)


def _dictionary(words: Sequence[int]) -> str:
    """The constants of the subject's own, as libFuzzer reads them."""
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in word.to_bytes(8, "little")) + '"\n' for word in words)


def _situation(place: int) -> Situation:
    return Situation(place // (KINDS * OUTCOMES), place // OUTCOMES % KINDS, place % OUTCOMES)
