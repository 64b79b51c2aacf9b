"""A real campaign, on two Dask workers and with its corpus in Redis, is hit by random faults: nothing is lost, nothing doubled.

The pools are planted faults of the catalogue, one for each part of the trial, so that there is something to be found amid the
outages. Each part ends with a calm run that comes to its end.
"""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

from poolproof.benchmarks.toolchain import Compilers, Language

from ..faults.build import build
from ..faults.catalogue import Fault, load_catalogue
from .books import Books, check_kept, read_books, twice
from .errors import LostError
from .nodes import Cluster, Fuzz, Redis
from .outages import KINDS, Scene

_AREAS: Final = ("order", "capacity", "guard", "usage", "clear")
_FAULTS_A_POOL: Final = 20
_CALM: Final = ("--time", "30s")
_CALM_AT_MOST_S: Final = 600.0
_BEGIN_AT_MOST_S: Final = 300.0
_USAGE, _VIOLATES = 2, 1
_NOT_THERE_YET: Final = ("no Dask scheduler answers", "has no workers", "is a Redis server running")
_OPENING: Final = range(1, 6)
"""Numbers of shards that the end of a run may cut short: they are long, and done by the next one."""

OnProgress = Callable[[str], None]


def strike_campaigns(folder: Path, count: int, seed: int, on_progress: OnProgress) -> Counter[str]:
    """So many faults. How many there were of each kind. Raises LostError; LookupError where something is missing here."""
    draw, struck = Random(seed), Counter[str]()
    redis = Redis(folder / "redis")
    try:
        cluster = Cluster(folder)
        try:
            for pool in _pools(draw):
                if struck.total() >= count:
                    break
                library = build(pool, folder / "built", compiler=Compilers.from_environment())
                place = folder / pool.name
                place.mkdir()
                scene = Scene(redis, cluster, Fuzz(place, library, cluster, redis), draw)
                struck += _strike(scene, pool, min(_FAULTS_A_POOL, count - struck.total()), struck.total(), on_progress)
        finally:
            cluster.end()
    finally:
        redis.kill()
    return struck


def _pools(draw: Random) -> Iterator[Fault]:
    fitting = [each for each in load_catalogue().faults if each.area in _AREAS and each.language is Language.C]
    while True:
        yield from draw.sample(fitting, len(fitting))


def _strike(scene: Scene, pool: Fault, count: int, done: int, on_progress: OnProgress) -> Counter[str]:
    fuzz, draw, struck = scene.fuzz, scene.draw, Counter[str]()
    on_progress(f"pool {pool.name}: {pool.sentence}")
    books = Books()
    try:
        _begin(scene)
        while struck.total() < count:
            kind = draw.choices(KINDS, [each.weight for each in KINDS])[0]
            how_long = kind.do(scene)
            if how_long is None:
                continue
            struck[kind.name] += 1
            on_progress(f"{done + struck.total():4}  {kind.name} {how_long}".rstrip())
            if fuzz.process.poll() == -signal.SIGKILL:
                _begin(scene)
            _wait(scene, draw.uniform(0.5, 4.0))
            books = _kept(fuzz, books)
        _calm_down(scene, pool, books, on_progress)
    finally:
        scene.undo_due(everything=True)
        fuzz.kill()
    return struck


def _begin(scene: Scene, *words: str) -> None:
    """Start the campaign, or have it go on: what it needs for that has to be there, and may be just starting."""
    scene.undo_due(everything=True)
    fuzz, deadline = scene.fuzz, time.monotonic() + _BEGIN_AT_MOST_S
    fuzz.start(*words)
    said = ""
    while "\ncontract " not in said:
        said = "\n".join((said, *fuzz.hear()))
        if (status := fuzz.process.poll()) is not None:
            time.sleep(2.0)
            scene.undo_due()
            said = "\n".join((said, *fuzz.hear()))
            if status != _USAGE or not any(each in said for each in _NOT_THERE_YET) or time.monotonic() >= deadline:
                raise LostError(f"the campaign can't begin: it ended with status {status}:{said}")
            fuzz.start(*words)
            said = ""
        time.sleep(0.2)


def _wait(scene: Scene, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        scene.undo_due()
        scene.fuzz.check_alive()
        time.sleep(min(left, 0.2))


def _kept(fuzz: Fuzz, before: Books) -> Books:
    after = read_books(fuzz.ledger)
    check_kept(before, after)
    return after


def _calm_down(scene: Scene, pool: Fault, before: Books, on_progress: OnProgress) -> None:
    """End the campaign, and have it go on without faults until its time is up: then everything must be there."""
    fuzz = scene.fuzz
    scene.undo_due(everything=True)
    _wait(scene, 2.0)
    fuzz.process.send_signal(signal.SIGINT)
    fuzz.wait(_CALM_AT_MOST_S)
    before = _kept(fuzz, before)
    _begin(scene, *_CALM)
    status = fuzz.wait(_CALM_AT_MOST_S)
    books = _kept(fuzz, before)
    report: dict[str, Any] = json.loads(fuzz.report.read_text(encoding="utf-8"))
    cases = scene.redis.cases()
    for problem in (*_problems_of_report(report, books, status), *_problems_of_finds(report, fuzz, pool, cases)):
        raise LostError(f"{pool.name}: {problem}")
    on_progress(
        f"      {books.shards} shards, {books.operations:,} operations, {len(books.groups)} finds: all there, each once"
    )


def _problems_of_report(report: dict[str, Any], books: Books, status: int) -> Iterator[str]:
    if (status, report["run"]["ending"], report["complete"]) != (_VIOLATES, "the time is up", True):
        yield f"the calm run ended with status {status}: {report['run']['ending']}"
    for key, empty in (("errors", []), ("held", {}), ("unwritten", None), ("abandoned", []), ("unread", [])):
        if report[key] != empty:
            yield f"{key} in the report: {report[key]}"
    if (sum(report["shards"].values()), sum(report["operations"].values())) != (books.shards, books.operations):
        yield "the report's counts are not those of the ledger"
    holes = set(range(max(books.finished))) - books.finished - set(_OPENING)
    if holes:
        yield f"shards that nobody did: {sorted(holes)[:9]}"


def _problems_of_finds(report: dict[str, Any], fuzz: Fuzz, pool: Fault, cases: list[str]) -> Iterator[str]:
    told = {each["case"] for each in report["discoveries"]}
    if lost := told - set(cases):
        yield f"cases that Redis does not have: {sorted(lost)}"
    if lost := fuzz.found() - told:
        yield f"cases that were told when they were found, and are not in the report: {sorted(lost)}"
    if doubled := twice([each["group"] for each in report["discoveries"]]):
        yield f"finds that stand twice in the report: {doubled}"
    if not {name for each in report["discoveries"] for name in each["requirements"]} & set(pool.violates):
        yield f"{', '.join(pool.violates)} was not found"
