"""The ledger of a campaign: what was done and found, on the disk, so that nothing is done twice and nothing found is lost.

A shard enters it when it is done to its end, with everything that came of it, in one step: a campaign that is killed does again
what was under way, and counts it once. The folder holds ``state.json``, everything up to some record, and ``journal.jsonl``,
the records since.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from ..judge import Situation
from .durable import DurableLines, write_durably
from .shards import Driver, ShardResult

_VERSION: Final = 1
_RECORDS_AT_MOST: Final = 500
"""In the journal, before they are folded into the state: the folder stays small for as long as a campaign lasts."""


_UNCONFIRMED_AT_MOST: Final = 20


class LedgerError(Exception):
    """The folder of a campaign can't be used; the text names it and says what would help."""


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
    next_number: int = 0
    finished: set[int] = field(default_factory=set)
    """From ``next_number`` on: all before it are."""


class Ledger:
    """The tally of one campaign, kept in a folder, which it locks."""

    def __init__(self, folder: Path, identity: str, seed: int) -> None:
        """``identity``: the subject and how it is judged; ``seed``: for a campaign that begins now. Raises LedgerError."""
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = (folder / "lock").open("a")
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LedgerError(
                    f"{folder}: another campaign is using it; wait for its end, or give another folder"
                ) from error
            self._journal = DurableLines(folder / "journal.jsonl")
            self._record = 0
            self._records_kept = 0
            self.tally = self._load(identity, seed)
        except OSError as error:
            raise LedgerError(f"{folder}: can't be used ({error.strerror}); give another folder") from error
        self.continues = bool(self.tally.shards or self.tally.groups)

    def numbers(self) -> Iterator[int]:
        """Of shards that are not done yet, in order; each once."""
        number = self.tally.next_number
        while True:
            if number not in self.tally.finished:
                yield number
            number += 1

    def is_finished(self, number: int) -> bool:
        return number < self.tally.next_number or number in self.tally.finished

    def note(self, groups: Sequence[tuple[str, Group]]) -> None:
        """Take what was found in a shard that goes on."""
        news = [each for each in groups if each[0] not in self.tally.groups]
        if news:
            self._append({"groups": [[name, _group_to_json(group)] for name, group in news]})

    def finish(self, result: ShardResult, groups: Sequence[tuple[str, Group]]) -> bool:
        """Take what came of a shard. False: it was taken before, and is not counted again. Of one that is not whole, only what
        was found is kept. ``groups``: those that it found, whose cases lie in the corpus already."""
        if self.is_finished(result.shard.number):
            return False
        self.note(groups)
        if result.is_whole:
            record: dict[str, Any] = {
                "groups": [],
                "shard": result.shard.number,
                "driver": result.shard.driver.value,
                "operations": result.operations,
                "seconds": round(result.seconds, 3),
                "reached": [[*situation, count] for situation, count in result.reached.items()],
                "capacities": sorted(result.capacities),
                "seen": dict(result.seen),
                "unconfirmed": list(result.unconfirmed),
            }
            self._append(record)
        return True

    def abandon(self, number: int, driver: Driver, why: str) -> None:
        """Give up a shard that nobody can do."""
        self._append({"groups": [], "shard": number, "driver": driver.value, "abandoned": f"{driver} {number}: {why}"})

    def close(self) -> None:
        self._journal.close()
        self._lock.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _append(self, record: dict[str, Any]) -> None:
        self._record += 1
        self._journal.append([json.dumps({"record": self._record, **record})])
        _fold(self.tally, record)
        self._records_kept += 1
        if self._records_kept >= _RECORDS_AT_MOST:
            self._write_state()
            self._journal.clear()  # a crash before this leaves records that the state holds: they are known by their numbers
            self._records_kept = 0

    def _load(self, identity: str, seed: int) -> Tally:
        path = self.folder / "state.json"
        tally = Tally(seed)
        self._identity = identity
        if path.exists():
            state = self._read(path.read_text(encoding="utf-8"), path)
            if state["ledger"] != _VERSION:
                raise LedgerError(f"{path}: version {state['ledger']} is unknown; use a newer poolproof, or another folder")
            if state["identity"] != identity:
                raise LedgerError(f"{path}: belongs to a campaign of {state['identity']}; give another folder")
            tally, self._record = _tally_of_json(state), state["record"]
        else:
            write_durably(path, self._state_text(tally))
        for line in self._journal.found:
            record = self._read(line, self.folder / "journal.jsonl")
            if record["record"] > self._record:
                self._record = record["record"]
                _fold(tally, record)
            self._records_kept += 1
        return tally

    def _read(self, text: str, path: Path) -> dict[str, Any]:
        try:
            read: dict[str, Any] = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise LedgerError(f"{path}: is damaged ({error}); remove its folder, the cases stay in the corpus") from error
        return read

    def _write_state(self) -> None:
        write_durably(self.folder / "state.json", self._state_text(self.tally))

    def _state_text(self, tally: Tally) -> str:
        state = {
            "ledger": _VERSION,
            "identity": self._identity,
            "record": self._record,
            "seed": tally.seed,
            "shards": dict(tally.shards),
            "operations": dict(tally.operations),
            "seconds": round(tally.seconds, 3),
            "reached": [[*situation, count] for situation, count in tally.reached.items()],
            "capacities": sorted(tally.capacities),
            "groups": [[name, _group_to_json(group)] for name, group in tally.groups.items()],
            "unconfirmed": tally.unconfirmed,
            "abandoned": tally.abandoned,
            "next_number": tally.next_number,
            "finished": sorted(tally.finished),
        }
        return json.dumps(state) + "\n"


def new_seed() -> int:
    """Of a campaign that begins: no two draw the same walks, on whatever machines they run."""
    return int.from_bytes(os.urandom(8), "little")


def _fold(tally: Tally, record: dict[str, Any]) -> None:
    for name, group in record["groups"]:
        tally.groups.setdefault(name, _group_of_json(group))
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


def _finish_number(tally: Tally, number: int) -> None:
    tally.finished.add(number)
    while tally.next_number in tally.finished:
        tally.finished.remove(tally.next_number)
        tally.next_number += 1


def _tally_of_json(state: dict[str, Any]) -> Tally:
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
        next_number=state["next_number"],
        finished=set(state["finished"]),
    )


def _group_to_json(group: Group) -> dict[str, Any]:
    return {
        "case": group.case,
        "requirements": list(group.requirements),
        "operations": group.operations,
        "driver": group.driver.value,
        "reproduced": group.reproduced,
        "attempts": group.attempts,
        "seen": group.seen,
    }


def _group_of_json(data: dict[str, Any]) -> Group:
    return Group(**{**data, "requirements": tuple(data["requirements"]), "driver": Driver(data["driver"])})
