"""The same few operations more often than a counter is wide, and then a look at all of the pool: for the model in C.

What a pool counts or stamps in so many bits goes wrong when the count comes round, and shows only in what it was kept for: a
buffer that is not cleared, a return that is taken twice, an order. So each *turn* (a few operations that leave the pool as it
was) is combined with each thing to see, in three ways.

*Lives.* All that there is is lent, written and given back. Then a turn is done until it was done N times since then, for N
around every power of two from 2^8 to 2^16, and for some others; at the j-th of these, the first j + 2 buffers and j + 1
receipts are taken and given back again. The turn itself touches the top of the stack alone. So the deepest of what is taken
lay untouched for exactly N turns: in one life each N is seen by a buffer and a receipt of its own. The N of one life are far
enough apart for the look between them, which counts too; N - 1, N and N + 1 have a life each.

*Slides.* A return of what was given back at the beginning is refused, and changes nothing: after every single turn it is
tried, so that every distance up to 2^16 is seen, at the price of one operation more a turn.

*Weaves.* Everything in turn, written and taken again: whatever is counted from the beginning of a life, at whatever count it
goes wrong, the next operation in the weave shows it. In a small pool, where that is quick, 2^20 times.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from poolproof.reference.model import LANES

from .. import operations as op
from ..operations import Kind, Operation, Target
from ..repeated import Part, Repeated
from . import shapes
from .script import Script

_WRAPS_16_BITS: Final = (1 << 16) + 100
_WRAPS_20_BITS: Final = (1 << 20) + 100
_AS_MANY_PAIRS_AS_FIT: Final = 120_000
_SIZES_IN_A_ROW: Final = 5
_TIMED: Final = ("gets_and_returns", "receipts")
_POWERS: Final = tuple(1 << bits for bits in range(8, 17))
_DECIMAL: Final = (1000, 10_000, 50_000)
_RANDOM_COUNTS: Final = 2
_TURNS_OF_COUNTERS: Final = 6
"""The first: most pools that count anything count these."""
_RECEIPTS_KEPT: Final = 16
_WRONG_RETURNS: Final = (
    *(Target.NULL, Target.FOREIGN, Target.INTERIOR, Target.NEIGHBOUR, Target.HANDLE),
    *(Target.RETURNED, Target.REVOKED),
)
"""Those that need nothing else to be lent."""
_LEVELS_CLEARED: Final = 16
_KEYS: Final = {
    op.take(): ("receipts", "all_receipts", "many_receipts", "many_refused_receipts"),
    op.clear(): ("clears_of_each_level", "many_clears"),
}
"""What is counted in some scripts."""
_APART: Final = 100
"""Turns at least between two looks, which take a few themselves."""


@dataclass(frozen=True, slots=True)
class Turn:
    """``operations`` leave the pool as it was before them; ``enter`` brings it where they can be done, and ``leave`` back."""

    name: str
    operations: Sequence[Operation]
    enter: Sequence[Operation] = ()
    leave: Sequence[Operation] = ()


def turns(buffers: int, receipts: int) -> Iterator[Turn]:
    """One of each kind of operation, refused ones included."""
    get, receipt, reset, clear = op.get(), op.take(), op.reset(), op.clear()
    yield Turn("clears", [clear])
    yield Turn("resets", [reset])
    yield Turn("gets_and_returns", [get, op.give_back()])
    yield Turn("receipts_and_resets", [receipt, reset])
    yield Turn("gets_and_clears", [get, clear])
    yield Turn("receipts_and_clears", [receipt, clear])
    yield Turn("refused_sizes", [op.get(9)])
    yield Turn("refused_gets", [get], shapes.drain(buffers), shapes.return_newest_first(buffers))
    yield Turn("refused_receipts", [receipt], [receipt] * receipts, [reset])
    yield Turn("usages", [op.counters()])
    yield Turn("usages_of_what_is_lent", [op.counters()], [get, receipt], [op.give_back(), reset])
    for target in (
        Target.NULL,
        Target.FOREIGN,
        Target.INTERIOR,
        Target.NEIGHBOUR,
        Target.HANDLE,
        Target.RETURNED,
        Target.REVOKED,
    ):
        yield Turn(f"returns_of_{target.name.lower()}", [op.misuse(target)])
    yield Turn("returns_of_receipt", [op.misuse(Target.RECORD)], [receipt], [reset])
    other = [op.create_default(1), op.get(8, 1)]
    yield Turn("returns_of_other_pool", [op.misuse(Target.OTHER_POOL)], other, [op.destroy(1)])


def marathons(
    buffers: int,
    receipts: int,
    small: tuple[int, int] | None = None,
    seed: int = 0,
    *,
    admits: Callable[[Operation], bool] = lambda _: True,
) -> Iterator[Script]:
    """``buffers`` and ``receipts``: of the subject's default pool. ``small``: of a pool of two buffers, if it makes one.
    ``admits``: what would come to nothing without the operations that it does not admit is left out."""
    opening: Part = ([op.create_default()], 1)
    end = _end(buffers)
    yield Script("weave", Repeated(opening, (_everything(buffers), _WRAPS_16_BITS), end))
    yield from _with_use(_plain(buffers, receipts), admits)
    all_turns = [turn for turn in turns(buffers, receipts) if all(map(admits, (*turn.enter, *turn.operations, *turn.leave)))]
    beginnings = [*_beginnings(buffers, receipts, with_clear=admits(op.clear())).items()]
    for turn in all_turns[:_TURNS_OF_COUNTERS]:
        body = [*turn.operations, op.misuse(Target.REVOKED), op.misuse(Target.RETURNED, buffers - 1)]
        for name, begin in beginnings:
            yield Script(f"slide_of_{turn.name}_{name}", Repeated(opening, (begin, 1), (body, _WRAPS_16_BITS), end))
    source = random.Random(f"marathons/{seed}")
    for place, turn in enumerate(all_turns):
        for offset in (-1, 0, 1):
            for name, begin in (
                beginnings if place < _TURNS_OF_COUNTERS else beginnings[(offset + place) % len(beginnings) :][:1]
            ):
                counts = _counts(offset, source)
                life = _life(turn, counts, buffers, _done_before(turn.operations[0], begin))
                yield Script(f"life_of_{turn.name}_{name}_{offset:+d}", Repeated(opening, (begin, 1), *life, end))
    yield from _with_use(_very_long(small, (buffers, receipts)), admits)


def _with_use(scripts: Iterable[Script], admits: Callable[[Operation], bool]) -> Iterator[Script]:
    """Those of which something is left without what is not admitted."""
    for script in scripts:
        if all(admits(key) for key, names in _KEYS.items() if script.name in names):
            yield script


def _counts(offset: int, source: random.Random) -> list[int]:
    """In ascending order, and far enough apart."""
    wanted = [count + offset for count in _POWERS]
    for each in (*_DECIMAL, *(source.randrange(300, 1 << 16) for _ in range(_RANDOM_COUNTS))):
        if all(abs(each - other) > _APART for other in wanted):
            wanted.append(each)
    return sorted(wanted)


def _beginnings(buffers: int, receipts: int, *, with_clear: bool) -> dict[str, list[Operation]]:
    """All buffers and some receipts lent, written, and given back: one by one, or at once."""
    taken: list[Operation] = []
    for number in range(buffers):
        taken += op.get(), op.write(number + 1)
    for number in range(min(receipts, _RECEIPTS_KEPT)):
        taken += op.take(), op.write_record(number + 1)
    returned = [*taken, *shapes.return_newest_first(buffers), op.reset()]
    return {"returned": returned} | ({"revoked": [*taken, op.clear()]} if with_clear else {})


def _done_before(operation: Operation, begin: Sequence[Operation]) -> int:
    """How often it was done since what lies untouched was handed out, in all but the turns: as often behind it in the beginning
    as there, and in the look, before it."""
    if operation.kind in (Kind.GET, Kind.TAKE):
        return max(sum(each.kind == operation.kind for each in begin) - 1, 0)
    if operation.kind == Kind.RESET:  # a clear is one too
        return 1
    return begin.count(operation)


def _life(turn: Turn, counts: Sequence[int], buffers: int, done: int) -> Iterator[Part]:
    key = turn.operations[0]
    for number, count in enumerate(counts):
        around = [*turn.enter, *turn.leave]
        own = around.count(key)
        is_refused = bool(turn.enter) and key == turn.enter[0]
        if is_refused:  # what is taken before is another count
            own = 0
        wanted = count - done - own
        yield turn.enter, 1
        yield turn.operations, max(wanted, 0)
        yield turn.leave, 1
        look = _look(number, buffers)
        yield look, 1
        done = count + (0 if is_refused else look.count(key))


def _look(number: int, buffers: int) -> list[Operation]:
    """At what was not touched since the beginning, and at what was: what would be refused first, as it changes nothing."""
    depth = min(number + 2, buffers)
    refused = [op.misuse(Target.REVOKED), op.misuse(Target.RETURNED), op.misuse(Target.RETURNED, buffers - 1)]
    receipts = [*[op.take()] * (number + 1), op.reset()]
    return [*refused, op.counters(), *receipts, *shapes.drain(depth), *shapes.return_newest_first(depth)]


def _end(buffers: int) -> Part:
    drained = shapes.drain(buffers + 1)
    after = [*drained, *shapes.return_scrambled(buffers), *drained, *[op.take()] * 3]
    return [*after, op.counters(), op.destroy()], 1


def _everything(buffers: int) -> list[Operation]:
    """Each kind at least once, and what it might have changed. The order of two buffers is another after each time."""
    two = min(buffers, 2)
    taken = [op.get(), op.write(op.SIZE_MAX)] * two
    refused = [op.get(9), op.misuse(Target.NULL), op.misuse(Target.INTERIOR)]
    receipt = [op.take(), op.write_record(op.SIZE_MAX)]
    returned = [*shapes.return_oldest_first(two), op.misuse(Target.RETURNED)]
    # While all of it is lent: a usage that answers as if nothing were is wrong only then.
    return [*taken, *receipt, op.counters(), *refused, *returned, op.reset()]


def _plain(buffers: int, receipts: int) -> Iterator[Script]:
    n, m = buffers, receipts
    get, receipt, reset = op.get(), op.take(), op.reset()
    kinds: dict[str, tuple[Part, ...]] = {
        "gets_and_returns": (([get, op.give_back()], _AS_MANY_PAIRS_AS_FIT),),
        "receipts": (([receipt, reset], _AS_MANY_PAIRS_AS_FIT),),
        "all_receipts": (([*[receipt] * m, reset], _WRAPS_16_BITS // m + 1),),
        "clears_of_each_level": ((_clears_of_each_level(n), _WRAPS_16_BITS // min(n, _LEVELS_CLEARED) + 1),),
        "drains": (([*shapes.drain(n + 1), *shapes.return_oldest_first(n)], _WRAPS_16_BITS // n),),
    }
    opening: Part = ([op.create_default()], 1)
    for name, parts in kinds.items():
        yield Script(name, Repeated(opening, *parts, _end(n)), is_timed=name in _TIMED)
    # In drains of two lengths: five gets between which a buffer comes back in the one are in a row in the other.
    yield Script("sizes", Repeated(opening, (_drains_of_every_sizes(n), 1), _end(n)))
    yield Script("sizes_less_one", Repeated(opening, (_drains_of_every_sizes(max(n - 1, 1)), 1), _end(n)))


def _clears_of_each_level(buffers: int) -> list[Operation]:
    """LIFE-2, CLEAR-1: clear alone may allocate, and what it keeps, or leaves lent, may hang on how much was lent."""
    gets = [[op.get()] * lent for lent in range(min(buffers, _LEVELS_CLEARED) + 1)]
    return [each for lent in gets for each in (*lent, op.clear().observing_usage())]


def _very_long(small: tuple[int, int] | None, default: tuple[int, int]) -> Iterator[Script]:
    """Beyond 20 bits. In a small pool all of it is lent each time, and one more is refused."""
    opening: Part = ([op.create_default() if small is None else op.create(*small)], 1)
    buffers, receipts = default if small is None else small
    two = min(buffers, 2)
    get, receipt = op.get(), op.take()
    full = [] if small is None else [get] * 2
    refused = [op.get(9), op.misuse(Target.RETURNED), op.misuse(Target.NULL)] * 2
    body = [*[get, op.write(op.SIZE_MAX)] * two, *full, *shapes.return_oldest_first(two), *refused]
    yield Script("many_buffers", Repeated(opening, (body, _WRAPS_20_BITS // two + 1), _end(buffers)))
    body = [receipt, op.write_record(op.SIZE_MAX), op.counters(), op.reset()]
    yield Script("many_receipts", Repeated(opening, (body, _WRAPS_20_BITS), _end(buffers)))
    body = [get, op.clear(), op.misuse(Target.REVOKED)]
    yield Script("many_clears", Repeated(opening, (body, _WRAPS_20_BITS), _end(buffers)))
    if small is not None:
        parts: tuple[Part, ...] = (([receipt], receipts), ([receipt], _WRAPS_20_BITS), ([op.reset()], 1))
        yield Script("many_refused_receipts", Repeated(opening, *parts, _end(buffers)))


def _drains_of_every_sizes(buffers: int) -> list[op.Operation]:
    sequence = []
    gets = [op.get(size) for size in range(LANES + 1)]
    sizes = every_sequence(len(gets), _SIZES_IN_A_ROW)
    for start in range(0, len(sizes), buffers):
        drained = sizes[start : start + buffers]
        sequence += [gets[size] for size in drained] + shapes.return_newest_first(len(drained))
    return sequence


@cache
def every_sequence(symbols: int, length: int) -> tuple[int, ...]:
    """The shortest list, but for its beginning said again at its end, that holds every sequence of the length: de Bruijn's, by
    the Lyndon words in their order (Fredricksen, Kessler and Maiorana)."""
    found: list[int] = []
    word = [-1]
    while word:
        word[-1] += 1
        if length % len(word) == 0:
            found += word
        word = [word[place % len(word)] for place in range(length)]
        while word and word[-1] == symbols - 1:
            word.pop()
    return (*found, *found[: length - 1])
