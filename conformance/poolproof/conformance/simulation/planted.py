"""Faults planted in the engine and the storage of a campaign. The state machine has to notice each: else it proves nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from ..campaign import corpus as corpora
from ..campaign import ledger as ledgers
from ..campaign.campaign import Campaign, Found
from ..campaign.corpus import Folder
from ..campaign.durable import DurableLines, write_durably
from ..campaign.engine import Failure, LocalEngine
from ..campaign.ledger import Ledger
from ..campaign.ports import Disk
from ..campaign.shards import ShardResult


@dataclass(frozen=True, slots=True)
class Planted:
    """``fault``: what is wrong; ``put``: in place of an attribute of ``owner``."""

    fault: str
    owner: object
    attribute: str
    put: Callable[..., Any]

    @contextmanager
    def in_place(self) -> Iterator[None]:
        with patch.object(self.owner, self.attribute, self.put):
            yield


def _append_unsynced(lines: Any, added: list[str]) -> None:
    content = "".join(f"{line}\n" for line in added).encode()
    lines._file.write(content)
    lines._size += len(content)


def _take_again(campaign: Any, result: ShardResult, on_found: Callable[[Found], None]) -> None:
    campaign._keep_all(result.discoveries, on_found)
    for _ in range(2 if result.shard.number % 7 == 3 else 1):
        campaign._ledger.tally.finished.discard(result.shard.number)
        campaign._ledger.finish(result, [])


def _drain_nothing(_campaign: Any, *_arguments: Any) -> None:
    return


def _write_in_place(target: Path, text: str, disk: Disk) -> None:
    if disk.has(target):
        disk.remove(target)
    disk.write_new(target, text.encode())
    disk.sync(target)
    disk.sync(target.parent)


def _write_unsynced(target: Path, text: str, disk: Disk) -> None:
    unfinished = target.with_name(f".{target.name}.new")
    if disk.has(unfinished):
        disk.remove(unfinished)
    disk.write_new(unfinished, text.encode())
    disk.replace(unfinished, target)
    disk.sync(target)


def _save_over(folder: Any, name: str, text: str) -> str:
    place = folder._path / name
    if not folder._disk.has(place) or folder._disk.read(place) != text.encode():
        write_durably(place, text, folder._disk)
    return name


def _leave_torn(_lines: Any) -> None:
    return


def _forget_shard(engine: Any, helper: Any, _why: str) -> Iterator[Failure]:
    engine._remove(helper)
    yield from ()


def _empty_alone(ledger: Any) -> None:
    ledger._journal.clear()
    ledger._records_kept, ledger.behind = 0, None


def _count_all(ledger: Any, tally: Any, *, is_new: bool) -> None:
    ledger._record, record = -1, ledger._record
    _TAKE_JOURNAL(ledger, tally, is_new=is_new)
    ledger._record = max(record, ledger._record)


def _numbers_from_the_end(ledger: Any) -> Iterator[int]:
    return itertools.count(max(ledger.tally.finished, default=ledger.tally.next_number - 1) + 1)


_TAKE_JOURNAL: Final = Ledger._take_journal

PLANTED: Final = (
    Planted("a record is told as done before it is on the disk", DurableLines, "append", _append_unsynced),
    Planted("a shard that comes again is counted again", Campaign, "_take", _take_again),
    Planted("what was found is dropped at the end", Campaign, "_drain", _drain_nothing),
    Planted("a file is written where others read it", ledgers, "write_durably", _write_in_place),
    Planted("a case gets its name before its content is on the disk", corpora, "write_durably", _write_unsynced),
    Planted("a case is written over a file of somebody else's", Folder, "save", _save_over),
    Planted("half a record stays before the next", DurableLines, "cut", _leave_torn),
    Planted("the shard of a process that died is given to nobody", LocalEngine, "_lose", _forget_shard),
    Planted("the journal is emptied, and the state not written", Ledger, "catch_up", _empty_alone),
    Planted("records that the state holds are counted once more", Ledger, "_take_journal", _count_all),
    Planted("a campaign that goes on begins behind the last shard", Ledger, "numbers", _numbers_from_the_end),
)
