"""Directed sequences of pools that come and go: created, refused, ended, side by side, in one place, with misuse between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from poolproof.spec.contracts import Contract

from .. import operations as op
from ..operations import SIZE_MAX, Operation
from . import shapes
from .script import Script
from .several_pools import lives_in_every_order

_U32_MAX = 2**32 - 1
_IMPOSSIBLE = ((0, 1), (1, 0), (0, 0), (0, 1024), (16, 0), (_U32_MAX, 0), (0, _U32_MAX))
_LARGE = ((_U32_MAX, _U32_MAX), (_U32_MAX, 1), (1, _U32_MAX), (1 << 31, 1 << 31))
"""Capacities for which no machine has the memory."""
_ROUNDS = 12
"""Of create and destroy: enough to tell a leak from an interpreter's breathing (LIFE-1)."""


def creation_scripts() -> Iterator[Script]:
    """Creating and destroying itself."""
    yield Script("held_for_a_while", tuple(shapes.closing(_held_for_a_while())))
    default = op.create_default().observing_usage()
    yield Script("default_config", tuple(shapes.closing([default, *shapes.drain(2)])))
    yield Script("default_after_another", (op.create(3, 5).observing_usage(), op.destroy(), default, op.destroy()))
    for capacities in _IMPOSSIBLE:
        refused = op.create(*capacities).observing_usage()
        yield Script("impossible_config", tuple(shapes.closing([refused, default])))
    for capacities in (*_LARGE, (65537, 1 << 20), (65536, (1 << 20) + 1)):
        yield Script("huge_config", tuple(shapes.closing([op.create(*capacities).observing_usage(), *shapes.drain(2)])))
    yield Script("destroy_null", (op.destroy_null(), op.create_default(), op.destroy_null(), op.get(), op.destroy()))
    yield Script("destroy_null", tuple(shapes.closing(shapes.observing_usage([*_in_use(), op.destroy_null(), *_used_again()]))))
    yield Script("refused_beside", tuple(shapes.closing(shapes.observing_usage(_refused_beside_a_pool()))))
    for given, lives in ((op.create_default(), _LIVES), (op.create(3, 3), _LIVES), (op.create(33, 257), _LIVES[:4])):
        for inside in lives:
            yield Script("lives", (given, *inside, op.destroy()) * _ROUNDS)
    for in_order in lives_in_every_order(op.create_default, used=False):
        yield Script("lives_in_every_order", tuple(in_order))
    twelve = [*(op.create(1, 1, pool) for pool in range(12)), *(op.destroy(pool) for pool in range(1, 12)), op.destroy()]
    yield Script("lives", tuple(twelve) * _ROUNDS)
    yield from _pools_apart_scripts(misused=False)


def misuse_scripts() -> Iterator[Script]:
    """Creating and destroying, with misuse in between: what it does to a pool that takes it is not to hide what that pool does
    rightly, so these come behind the others."""
    life = [op.create_default(), op.get(), op.misuse(op.Target.NULL), op.give_back(), op.destroy()]
    yield Script("misused_lives", tuple(life) * _ROUNDS)
    yield from _pools_apart_scripts(misused=True)


def _pools_apart_scripts(*, misused: bool) -> Iterator[Script]:
    for create in (op.create_default, lambda pool: op.create(3, 3, pool)):
        apart = _pools_apart(create, misused=misused)
        yield Script("pools_apart", tuple(shapes.closing(apart)))
        yield Script("pools_apart", tuple(shapes.closing(shapes.observing_usage(apart))))


def late_scripts() -> Iterator[Script]:
    """Each for a process that has run nothing before: what its first pool leaves behind for all, and what counts in 8 bits."""
    for misused in (False, True):
        for sizes in (_SIZES_IN_TURN, _SIZES_IN_TURN[::-1])[: 1 if misused else 2]:
            yield Script("sizes_in_turn", tuple(_sizes_in_turn(sizes, misused=misused)))
            at_once = _sizes_at_once(sizes, misused=misused)
            yield Script("sizes_at_once", tuple(shapes.closing(shapes.observing_usage(at_once))))
        yield Script("lives_in_one_place", tuple(_lives_in_one_place(misused=misused)))
    yield Script("revoked_long_ago", tuple(shapes.closing(_revoked_long_ago())))
    yield Script("lives_beside", tuple(shapes.closing(_lives_beside_a_pool())))


def wrapping_scripts(contract: Contract) -> Iterator[Script]:
    """So many records, or blocks, that their bytes are few again in 32 bits: who accepts that has no memory behind them."""
    if contract.sequence is not None:
        records = [op.take(), op.write_record(SIZE_MAX)] * _BEYOND_A_HEAP
        wrapping = (1 << 32) // contract.sequence.size + 1
        yield Script("record_bytes_wrap", tuple(shapes.closing([op.create(1, wrapping), *records])))
    blocks = [op.get(), op.write(SIZE_MAX)] * _BEYOND_A_HEAP
    wrapping = min((1 << 32) // contract.block.size + 1, _U32_MAX)
    yield Script("block_bytes_wrap", tuple(shapes.closing([op.create(wrapping, 1), *blocks])))


_SIZES_IN_TURN = ((2, 3), (9, 5), (3, 8), (40, 33))
_KEPT_BY_ALLOCATORS = 8
_CLEARS = 260
_LIVES_BESIDE = 260
_BEYOND_A_HEAP = 6000
"""Blocks: more bytes than an allocator has beside the few that it was asked for."""

_LIVES: tuple[list[Operation], ...] = (
    [],
    [op.get(), op.take()],
    [*shapes.drain(17), *[op.take()] * 4],
    [op.get(), op.give_back(), op.clear()],
    [op.create(0, 1, 1), op.create(_U32_MAX, _U32_MAX, 2), op.destroy(2)],
    [op.create(_U32_MAX, 1000, 1), op.destroy(1), op.create(1000, _U32_MAX, 2), op.destroy(2)],
    [op.get(), op.get(), op.give_back(1), op.get(9)],
    [op.get(), op.take(), op.clear(), op.get(), op.reset()],
    [op.create(3, 3, 1), op.get(), op.get(8, 1), op.destroy(1)],
)


def _in_use() -> list[Operation]:
    """A pool of which something is lent and something was returned."""
    return [
        op.create_default(),
        op.get(),
        op.get(),
        op.get(),
        op.give_back(1),
        op.take(),
    ]


def _used_again() -> list[Operation]:
    """Whatever became of a pool in use shows in these."""
    return [op.counters(), op.get(), op.give_back(2), op.take(), op.give_back(), op.get(), op.get()]


def _refused_beside_a_pool() -> list[Operation]:
    """ISO-4: a create that is refused, for whatever reason, leaves the pools at hand alone. Who accepts one has two."""
    refused = (*_IMPOSSIBLE, *_LARGE, (65, 65), (1000, 1), (1, 5000))
    sequence = _in_use()
    for capacities in refused:
        sequence += [op.create(*capacities, 1), op.counters(), op.destroy(1), op.counters()]
    return [*sequence, *_used_again()]


def _lives_beside_a_pool() -> list[Operation]:
    """ISO-4: a pool in use does not notice how many others come and go, more than 8 bits can count."""
    life = [op.create(2, 2, 1), op.get(8, 1), op.destroy(1)]
    return [*_in_use(), *[*life, op.give_back(), op.get(), op.take()] * _LIVES_BESIDE, *_used_again()]


def _all_of_it(block_count: int, record_count: int, pool: int = 0, *, misused: bool) -> list[Operation]:
    """Every operation, with every answer, up to the last buffer and the last receipt."""
    full = shapes.drain(block_count + 1, pool)
    receipts = [op.take(pool)] * (record_count + 1)
    misuses = [op.misuse(target, pool=pool) for target in (op.Target.RETURNED, op.Target.REVOKED, op.Target.NULL)]
    misuses = misuses if misused else []
    sequence = [*full, op.get(9, pool), op.write(SIZE_MAX, pool=pool), *misuses]
    sequence += [*shapes.return_oldest_first(block_count, pool), *misuses, *full, op.counters(pool), *receipts]
    sequence += [op.write_record(SIZE_MAX, pool=pool), op.reset(pool), *receipts, op.clear(pool), *misuses, *full]
    return [*sequence, *receipts, *shapes.return_scrambled(block_count, pool), op.counters(pool)]


def _sizes_in_turn(sizes: Sequence[tuple[int, int]], *, misused: bool) -> list[Operation]:
    """ISO-4, CREATE-2: the first pool of a process leaves nothing behind that a later one of another size would go by."""
    return [
        each
        for size in sizes
        for each in (op.create(*size).observing_usage(), *_all_of_it(*size, misused=misused), op.destroy())
    ]


def _sizes_at_once(sizes: Sequence[tuple[int, int]], *, misused: bool) -> list[Operation]:
    """ISO-4: nor does the last one made, whatever its size."""
    sequence = [op.create(*size, pool) for pool, size in enumerate(sizes)]
    for pool, size in enumerate(sizes):
        sequence += _all_of_it(*size, pool, misused=misused)
    return [*sequence, *[op.destroy(pool) for pool in range(1, len(sizes))], *_all_of_it(*sizes[0], misused=misused)]


def _revoked_long_ago() -> list[Operation]:
    """OWN-2: a buffer that clear revoked is refused after each of the clears that follow, more than 8 bits can count."""
    again = [op.clear(), op.misuse(op.Target.REVOKED, 2), op.misuse(op.Target.REVOKED)]
    # Who refuses no double return at all is to be shown that, and not what clear has to do with it.
    plain = [op.get(), op.give_back(), op.misuse(op.Target.RETURNED)]
    return [op.create_default(), *plain, *shapes.drain(3), *again * _CLEARS, *shapes.drain(4)]


def _lives_in_one_place(*, misused: bool) -> list[Operation]:
    """CREATE-2, ISO-4: a pool in the memory of one that ended knows nothing of it, its size and its state least of all.

    An allocator may keep the first few blocks that it gets back, and hand out only what comes after them."""
    sequence = [op.create(5, 4), op.destroy(reuse=True)] * _KEPT_BY_ALLOCATORS
    for capacities in ((5, 4), (4, 3), (4, 3), (6, 5)):
        life = [op.create(*capacities), op.counters(), *shapes.drain(3), op.write(SIZE_MAX), op.give_back(1)]
        life += [op.take(), op.write_record(SIZE_MAX), op.counters()]
        life += [op.misuse(op.Target.RETURNED)] if misused else []
        life += [op.get(), op.get(9), *shapes.drain(2), op.counters()]
        sequence += [*life, op.destroy(reuse=True), *life, op.clear(), op.get(), op.take(), op.destroy(reuse=True)]
    return shapes.observing_usage(sequence)


def _held_for_a_while() -> list[Operation]:
    """ISO-3: a thread that the subject started, or a timer, may come only when nothing is asked."""
    held = [op.get(), op.take(), op.hold(), op.write(SIZE_MAX), op.write_record(SIZE_MAX), op.hold()]
    return [op.create_default(), *held, *shapes.drain(16), op.hold()]


def _pools_apart(create: Callable[[int], Operation], *, misused: bool) -> list[Operation]:
    """Three pools: each is drained, written, refused and cleared while the others hold something."""
    sequence = [create(pool) for pool in range(3)]
    for pool in range(3):
        sequence += [op.get(8, pool), op.take(pool), op.write(pool + 1, pool=pool), op.get(8, pool)]
    for pool in range(3):
        sequence += shapes.drain(17, pool)
        sequence += [op.misuse(op.Target.OTHER_POOL, index, 0, pool) for index in range(2)] if misused else []
    for pool in (1, 0, 2):
        sequence += [
            op.give_back(1, pool),
            op.give_back(0, pool),
            op.clear((pool + 1) % 3),
            op.get(8, pool),
            op.take(pool),
        ]
    return [
        *sequence,
        op.destroy(1),
        op.get(8, 0),
        op.get(8, 2),
        create(1),
        op.get(8, 1),
        op.reset(0),
        op.take(2),
        op.destroy(1),  # the newest of them: what remembers it must not touch it any more
        op.give_back(0, 0),
        op.take(2),
    ]
