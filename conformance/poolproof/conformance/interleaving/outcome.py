"""What came of one job, as the engine tells it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Schedule: TypeAlias = tuple[tuple[int, int], ...]
"""Who runs, and past how many points. Of an interrupt: how far the first runs before it comes."""


class End(enum.StrEnum):
    WHOLE = "whole"
    FOUND = "found"
    OUT_OF_TIME = "out_of_time"
    OUT_OF_ROOM = "out_of_room"
    FOLLOWED = "followed"
    """One schedule was, and it shows nothing."""
    MISFIT = "misfit"
    """One schedule can't be followed: a thread that is to go on has ended, or sleeps."""
    INTERRUPTED = "interrupted"
    """By whoever started it."""
    UNFIT_SUBJECT = "subject"
    """The engine can't follow such a subject."""
    UNFIT_MACHINE = "machine"


class Wrong(enum.StrEnum):
    ANSWER = "answer"
    """No order of the operations explains it."""
    ORDER = "order"
    """One does, but not with the promised order of blocks."""
    STATUS = "status"
    ADDRESS = "address"
    CONTENT = "content"
    OVERWRITTEN = "overwritten"
    COUNT = "count"
    KEPT = "kept"
    """What threads gave back one after the other, another one does not get."""
    TWO_HOLDERS = "two_holders"
    REFUSED = "refused"
    """None is free, it said, and more are free than all that may be lent."""
    LOST = "lost"
    """At rest so many could be got, and no more."""
    DEADLOCK = "deadlock"
    NO_END = "no_end"
    WAITS = "waits"
    GOES_ROUND = "goes_round"
    TOO_LONG = "too_long"
    DIED = "died"
    CALLS = "calls"
    """It calls the system, and the contract promises that none does."""
    ALLOCATES = "allocates"
    ALLOCATES_REFUSING = "allocates_refusing"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One thread runs alone. ``points``: at how many places another might have come in; ``stops``: where it stands then;
    ``is_split``: between the load and the store of that instruction."""

    thread: int
    points: int
    stops: str
    is_split: bool = False


@dataclass(frozen=True, slots=True)
class Operand:
    """Where an instruction loads and stores: a sum of the registers, each times its factor, and a constant; or a place in a
    module. ``offset``: from where the module begins."""

    bytes: int
    constant: int
    factors: tuple[int, ...]
    module: str
    offset: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch ends. ``kind``: "done", "sleeps", "boundary" between operations, or "place": before the instruction at
    ``offset`` of ``module``, to which it comes for the ``arrival``-th time since the stretch, or the operation in it, began.
    ``begun``: operations, by then. ``split``: it has loaded, and not stored."""

    thread: int
    kind: str
    begun: int
    arrival: int
    module: str
    offset: int
    split: Operand | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A call, or an answer to one. ``stretch``: in which it came. ``block``: from 1; 0: about none. ``said``: None for a
    call; ``value``: the status, or the count."""

    stretch: int
    thread: int
    call: str
    block: int
    said: str | None = None
    value: int = 0


@dataclass(frozen=True, slots=True)
class OnThreads:
    """How often real threads showed it: ``times`` in ``rounds``, on so many processors. ``other``: a thread that has to do with
    it besides, from 0; -1: none. ``because``: what the interleavings of the same programs say of it."""

    times: int
    rounds: int
    cores: int
    other: int = -1
    because: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What went wrong, and how it came about with the fewest preemptions. ``in_look``: seen by who looked at what was left when
    all had ended. ``block``: from 1; 0: about none. ``value``: a status, a count, an address or a signal, by what is wrong.
    ``on_threads``: it was seen on real threads, and no schedule shows it again. Each has one stretch then, all at once."""

    wrong: Wrong
    thread: int
    block: int
    value: int
    preemptions: int
    in_look: bool
    stretches: tuple[Stretch, ...]
    events: tuple[Event, ...]
    reproduced: bool
    on_threads: OnThreads | None = None

    @property
    def schedule(self) -> Schedule:
        return () if self.on_threads else tuple((each.thread, each.points) for each in self.stretches)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``states``, ``transitions``: that were visited; of an interrupt, ``boundaries``: instructions before which it came.
    ``ends``: states in which all had ended, and what was left was looked at. ``preemptions``: where it was cut short, every
    schedule with fewer was tried. ``waiting``: a thread that is held up by another (SHARE-4).
    ``places``: of a schedule that was followed and showed something, where its stretches end, as far as nothing was wrong by
    then. ``costs``: what an operation does besides its work when it meets another one (HOT-1 to HOT-3); they are told where
    nothing else is wrong."""

    end: End
    why: str = ""
    states: int = 0
    transitions: int = 0
    ends: int = 0
    boundaries: int = 0
    preemptions: int = 0
    steps: int = 0
    seconds: float = 0.0
    found: Found | None = None
    waiting: Found | None = None
    places: tuple[Place, ...] = ()
    costs: tuple[Found, ...] = ()


def outcome_of(said: Mapping[str, Any]) -> Outcome:
    """Read what the engine wrote. Raises KeyError or ValueError where it is something else."""
    costs = tuple(map(_found, said.get("costs", ())))
    if "unfit" in said:
        return Outcome(End(said["unfit"]), why=str(said["why"]), costs=costs)
    return Outcome(
        end=End(said["end"]),
        states=int(said.get("states", 0)),
        transitions=int(said.get("transitions", 0)),
        ends=int(said.get("ends", 0)),
        boundaries=int(said.get("boundaries", 0)),
        preemptions=int(said.get("preemptions", 0)),
        steps=int(said["steps"]),
        seconds=float(said["seconds"]),
        found=_found(said["found"]) if "found" in said else None,
        waiting=_found(said["waiting"]) if "waiting" in said else None,
        places=tuple(map(_place, said.get("places", ()))),
        costs=costs,
    )


def _found(said: Mapping[str, Any]) -> Found:
    return Found(
        wrong=Wrong(said["wrong"]),
        thread=int(said["thread"]),
        block=int(said["block"]) + 1,
        value=int(said["value"]),
        preemptions=int(said["preemptions"]),
        in_look=bool(said["in_look"]),
        stretches=tuple(_stretch(each) for each in said["runs"]),
        events=tuple(event_of(each) for each in said["events"]),
        reproduced=bool(said["reproduced"]),
    )


def _place(said: Mapping[str, Any]) -> Place:
    numbers = (int(said["begun"]), int(said["arrival"]))
    split = _operand(said["split"]) if "split" in said else None
    return Place(int(said["thread"]), str(said["kind"]), *numbers, str(said["module"]), int(said["offset"]), split)


def _operand(said: Mapping[str, Any]) -> Operand:
    factors = tuple(map(int, said["factors"]))
    return Operand(int(said["bytes"]), int(said["constant"]), factors, str(said["module"]), int(said["offset"]))


def _stretch(said: Mapping[str, Any]) -> Stretch:
    return Stretch(int(said["thread"]), int(said["points"]), str(said["stops"]), bool(said.get("is_split")))


def event_of(said: Mapping[str, Any]) -> Event:
    """Read a call, or an answer to one."""
    answer = str(said["said"]) if said["is_answer"] else None
    value = int(said.get("value", 0))
    return Event(int(said["run"]), int(said["thread"]), str(said["call"]), int(said["block"]) + 1, answer, value)
