"""The ledger of a campaign: what was done and found, on the disk, so that nothing is done twice and nothing found is lost.

A shard enters it when it is done to its end, with everything that came of it, in one step: a campaign that is killed does again
what was under way, and counts it once. The folder holds ``state.json``, everything up to some record, and ``journal.jsonl``,
the records since.

A disk that is full, or gone, ends nothing: the tally goes on in memory, and is written whole when there is room.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from .durable import DurableLines, write_durably
from .ports import DISK, Disk
from .shards import Driver, ShardResult
from .tally import Group, Tally, fold, group_to_json, record_problem, state_problem, tally_of_json, tally_to_json

_VERSION: Final = 1
_RECORDS_AT_MOST: Final = 500
"""In the journal, before they are folded into the state: the folder stays small for as long as a campaign lasts."""
_HEAD: Final = b'{"record": '
"""Of each line of the journal."""


class LedgerError(Exception):
    """The folder of a campaign can't be used; the text names it and says what would help."""


class Ledger:
    """The tally of one campaign, kept in a folder, which it locks."""

    def __init__(self, folder: Path, identity: str, seed: int, disk: Disk = DISK) -> None:
        """``identity``: the subject and how it is judged; ``seed``: for a campaign that begins now. Raises LedgerError."""
        self.folder = folder
        self._disk = disk
        try:
            disk.make_folder(folder)
            try:
                self._lock = disk.lock(folder / "lock")
            except BlockingIOError as error:
                raise LedgerError(
                    f"{folder}: another campaign is using it; wait for its end, or give another folder"
                ) from error
            self._journal = DurableLines(folder / "journal.jsonl", disk)
            self._record = 0
            self._records_kept = 0
            self.behind: str | None = None
            """Why the disk lacks what the tally has; None: it has all of it."""
            self.tally = self._load(identity, seed)
        except OSError as error:
            raise LedgerError(f"{folder}: can't be used ({error.strerror}); give another folder") from error
        except UnicodeDecodeError as error:
            raise _damaged(folder, "it holds something that is not text") from error
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
            self._append({"groups": [[name, group_to_json(group)] for name, group in news]})

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

    def hold(self, name: str, text: str) -> None:
        """Keep a case that the corpus does not take now."""
        self._append({"groups": [], "held": [name, text]})

    def release(self, name: str, saved_as: str) -> None:
        """The corpus has it, by a name that may be another."""
        self._append({"groups": [], "released": [name, saved_as]})

    def catch_up(self) -> None:
        """Write what the disk lacks. Raises OSError: it does not take it yet."""
        self._write_state()
        self._journal.clear()
        self._records_kept = 0
        self.behind = None

    def close(self) -> None:
        self._journal.close()
        self._lock.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _append(self, record: dict[str, Any]) -> None:
        self._record += 1
        fold(self.tally, record)
        if self.behind is not None:
            return  # the state will tell
        try:
            self._journal.append([json.dumps({"record": self._record, **record})])
            self._records_kept += 1
            if self._records_kept >= _RECORDS_AT_MOST:
                self.catch_up()  # a crash within leaves records that the state holds: they are known by their numbers
        except OSError as error:
            self.behind = error.strerror or str(error)

    def _load(self, identity: str, seed: int) -> Tally:
        path = self.folder / "state.json"
        tally = Tally(seed)
        self._identity = identity
        is_new = not self._disk.has(path)
        if not is_new:
            state = self._state(path)
            if state["identity"] != identity:
                raise LedgerError(f"{path}: belongs to a campaign of {state['identity']}; give another folder")
            tally, self._record = tally_of_json(state), state["record"]
        self._take_journal(tally, is_new=is_new)
        if is_new:
            write_durably(path, self._state_text(tally), self._disk)
        return tally

    def _state(self, path: Path) -> dict[str, Any]:
        state = self._read(self._disk.read(path).decode("utf-8"), path)
        if "ledger" not in state:
            raise LedgerError(f"{path}: is not the ledger of a campaign; give another folder")
        if state["ledger"] != _VERSION:
            raise LedgerError(f"{path}: version {state['ledger']!r} is unknown; use a newer poolproof, or another folder")
        self._refuse(path, state_problem(state))
        return state

    def _take_journal(self, tally: Tally, *, is_new: bool) -> None:
        """Fold in what came after the state. What its writer died over is taken away; what was never ours stays."""
        path = self.folder / "journal.jsonl"
        if is_new and (self._journal.found or self._journal.torn):
            raise LedgerError(f"{path}: has no state.json beside it, so it is not a campaign's ledger; give another folder")
        for line in self._journal.found:
            record = self._read(line, path)
            self._refuse(path, record_problem(record))
            if record["record"] > self._record:
                self._record = record["record"]
                fold(tally, record)
            self._records_kept += 1
        torn = self._journal.torn[: len(_HEAD)]
        self._refuse(path, None if _HEAD.startswith(torn) else "its last line is no record")
        self._journal.cut()

    def _read(self, text: str, path: Path) -> dict[str, Any]:
        try:
            read: object = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _damaged(path, str(error)) from error
        if not isinstance(read, dict):
            raise _damaged(path, "it is no object")
        return read

    def _refuse(self, path: Path, problem: str | None) -> None:
        if problem is not None:
            raise _damaged(path, problem)

    def _write_state(self) -> None:
        write_durably(self.folder / "state.json", self._state_text(self.tally), self._disk)

    def _state_text(self, tally: Tally) -> str:
        state = {"ledger": _VERSION, "identity": self._identity, "record": self._record, **tally_to_json(tally)}
        return json.dumps(state) + "\n"


def new_seed() -> int:
    """Of a campaign that begins: no two draw the same walks, on whatever machines they run."""
    return int.from_bytes(os.urandom(8), "little")


def _damaged(path: Path, problem: str) -> LedgerError:
    return LedgerError(f"{path}: is damaged ({problem}); remove its folder, the cases stay in the corpus")
