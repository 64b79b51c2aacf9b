"""Blocks: how many, how large, how aligned, and what one more than there are is answered."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from .probing import Outcome, Prober
from .speakers import Asked, Code
from .wishes import CantBeKnownError, Wishes

USUAL_COUNT: Final = 32
_GUESSES: Final = (32, 16, 64, 8, 10, 20, 128, 100, 256, 4, 2, 1)
_FURTHER_GUESSES: Final = (*range(1, 65), 127, 255, 512, 1000, 1024, 2048, 4096)
_GUESSED_SIZE: Final = 64
_OTHER_SIZE: Final = 448
_GUESSED_ALIGN: Final = 8
_LARGEST_ALIGN: Final = 4096
_MORE: Final = 8
_TIMES: Final = 4
"""How many times its count is asked of a pool that lends more than that."""
_MOST_WITHOUT_COUNT: Final = 70_000
_STORAGE_FOR_HANDLE: Final = 1 << 16
_STORAGE_A_BLOCK: Final = 256
_STORAGE_OF_UNKNOWN: Final = 1 << 13
_STORAGE_AT_MOST: Final = 512 << 20
_LARGEST_SIZE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Shape:
    """``asked``: what create is asked for; ``capacity``: how many blocks were lent before the pool refused with ``code``, or
    None where it did not; ``ending``: how the process ended that asked for more; ``addresses``: of one pool's blocks."""

    asked: Asked
    capacity: int | None
    lent: int
    code: Code | None
    ending: Outcome
    addresses: tuple[int, ...]
    size_evidence: str

    @property
    def is_at_least(self) -> bool:
        return self.lent > self.asked.count


def find_shape(prober: Prober, wishes: Wishes, *, is_default: bool = False) -> Shape:
    """Find a count with which a pool is made, and what it lends then. ``is_default``: it is made with no config.

    Raises CantBeKnownError."""
    get_size = None if "get" in prober.can else 0
    base = Asked(
        wishes.count or USUAL_COUNT,
        wishes.size or _GUESSED_SIZE,
        wishes.align or _GUESSED_ALIGN,
        get_size=get_size,
        is_default=is_default,
    )
    asked, outcome = _first_pool(prober, base, wishes)
    if get_size is not None:
        asked, outcome = _with_a_size_that_is_served(prober, asked, outcome)
    if not prober.makes_pools or asked.is_default or not _honours_counts(prober, asked, outcome):
        asked = replace(asked, count=_capacity(outcome) if is_default else wishes.count or _capacity(outcome))
    elif 0 < _capacity(outcome) < asked.count and wishes.count is None:  # a count that is honoured may be near
        fewer = replace(asked, count=_capacity(outcome))
        again = prober.probe("lend", fewer, most=_TIMES * fewer.count + _MORE)
        if _capacity(again) == fewer.count:
            asked, outcome = fewer, again
    size, evidence = _size(prober, asked, outcome, wishes)
    asked = replace(asked, size=size)
    if asked.storage is not None:
        asked = given_storage(asked, wishes)
    code = outcome.last("refused")
    addresses = tuple(each[0] for each in outcome.of("got") if each[2] == 0)
    return Shape(
        asked=asked,
        capacity=None if code is None else int(code[0]),
        lent=_capacity(outcome),
        code=None if code is None else code[1],
        ending=outcome,
        addresses=addresses,
        size_evidence=evidence,
    )


def _first_pool(prober: Prober, base: Asked, wishes: Wishes) -> tuple[Asked, Outcome]:
    last = Outcome()
    for asked in _attempts(prober, base, wishes):
        most = _TIMES * asked.count + _MORE if prober.makes_pools else _MOST_WITHOUT_COUNT
        last = prober.probe("lend", asked, most=most)
        if last.of("got"):
            return asked, last
        if asked.get_size is not None and last.of("asks") and last.last("created") == [0]:
            return asked, last  # it was made, and perhaps serves no size of 0
    created, refused = last.last("created"), last.last("refused")
    if created == [0]:
        how = f"get answered {refused[1]}" if refused is not None else f"the process {last.ending}"
        raise CantBeKnownError(f"a pool is there, and lends nothing ({how}); mend get, or give --block-size N and --count N")
    what = f"of {base.count} blocks" if wishes.count else "with any count that was tried"
    how = f"create answered {created[0]}" if created is not None else f"the process {last.ending}"
    given = [name for name, wish in (("--count N", wishes.count), ("--block-size N", wishes.size)) if wish is None]
    remedy = f"give {' and '.join(given)}" if given else "give the count, the size and the alignment that it takes"
    raise CantBeKnownError(f"no pool could be made {what} ({how}); {remedy}")


def _attempts(prober: Prober, base: Asked, wishes: Wishes) -> Iterator[Asked]:
    counts: Sequence[int] = (wishes.count,) if wishes.count else (*_GUESSES, *_FURTHER_GUESSES)
    if not prober.makes_pools:
        yield base
        return
    for count in dict.fromkeys(counts):
        asked = replace(base, count=count)
        if wishes.storage != "given":
            yield asked
        if wishes.storage != "own":
            yield given_storage(asked, wishes, 0 if wishes.size else _STORAGE_OF_UNKNOWN)


def given_storage(asked: Asked, wishes: Wishes, room: int = 0) -> Asked:
    """The same, with more storage handed over than any pool of so many blocks can want. ``room``: bytes for each of them, where
    their size is not known yet."""
    per_block = room or 2 * max(asked.size, asked.align) + _STORAGE_A_BLOCK
    size = min(_STORAGE_FOR_HANDLE + asked.count * per_block, _STORAGE_AT_MOST)
    return replace(asked, storage=size, storage_align=wishes.storage_align or asked.align)


def _with_a_size_that_is_served(prober: Prober, asked: Asked, outcome: Outcome) -> tuple[Asked, Outcome]:
    """Of a pool whose get takes a size: an ordinary get asks for the largest that is surely served."""
    for size in (1, 8, 16, 64):
        if outcome.of("got"):
            break
        asked = replace(asked, get_size=size)
        outcome = prober.probe("lend", asked, most=_TIMES * asked.count + _MORE)
    if not outcome.of("got"):
        raise CantBeKnownError(
            f"get_sized serves no size that was tried ({outcome.ending}); export pp_get, or write the contract"
        )
    return asked, outcome


def _capacity(outcome: Outcome) -> int:
    return len([each for each in outcome.of("got") if each[2] == 0])


def _honours_counts(prober: Prober, asked: Asked, outcome: Outcome) -> bool:
    """Whether how many blocks there are depends on the count that create is asked for: so it does where one alone is taken."""
    seen = _capacity(outcome)
    if seen == asked.count:
        return True
    for count in (asked.count + 5, asked.count * 2, max(asked.count // 2, 1)):
        other = prober.probe("lend", replace(asked, count=count), most=_TIMES * max(count, asked.count) + _MORE)
        if other.of("got") and count != asked.count:
            return _capacity(other) != seen
    return seen > asked.count


def _size(prober: Prober, asked: Asked, outcome: Outcome, wishes: Wishes) -> tuple[int, str]:
    """Bytes of a block, and what speaks for them. Raises CantBeKnownError."""
    if wishes.size is not None:
        return wishes.size, "as given"
    told = [each[1] for each in outcome.of("got")]
    if told and all(each is not None for each in told):
        return min(told), f"the smallest of {len(told):,} blocks"
    distance = _distance(outcome)
    if distance is None:
        raise CantBeKnownError("one block shows no distance to the next, so its size can't be known; give --block-size N")
    if prober.makes_pools:
        larger = prober.probe("lend", replace(asked, size=_OTHER_SIZE), most=min(asked.count, 64))
        if larger.of("got") and _distance(larger) != distance:
            raise CantBeKnownError(
                "its blocks are as large as create is asked for, so their size is a choice; give --block-size N"
            )
    return min(distance, _LARGEST_SIZE), f"they lie {distance:,} bytes apart"


def _distance(outcome: Outcome) -> int | None:
    addresses = sorted({each[0] for each in outcome.of("got")})
    return min((high - low for low, high in pairwise(addresses)), default=None)


def alignment_of(addresses: Sequence[int]) -> int:
    """The largest power of two that divides them all, within reason."""
    return min(math.gcd(*addresses, _LARGEST_ALIGN), _LARGEST_ALIGN) if addresses else 1
