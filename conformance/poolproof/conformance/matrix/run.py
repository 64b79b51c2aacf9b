"""The matrix: every entry built and judged, some at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from poolproof.benchmarks.toolchain import BuildError, CompilerMissing, Compilers
from poolproof.spec import Level, Spec

from ..faults import Entry, build
from ..faults.of_contract import build_of_contract
from ..faults.sharing import build_shared
from .given import GivenContract
from .process import judge_in_process
from .trial import Result, Trial
from .verdict import Matrix
from .zygote import ZygoteError, Zygotes

OnTrial = Callable[[Trial], None]
"""Called with each trial as it ends, on the thread that called run_matrix."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``jobs``: how many entries at a time. ``limit_seconds``: for one entry. ``given``: the contract that the entries are of;
    None: the default one, whose catalogue they come from."""

    build_folder: Path
    compilers: Compilers
    level: Level = Level.HOT
    seed: int = 0
    jobs: int = 1
    limit_seconds: float = 90.0
    given: GivenContract | None = None


def run_matrix(entries: Sequence[Entry], spec: Spec, settings: Settings, on_trial: OnTrial = lambda _trial: None) -> Matrix:
    """Build and judge the entries. A KeyboardInterrupt ends it early: what is known by then is in the matrix."""
    started = time.monotonic()
    stop = threading.Event()
    trials: dict[str, Trial] = {}
    interrupted = False
    with closing(Zygotes()) as zygotes, ThreadPoolExecutor(settings.jobs) as threads:
        futures = [threads.submit(_one, entry, settings, zygotes, stop) for entry in entries]
        try:
            for future in as_completed(futures):
                _take(future, trials)
                on_trial(future.result())
        except KeyboardInterrupt:
            interrupted = True
        finally:
            stop.set()
            threads.shutdown(cancel_futures=True)
    for future in futures:
        if not future.cancelled():
            _take(future, trials)
    return Matrix(
        trials=tuple(trials.get(entry.name) or Trial(entry, Result.NOT_RUN, why="interrupted") for entry in entries),
        spec=spec,
        level=settings.level,
        seed=settings.seed,
        limit_seconds=settings.limit_seconds,
        seconds=time.monotonic() - started,
        interrupted=interrupted,
        given=settings.given,
    )


def _take(future: Future[Trial], trials: dict[str, Trial]) -> None:
    trial = future.result()
    trials[trial.entry.name] = trial


def _built(entry: Entry, settings: Settings) -> Path:
    if entry.contract is not None:
        return build_shared(entry, settings.build_folder, compiler=settings.compilers)
    if settings.given is None:
        return build(entry, settings.build_folder, compiler=settings.compilers)
    return build_of_contract(entry, settings.given.contract, settings.build_folder, compiler=settings.compilers)


def _contract_of(entry: Entry, settings: Settings) -> str | None:
    if entry.contract is not None:
        return str(entry.contract)
    return settings.given.name_or_path if settings.given is not None else None


def _one(entry: Entry, settings: Settings, zygotes: Zygotes, stop: threading.Event) -> Trial:
    try:
        library = _built(entry, settings)
    except CompilerMissing as error:
        return Trial(entry, Result.NO_COMPILER, why=str(error))
    except BuildError as error:
        return Trial(entry, Result.NOT_BUILT, why=str(error))
    try:
        with zygotes.borrow() as zygote:
            return judge_in_process(
                zygote,
                entry,
                library,
                level=settings.level,
                seed=settings.seed,
                contract=_contract_of(entry, settings),
                limit_seconds=settings.limit_seconds,
                stop=stop,
            )
    except ZygoteError as error:
        return Trial(entry, Result.BROKEN, why=str(error))
