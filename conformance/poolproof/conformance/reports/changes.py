"""The frames of a picture that a page draws: the last as a whole, of the others what the call changed.

Of a pool with many blocks little changes in a call, and on a narrow screen the whole of it, again and again, hides that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .document import Document


@dataclass(frozen=True, slots=True)
class Drawn:
    """A pool in a frame. ``cells``: the numbers of the blocks to draw, each in its place; ``came``: "new", "gone" or "" of a
    pool that was there before; ``records_changed``: whether more or fewer records are in use than before."""

    pool: Document
    cells: tuple[int, ...]
    came: str = ""
    records_changed: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """``told``: the frame as the report has it; ``is_whole``: all of each pool is drawn, its free blocks in order, too."""

    told: Document
    is_whole: bool
    pools: tuple[Drawn, ...]


def frames_of(example: Document, number: int) -> list[Frame]:
    """The last so many frames of a counterexample. Where others came before them, the first is drawn whole as well."""
    picture = example.get("picture", {})
    frames = picture.get("frames", [])
    if not number or not frames:
        return []
    cut = len(frames) - min(number, len(frames))
    pairs = [*pairwise([None, *frames])][cut:]
    has_earlier = cut > 0 or picture.get("omitted", 0) > 0
    return [
        _whole(now) if at == len(pairs) - 1 or (at == 0 and has_earlier) else Frame(now, False, tuple(_changes(before, now)))
        for at, (before, now) in enumerate(pairs)
    ]


def _whole(now: Document) -> Frame:
    return Frame(now, True, tuple(Drawn(pool, tuple(sorted({*pool["free"], *pool["lent"]}))) for pool in now["pools"]))


def _changes(before: Document | None, now: Document) -> Iterator[Drawn]:
    """The pools that the call made, ended or changed; and the one that it was about."""
    earlier = {pool["pool"]: pool for pool in before["pools"]} if before is not None else {}
    for pool in now["pools"]:
        was = earlier.pop(pool["pool"], None)
        about = now["buffer"]["number"] if now["buffer"] and now["buffer"]["pool"] == pool["pool"] else None
        if was is None:
            yield Drawn(pool, tuple(sorted(pool["lent"])), "new", records_changed=True)
            continue
        moved = {about} if about is not None else set()
        if _all_told(was, pool):
            moved |= {*was["lent"]} ^ {*pool["lent"]}
        records_changed = was["receipts_in_use"] != pool["receipts_in_use"]
        if moved or records_changed or was["soa_in_use"] != pool["soa_in_use"]:
            yield Drawn(pool, tuple(sorted(moved)), records_changed=records_changed)
    for pool in earlier.values():
        yield Drawn(pool, (), "gone")


def _all_told(*pools: Document) -> bool:
    """Whether all that is lent is listed. Where it is not, what enters the list need not be new."""
    lent: Sequence[int] = [len(pool["lent"]) for pool in pools]
    return lent == [pool["soa_in_use"] for pool in pools]
