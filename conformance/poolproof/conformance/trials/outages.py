"""The faults that a trial draws: what each does, and how it is undone."""

from __future__ import annotations

import contextlib
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final, NamedTuple

from .nodes import Cluster, Fuzz, Redis, signal_to

_STOPPED_AT_MOST_S: Final = 45.0
"""Longer than a worker is waited for."""


@dataclass(slots=True)
class Scene:
    """All that a fault may touch. ``undo``: what is to be done at some time, in the order of their times."""

    redis: Redis
    cluster: Cluster
    fuzz: Fuzz
    draw: Random
    undo: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def later(self, least: float, most: float, undo: Callable[[], None]) -> str:
        seconds = self.draw.uniform(least, most)
        self.undo.append((time.monotonic() + seconds, undo))
        self.undo.sort(key=lambda each: each[0])
        return f"for {seconds:.0f} s"

    def undo_due(self, *, everything: bool = False) -> None:
        self.cluster.see_that_it_runs()
        while self.undo and (everything or self.undo[0][0] <= time.monotonic()):
            self.undo.pop(0)[1]()


class Kind(NamedTuple):
    """``do`` returns for how long; None: there is nothing to do it to just now."""

    name: str
    weight: int
    do: Callable[[Scene], str | None]


def _worker_killed(scene: Scene) -> str | None:
    workers = scene.cluster.workers()
    if not workers:
        return None
    signal_to(scene.draw.choice(workers), signal.SIGKILL)
    return ""


def _worker_stopped(scene: Scene) -> str | None:
    workers = scene.cluster.workers()
    if not workers:
        return None
    pid = scene.draw.choice(workers)
    signal_to(pid, signal.SIGSTOP)
    return scene.later(2.0, _STOPPED_AT_MOST_S, lambda: signal_to(pid, signal.SIGCONT))


def _scheduler_killed(scene: Scene) -> str:
    scene.cluster.kill()
    scene.cluster.see_that_it_runs()
    return ""


def _scheduler_stopped(scene: Scene) -> str:
    pid = scene.cluster.process.pid
    signal_to(pid, signal.SIGSTOP)
    return scene.later(1.0, 12.0, lambda: signal_to(pid, signal.SIGCONT))


def _redis_killed(scene: Scene) -> str | None:
    if scene.redis.process.poll() is not None:
        return None
    scene.redis.kill()
    return scene.later(0.5, 6.0, scene.redis.start)


def _redis_stopped(scene: Scene) -> str:
    pid = scene.redis.process.pid
    signal_to(pid, signal.SIGSTOP)
    return scene.later(0.5, 8.0, lambda: signal_to(pid, signal.SIGCONT))


def _disk_full(scene: Scene) -> str:
    return _full(scene, scene.fuzz.process.pid)


def _disk_of_worker_full(scene: Scene) -> str | None:
    workers = scene.cluster.workers()
    return _full(scene, scene.draw.choice(workers)) if workers else None


def _full(scene: Scene, pid: int) -> str:
    """Its files can't grow, those that it makes least of all."""

    def limit(size: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    limit(0)
    return scene.later(0.5, 6.0, lambda: limit(resource.RLIM_INFINITY))


def _campaign_killed(scene: Scene) -> str:
    scene.fuzz.kill()
    scene.fuzz.hear()
    return ""


KINDS: Final = (
    Kind("a worker is killed", 5, _worker_killed),
    Kind("a worker is stopped", 4, _worker_stopped),
    Kind("the scheduler is killed", 2, _scheduler_killed),
    Kind("the scheduler is stopped", 2, _scheduler_stopped),
    Kind("Redis is killed", 4, _redis_killed),
    Kind("Redis is stopped", 3, _redis_stopped),
    Kind("the campaign's disk is full", 5, _disk_full),
    Kind("a worker's disk is full", 3, _disk_of_worker_full),
    Kind("the campaign is killed", 2, _campaign_killed),
)
