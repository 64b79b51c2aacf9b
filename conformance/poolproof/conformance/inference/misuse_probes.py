"""Returns that are not proper, and whether a pool is as it was after one."""

from __future__ import annotations

from typing import Any

from .pool_at_hand import PoolAtHand, Tell
from .speakers import FOREIGN_KINDS, NULL_LENT, Speaker

SITUATIONS = ("some lent", "all lent", "much used", "others free")


def misuse(speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
    """One misuse of a kind, in a situation: tells the code, and then, twice over, whether the pool lends what it should."""
    pool = PoolAtHand(speaker, asked, tell)
    most, variant = asked["most"], asked["variant"]
    other = _prepared(speaker, pool, asked)
    wrong = _wrong(speaker, pool, other, asked, variant)
    if wrong is _NOTHING:
        return
    kept = [(block, speaker.read(block, asked["size"])) for block in pool.lent]
    counted = _counted(speaker, pool, asked)
    tell("asks")
    tell("answered", speaker.give_back(pool.handle, wrong))
    tell("undisturbed", all(speaker.read(block, asked["size"]) == content for block, content in kept))
    tell("counted", counted == _counted(speaker, pool, asked))
    for _ in range(2):
        tell("whole", _is_whole(speaker, pool, most + asked["more"], refuses=asked["refuses"]))
        while pool.lent:
            tell("returned", pool.give_back(-1))


_NOTHING = object()


def _prepared(speaker: Speaker, pool: PoolAtHand, asked: dict[str, Any]) -> PoolAtHand | None:
    """Bring the pool into the situation. Whatever is lent holds something."""
    most, situation = asked["most"], asked["situation"]
    if situation == "much used":
        for _ in range(3):
            while len(pool.lent) < most:
                pool.get()
            while pool.lent:
                pool.give_back(len(pool.lent) // 2)
    wanted = {"all lent": most, "some lent": min(most, 2), "much used": max(most - 2, 1), "others free": most}[situation]
    while len(pool.lent) < wanted:
        pool.get()
    if situation == "others free":
        while len(pool.lent) > max(most // 2, 1):
            pool.give_back(0)
    for number, block in enumerate(pool.lent):
        speaker.write(block, bytes([0x41 + number % 50]) * asked["size"])
    if asked["kind"] != "other_pool":
        return None
    code, handle = speaker.create(PoolAtHand.asked_of(asked))
    if code != 0:
        return None
    other = PoolAtHand.of(speaker, asked, handle)
    other.get()
    return other


def _wrong(speaker: Speaker, pool: PoolAtHand, other: PoolAtHand | None, asked: dict[str, Any], variant: int) -> Any:
    """The address that is returned."""
    match asked["kind"]:
        case "null":
            return None
        case "foreign":
            return speaker.foreign(variant % FOREIGN_KINDS)
        case "other_pool":
            if other is None or not other.lent:
                return _NOTHING
            block = other.lent[0]
            if variant % 2:
                other.give_back(0)
            return block
        case "interior":
            size = asked["size"]
            if size < 2:
                return _NOTHING
            offset = (size // 2, 1, size - 1, min(8, size - 1))[variant % 4] or 1
            return speaker.inside(pool.lent[-1], offset, size)
        case "double":
            at = 0 if variant % 2 else -1
            block = pool.lent[at]
            pool.give_back(at)
            if variant >= 2 and pool.lent:
                pool.give_back(0)
            return block
        case "revoked":
            block = pool.lent[variant % len(pool.lent)]
            speaker.clear(pool.handle)
            pool.lent.clear()
            return block
        case _:
            _, record = speaker.take(pool.handle)
            return _NOTHING if record is None else record


def _counted(speaker: Speaker, pool: PoolAtHand, asked: dict[str, Any]) -> list[int]:
    return [speaker.counter(pool.handle, name) for name in asked["counters"]]


def _is_whole(speaker: Speaker, pool: PoolAtHand, most: int, *, refuses: bool) -> bool:
    """Whether, of so many blocks, each can be lent, and only once."""
    addresses = {speaker.address(block) for block in pool.lent}
    while len(pool.lent) < most:
        code, block = pool.get()
        if code != 0 or speaker.address(block) in addresses:
            return False
        addresses.add(speaker.address(block))
    return not refuses or pool.get()[0] not in (0, NULL_LENT)
