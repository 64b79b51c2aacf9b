"""What is tried on a pool to see what it does. Each probe runs in a process of its own, and tells as it goes.

A probe asks for nothing that a later part of it relies on without having told what came before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any, Final

from .misuse_probes import misuse
from .pool_at_hand import PoolAtHand, Tell
from .speakers import Speaker

Probe = Callable[[Speaker, dict[str, Any], Tell], None]
_FILLS: Final = (0x5C, 0xFF, 0x00, 0xA3)
"""What a holder writes: two bytes that no pool fills with, and the two that it may fill with."""


def create(speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
    """Whether this count is accepted."""
    PoolAtHand(speaker, asked, tell)


def lend(speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
    """Lend ``most`` blocks, or as many as there are; ``turns``: so often, with all of them taken back between. ``quiet``: tell
    how many alone; ``shift``: see the speaker."""
    speaker.shift(asked.get("shift", 0))
    pool = PoolAtHand(speaker, asked, tell)
    if asked.get("quiet"):
        while len(pool.lent) < asked["most"] and pool.get()[0] == 0:
            pass
        tell("lent", len(pool.lent))
        return
    for turn in range(asked.get("turns", 1)):
        while len(pool.lent) < asked["most"]:
            tell("asks", len(pool.lent))
            code, block = pool.get()
            if code != 0:
                tell("refused", len(pool.lent), code)
                break
            tell("got", speaker.address(block), speaker.size_of(block), turn)
        tell("lent", len(pool.lent))
        if asked.get("turns", 1) > 1:
            tell("returned", sorted({str(pool.give_back(0)) for _ in range(len(pool.lent))}))


def order(speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
    """Lend and take back in the order that ``seed`` and ``style`` say, never more than ``most`` at a time. Tells the addresses:
    of a get as they are, of a return below 0."""
    pool, draw = PoolAtHand(speaker, asked, tell), random.Random(asked["seed"])
    most, log = asked["most"], []
    style, target = asked["style"], asked["most"]
    for step in range(asked["steps"]):
        if style == "walk" and step % 16 == 0:
            target = draw.randint(0, most)
        elif style != "walk" and len(pool.lent) in (0, target):
            target = most - target if style == "whole" else draw.randint(0, most)
        if len(pool.lent) < target or not pool.lent:
            _, block = pool.get()
            if block is None:
                break
            log.append(speaker.address(block))
        else:
            at = {"newest": len(pool.lent) - 1, "oldest": 0}.get(asked["returns"], draw.randrange(len(pool.lent)))
            log.append(-speaker.address(pool.lent[at]))
            pool.give_back(at)
    tell("log", log)


def contents(speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
    """What blocks hold: when they are lent first, after their return, and when they are lent again."""
    pool, size, most = PoolAtHand(speaker, asked, tell), asked["size"], asked["most"]
    for _ in range(most):
        _, block = pool.get()
        if block is not None:
            tell("fresh", *_uniform(speaker.read(block, size)))
    for turn in range(asked["turns"]):
        fill, left = _FILLS[turn % len(_FILLS)], {}
        content = bytes([fill]) * size if turn % 3 else bytes((fill + at * 7) & 0xFF for at in range(size))
        for block in pool.lent:
            speaker.write(block, content)
            left[speaker.address(block)] = content
        free = [pool.lent[0], pool.lent[-1], pool.lent[len(pool.lent) // 2]]
        while pool.lent:
            pool.give_back(0 if turn % 2 else -1)
        tell("at_return", turn)
        if asked["looks"]:
            for block in free:
                seen = speaker.read(block, size)
                tell("free", *_uniform(seen), seen == content)
        for _ in range(most):
            _, block = pool.get()
            if block is not None:
                seen = speaker.read(block, size)
                tell("again", *_uniform(seen), seen == left.get(speaker.address(block)))


def _uniform(content: bytes) -> tuple[int | None]:
    return (content[0] if content.count(content[0]) == len(content) else None,)


def counter(speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
    """One counter, after every operation: tells what was lent then, the most that ever was, and what it said."""
    pool, name, draw = PoolAtHand(speaker, asked, tell), asked["counter"], random.Random(5)
    most, peak = asked["most"], 0

    def look() -> None:
        tell("counted", len(pool.lent), peak, speaker.counter(pool.handle, name))

    look()
    target = most
    for _ in range(asked["steps"]):
        if len(pool.lent) == target:
            target = draw.randint(0, most)
        if len(pool.lent) <= target and len(pool.lent) < most:
            pool.get()
            peak = max(peak, len(pool.lent))
        else:
            pool.give_back(draw.randrange(len(pool.lent)))
        look()
    if asked["refuses"]:
        while len(pool.lent) < most:
            pool.get()
        peak = most
        for _ in range(3):
            pool.get()
            look()


def clear(speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
    """What can be lent after a clear in several states, and in which order it comes."""
    pool, most = PoolAtHand(speaker, asked, tell), asked["most"]
    created: list[int] = []
    for kept in (most, most // 2, 1, 0):
        while len(pool.lent) < most:
            _, block = pool.get()
            if block is None:
                break
            created.append(speaker.address(block))
        tell("after", len(pool.lent), created)
        created = []
        while len(pool.lent) > kept:
            pool.give_back(len(pool.lent) // 3)
        speaker.clear(pool.handle)
        pool.lent.clear()
        tell("cleared", kept)


def destroy(speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
    """Destroy a pool of which ``lent`` blocks are lent; ``lives``: how often; or NULL."""
    if asked["lent"] is None:
        speaker.destroy(None)
        tell("destroyed")
        return
    for _ in range(asked["lives"]):
        pool = PoolAtHand(speaker, asked, tell)
        while len(pool.lent) < max(asked["lent"], 1):
            if pool.get()[0] != 0:
                break
        while len(pool.lent) > asked["lent"]:
            pool.give_back(0)
        speaker.destroy(pool.handle)
        tell("destroyed")


def instances(speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
    """Several pools at once: what create answers, and what each lends."""
    pools = []
    for _ in range(asked["pools"]):
        code, handle = speaker.create(PoolAtHand.asked_of(asked))
        tell("created", code, repr(handle) if handle is None else str(handle))
        if code != 0:
            break
        pools.append(PoolAtHand.of(speaker, asked, handle))
        for each in pools:
            _, block = each.get()
            tell("got", len(pools), None if block is None else speaker.address(block))
    for each in pools:
        while each.lent:
            tell("returned", each.give_back(0))


def sized(speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
    """Ask for each of these sizes, with nothing lent but that, or with everything lent."""
    pool = PoolAtHand(speaker, asked, tell)
    while asked["exhausted"] and len(pool.lent) < asked["most"]:
        if pool.get()[0] != 0:
            break
    for size in asked["sizes"]:
        tell("asks", size)
        code, block = speaker.get(pool.handle, size)
        tell("answered", size, code)
        if code == 0 and block is not None:
            speaker.give_back(pool.handle, block)


def storage(speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
    """How much of given storage is used: by a pool whose every block is lent, written and taken back."""
    pool = PoolAtHand(speaker, asked, tell)
    for _ in range(asked["most"]):
        _, block = pool.get()
        if block is not None:
            speaker.write(block, bytes([0x36]) * asked["size"])
    tell("touched", speaker.storage_touched())
    while pool.lent:
        pool.give_back(0)
    tell("touched", speaker.storage_touched())


def records(speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
    """Take up to ``most`` records, twice, with a reset between: their addresses, the refusal, and what they hold."""
    pool = PoolAtHand(speaker, asked, tell)
    for turn in range(2):
        for number in range(asked["most"]):
            tell("asks", number)
            code, record = speaker.take(pool.handle)
            if code != 0:
                tell("refused", number, code)
                break
            size = asked["record_size"] or 0
            held = speaker.read(record, size).hex() if size and number < 6 else ""
            tell("took", turn, speaker.address(record), speaker.size_of(record), held)
            if size:
                speaker.write(record, bytes([0xFF]) * size)
        speaker.reset(pool.handle)
        tell("reset")


PROBES: Final[Mapping[str, Probe]] = {
    each.__name__: each
    for each in (create, lend, order, contents, counter, clear, destroy, instances, sized, storage, records, misuse)
}
