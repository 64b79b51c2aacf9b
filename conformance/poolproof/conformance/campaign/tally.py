"""What a campaign comes to, over all its runs: as records, and as the JSON that the ledger keeps.

What is read may be damaged, or be of somebody else: it is held against ``ledger.schema.json`` before it is believed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from ..judge import Situation
from ..reports.schema_check import problem_of
from .shards import Driver

_UNCONFIRMED_AT_MOST: Final = 20
_OF_SHARD: Final = ("driver", "operations", "seconds", "reached", "capacities", "seen", "unconfirmed")
"""What the record of a shard says that was done."""


@dataclass(slots=True)
class Group:
    """Discoveries that are the same. ``case``: the name of the case that stands for them; ``seen``: how often it was met."""

    case: str
    requirements: tuple[str, ...]
    operations: int
    driver: Driver
    reproduced: int
    attempts: int
    seen: int = 0


@dataclass(slots=True)
class Tally:
    """All that a campaign comes to, over all its runs."""

    seed: int
    shards: Counter[Driver] = field(default_factory=Counter)
    operations: Counter[Driver] = field(default_factory=Counter)
    seconds: float = 0.0
    reached: Counter[Situation] = field(default_factory=Counter)
    capacities: set[int] = field(default_factory=set)
    groups: dict[str, Group] = field(default_factory=dict)
    unconfirmed: list[str] = field(default_factory=list)
    abandoned: list[str] = field(default_factory=list)
    """Shards that ended every process that tried them, and with what."""
    held: dict[str, str] = field(default_factory=dict)
    """Texts of cases that the corpus did not take yet, by name."""
    next_number: int = 0
    finished: set[int] = field(default_factory=set)
    """From ``next_number`` on: all before it are."""


def state_problem(state: object) -> str | None:
    """Why a document is no state of a ledger; None: it is one."""
    problem = problem_of(state, _schema(), "the state")
    if problem is None and isinstance(state, dict):
        problem = _unlike_drivers([*state["shards"], *state["operations"]]) or _unlike_groups(state["groups"])
    return problem


def record_problem(record: object) -> str | None:
    """Why a document is no record of a journal; None: it is one."""
    schema = _schema()
    problem = problem_of(record, {"$ref": "#/$defs/record", "$defs": schema["$defs"]}, "the record")
    if problem is not None or not isinstance(record, dict):
        return problem
    needed = () if "shard" not in record else ("driver",) if "abandoned" in record else _OF_SHARD
    missing = [key for key in needed if key not in record]
    return f"the record lacks {missing[0]!r}" if missing else _unlike_groups(record["groups"])


def fold(tally: Tally, record: Mapping[str, Any]) -> None:
    """Count a record of the journal."""
    for name, group in record["groups"]:
        tally.groups.setdefault(name, _group_of_json(group))
    if "held" in record:
        name, text = record["held"]
        tally.held[name] = text
    if "released" in record:
        _release(tally, *record["released"])
    if "shard" not in record:
        return
    _finish_number(tally, record["shard"])
    driver = Driver(record["driver"])
    tally.shards[driver] += 1
    if "abandoned" in record:
        tally.abandoned.append(record["abandoned"])
        return
    tally.operations[driver] += record["operations"]
    tally.seconds += record["seconds"]
    for *situation, count in record["reached"]:
        tally.reached[Situation(*situation)] += count
    tally.capacities.update(record["capacities"])
    for name, count in record["seen"].items():
        if name in tally.groups:
            tally.groups[name].seen += count
    news = [each for each in record["unconfirmed"] if each not in tally.unconfirmed]
    tally.unconfirmed = (tally.unconfirmed + news)[:_UNCONFIRMED_AT_MOST]


def _release(tally: Tally, name: str, saved_as: str) -> None:
    tally.held.pop(name, None)
    for group in tally.groups.values():
        if group.case == name:
            group.case = saved_as


def _finish_number(tally: Tally, number: int) -> None:
    tally.finished.add(number)
    while tally.next_number in tally.finished:
        tally.finished.remove(tally.next_number)
        tally.next_number += 1


def tally_of_json(state: Mapping[str, Any]) -> Tally:
    return Tally(
        seed=state["seed"],
        shards=Counter({Driver(name): count for name, count in state["shards"].items()}),
        operations=Counter({Driver(name): count for name, count in state["operations"].items()}),
        seconds=state["seconds"],
        reached=Counter({Situation(*situation): count for *situation, count in state["reached"]}),
        capacities=set(state["capacities"]),
        groups={name: _group_of_json(group) for name, group in state["groups"]},
        unconfirmed=state["unconfirmed"],
        abandoned=state["abandoned"],
        held=dict(state.get("held", {})),
        next_number=state["next_number"],
        finished=set(state["finished"]),
    )


def tally_to_json(tally: Tally) -> dict[str, Any]:
    """The inverse of ``tally_of_json``, for a state."""
    return {
        "seed": tally.seed,
        "shards": dict(tally.shards),
        "operations": dict(tally.operations),
        "seconds": round(tally.seconds, 3),
        "reached": [[*situation, count] for situation, count in tally.reached.items()],
        "capacities": sorted(tally.capacities),
        "groups": [[name, group_to_json(group)] for name, group in tally.groups.items()],
        "unconfirmed": tally.unconfirmed,
        "abandoned": tally.abandoned,
        "held": tally.held,
        "next_number": tally.next_number,
        "finished": sorted(tally.finished),
    }


def group_to_json(group: Group) -> dict[str, Any]:
    return {
        "case": group.case,
        "requirements": list(group.requirements),
        "operations": group.operations,
        "driver": group.driver.value,
        "reproduced": group.reproduced,
        "attempts": group.attempts,
        "seen": group.seen,
    }


def _group_of_json(data: Mapping[str, Any]) -> Group:
    return Group(
        case=data["case"],
        requirements=tuple(data["requirements"]),
        operations=data["operations"],
        driver=Driver(data["driver"]),
        reproduced=data["reproduced"],
        attempts=data["attempts"],
        seen=data["seen"],
    )


@lru_cache
def _schema() -> dict[str, Any]:
    text = (files(__package__) / "ledger.schema.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def _unlike_drivers(names: Iterable[str]) -> str | None:
    known = [each.value for each in Driver]
    return next((f"{name!r} draws no shards" for name in names if name not in known), None)


def _unlike_groups(groups: Iterable[tuple[object, object]]) -> str | None:
    """Pairs of a name and a group: the schema knows both, and not which comes first."""
    pairs = (isinstance(name, str) and isinstance(group, dict) for name, group in groups)
    return None if all(pairs) else "a group has no name"
