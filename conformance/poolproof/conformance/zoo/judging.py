"""Builds and judges the pools, one after another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from poolproof.benchmarks.rival_build import loader_environment
from poolproof.benchmarks.toolchain import BuildError, Compilers
from poolproof.spec import Level, SpecError

from ..reports import json_report
from ..reports.document import Document
from ..subjects import SubjectError
from ..subjects.choice import choose
from ..verification import Plan, Run, Verdict, verify
from ..verification.promised import Promised
from .pools import ZooPool
from .presence import Missing, built

_CEILING_S: Final = 240.0
"""Some of them start a whole runtime in each process."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a pool. ``report``: as ``poolproof verify --json`` writes it; where it is None, ``why_not`` says why."""

    pool: ZooPool
    version: str | None = None
    report: Document | None = None
    why_not: str | None = None


def judge_pools(
    pools: Sequence[ZooPool],
    build_folder: Path,
    compilers: Compilers,
    *,
    level: Level | None = None,
    seed: int = 0,
    on_begin: Callable[[ZooPool], None] = lambda _pool: None,
) -> Iterator[Judged]:
    """Yield what became of each pool, some 20 s each. A KeyboardInterrupt ends it: of the pool that it met nothing is told.

    ``level`` None: up to hot, and to shared where the contract promises that threads may share the pool."""
    # A list of first violations would tell little.
    for pool in pools:
        plan = Plan(level=level or _level_of(pool), seed=seed, keeps_going=True, ceiling_s=_CEILING_S)
        on_begin(pool)
        yield _judged(pool, plan, build_folder, compilers)


def _level_of(pool: ZooPool) -> Level:
    return Level.HOT if pool.contract.sharing.between == "owner" else Level.SHARED


def _judged(pool: ZooPool, plan: Plan, build_folder: Path, compilers: Compilers) -> Judged:
    try:
        found = built(pool, build_folder, compilers)
        if isinstance(found, Missing):
            return Judged(pool, why_not=found.why)
        with _loader():
            subject = choose(found.given, pool.contract_given)
            run = verify(subject, plan)
    except (BuildError, SubjectError, SpecError) as error:
        return Judged(pool, why_not=f"not judged: {' '.join(str(error).split())}")
    if run.interrupted:
        raise KeyboardInterrupt
    seen = _without_blind_passes(run, pool.unseen)
    return Judged(pool, found.version, json_report.report(seen, Promised(subject.contract).spec))


def _without_blind_passes(run: Run, unseen: Sequence[str]) -> Run:
    """The run without the passes that mean only that the probe saw nothing."""
    why = "it asks for memory by names of its own, which is not seen"
    verdicts = (
        replace(each, verdict=Verdict.UNKNOWN, why=why)
        if each.verdict == Verdict.PASS and each.requirement.id in unseen
        else each
        for each in run.verdicts
    )
    return replace(run, verdicts=tuple(verdicts))


@contextmanager
def _loader() -> Iterator[None]:
    """This process' own environment, for the workers inherit it: some libraries can't be loaded late otherwise."""
    before = dict(os.environ)
    os.environ.update(loader_environment(before))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
