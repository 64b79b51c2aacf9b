"""Guided fuzzing of a pool whose source is at hand: libFuzzer draws, the sanitizers watch, and the finds are judged.

sources + guided.c --clang--> a program that libFuzzer drives      -> bytes of a find -> operations
sources            --clang--> a library, and one with sanitizers   <- the operations again, judged and minimised
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shlex
import shutil
import signal
import struct
import subprocess
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final

from poolproof.spec import header_path
from poolproof.spec.vocabulary import KINDS, OCCUPANCIES, OUTCOMES
from poolproof.spec.wire import OPERATION

from ..generators.shapes import closing
from ..judge import Finding, Situation
from ..operations import Operation
from ..runs import Session
from ..subjects import Subject, resolve
from ..subjects.constants import harvest
from ..subjects.resolve import guided_sources_path
from ..verification import Counterexample
from ..verification.drivers import stages
from ..verification.minimising.shrink import shrink
from ..verification.promised import Promised
from .engine import Failure, News
from .examiner import CampaignExaminer, Memory
from .shards import Discovery, Driver, Order, Shard, ShardResult

_FLAGS: Final = ("-g", "-O1", "-fno-omit-frame-pointer", "-fno-sanitize-recover=undefined")
_OURS: Final = (
    *("guided.c", "lane.c", "lane_any.c", "lane_counters.c", "lane_life.c", "lane_usual.c", "caller.c", "foreign.c"),
    *("gone.c", "holder.c", "promised.c", "regions.c", "registers.c", "reserve.c", "targets.c", "walk.c"),
)
_CPP: Final = frozenset({".cc", ".cpp", ".cxx", ".C"})
_BUILD_LIMIT_S: Final = 300
_RUN_LIMIT_S: Final = 20
_SHRINK_OPERATIONS: Final = 1_000_000
_SHRINK_SECONDS: Final = 15.0
_FINDS_AT_MOST: Final = 16
"""Of one shard: libFuzzer meets the same again and again."""
_CAPACITIES: Final = (None, (2, 3), (1, 1), (4, 8), (3, 2))
"""Those of guided.c."""
_CONSTANTS: Final = 200
_COUNTS: Final = struct.Struct(f"<2Q{OCCUPANCIES * KINDS * OUTCOMES}Q")


class GuidedError(Exception):
    """What is needed for guided fuzzing is missing, or the sources can't be compiled; the text says what would help."""


@dataclass(frozen=True, slots=True)
class Build:
    """``program``: driven by libFuzzer, with sanitizers; ``plain``: a library of the same sources; ``sha256``: of the sources
    and how they were compiled."""

    program: Path
    plain: Path
    sha256: str


def build(sources: Sequence[Path], flags: Sequence[str], into: Path) -> Build:
    """Compile the sources, with ``flags`` of the user's. Raises GuidedError."""
    clang = shutil.which(os.environ.get("CLANG", "clang"))
    if clang is None:
        raise GuidedError("clang was not found: apt-get install clang libclang-rt-14-dev, or name one in CLANG")
    for each in sources:
        if not each.is_file():
            raise GuidedError(f"{each}: there is no such file; give the pool's C or C++ sources")
    is_cpp = any(each.suffix in _CPP for each in sources)
    compile_them = [f"{clang}++" if is_cpp and shutil.which(f"{clang}++") else clang, *_FLAGS, *flags]
    include = [f"-I{header_path().parent}"]
    into.mkdir(parents=True, exist_ok=True)
    ours = guided_sources_path()
    objects = [into / f"{Path(name).stem}.o" for name in _OURS]
    for name, made in zip(_OURS, objects, strict=True):
        _run([clang, "-std=gnu11", "-O2", *include, "-c", str(ours / name), "-o", str(made)])
    program, plain = into / "guided", into / "libplain.so"
    texts = [str(each) for each in sources]
    rest = [str(each) for each in objects]
    _run([*compile_them, "-fsanitize=fuzzer,address,undefined", *include, *texts, *rest, "-o", str(program)])
    _run([*compile_them, "-shared", "-fPIC", *include, *texts, "-o", str(plain)])
    content = b"\0".join([*(each.read_bytes() for each in sources), " ".join(flags).encode()])
    return Build(program, plain, hashlib.sha256(content).hexdigest())


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_BUILD_LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GuidedError(f"{shlex.join(command)}: {error}") from error
    if done.returncode == 0:
        return
    if "libclang_rt" in done.stderr:
        raise GuidedError(f"clang has no libFuzzer or no sanitizers: apt-get install libclang-rt-14-dev\n{done.stderr.strip()}")
    raise GuidedError(f"{shlex.join(command)} failed:\n{done.stderr.strip()}")


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
            "-len_control=20",
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
        accepted = stages.accepted_configurations(examiner)
        return frozenset(each.block_count for each in accepted if each.given in _CAPACITIES)


def subject_of(built: Build, given: str) -> Subject:
    """The library that finds are judged on, called as the user calls its source. Raises SubjectError."""
    return replace(resolve(str(built.plain)), given=given, sha256=built.sha256)


def _dictionary(words: Sequence[int]) -> str:
    """The constants of the subject's own, as libFuzzer reads them."""
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in word.to_bytes(8, "little")) + '"\n' for word in words)


def _situation(place: int) -> Situation:
    return Situation(place // (KINDS * OUTCOMES), place // OUTCOMES % KINDS, place % OUTCOMES)
