"""A rival's features as verdicts: each one that can be built here is judged as any other subject is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from poolproof.benchmarks.rival_build import Missing, availability, build_library, loader_environment
from poolproof.benchmarks.rivals import Rival
from poolproof.benchmarks.toolchain import BuildError, Compilers
from poolproof.spec import Level

from ..subjects import SubjectError, resolve
from ..verification import Plan, Run, Verdict, verify

_COUNTED_BY_NAME: Final = ("CREATE-4", "BOUND-1", "LIFE-1", "LIFE-2", "HOT-1", "HOT-2", "MEM-1")
"""Requirements whose probe stands in calls of malloc and its like, and sees no allocation by another name."""


@dataclass(frozen=True, slots=True)
class RivalVerdict:
    """What the judge made of a rival; where ``run`` is None, ``why_not`` says why it was not judged."""

    rival: Rival
    run: Run | None
    why_not: str | None = None

    @property
    def failed(self) -> tuple[str, ...]:
        """Ids of the requirements that it violates."""
        return tuple(each.requirement.id for each in self.run.failures()) if self.run else ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """Ids of those asked for that were not exercised, or could not be measured or seen."""
        if self.run is None:
            return ()
        return tuple(each.requirement.id for each in self._seen(self.run).verdicts if each.verdict == Verdict.UNKNOWN)

    @property
    def conforms_at(self) -> Level | None:
        return self._seen(self.run).conforms_at if self.run else None

    def _seen(self, run: Run) -> Run:
        """The run without the passes that mean only that the probe saw nothing."""
        if not self.rival.unseen_allocations:
            return run
        verdicts = (
            replace(each, verdict=Verdict.UNKNOWN)
            if each.verdict == Verdict.PASS and each.requirement.id in _COUNTED_BY_NAME
            else each
            for each in run.verdicts
        )
        return replace(run, verdicts=tuple(verdicts))


OnRival = Callable[[RivalVerdict], None]
"""Called with each verdict as it is there."""


def judge_rivals(
    rivals: Sequence[Rival],
    *,
    build_folder: Path,
    compilers: Compilers,
    level: Level = Level.HOT,
    seed: int = 0,
    on_rival: OnRival = lambda _verdict: None,
) -> tuple[RivalVerdict, ...]:
    """Build and judge the rivals, one after another, some 20 s each; those that can't be are in the result with the reason.

    A KeyboardInterrupt is passed on: half a table would be taken for a whole one."""
    plan = Plan(level=level, seed=seed, keeps_going=True)  # a table of first violations would tell little
    verdicts = []
    with _environment(loader_environment(os.environ)):
        for rival in rivals:
            verdict = _judged(rival, plan, build_folder, compilers)
            if verdict.run is not None and verdict.run.interrupted:
                raise KeyboardInterrupt
            verdicts.append(verdict)
            on_rival(verdict)
    return tuple(verdicts)


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    """This process' own, for the workers inherit it."""
    before = dict(os.environ)
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _judged(rival: Rival, plan: Plan, build_folder: Path, compilers: Compilers) -> RivalVerdict:
    found = availability(rival, compilers)
    if isinstance(found, Missing):
        return RivalVerdict(rival, None, found.why)
    try:
        library = build_library(rival, build_folder, compilers)
        return RivalVerdict(rival, verify(resolve(str(library)), plan))
    except BuildError as error:
        return RivalVerdict(rival, None, f"not built: {error}")
    except SubjectError as error:
        return RivalVerdict(rival, None, f"not loaded: {error.problem}")
