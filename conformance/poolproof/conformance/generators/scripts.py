"""Directed sequences: the boundary cases that no random search should be trusted with.

Each script says which requirement it has in mind. What it finds is judged like everything else: the name blames nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .. import operations as op
from ..operations import SIZE_MAX, Operation, Pattern
from . import shapes
from .several_pools import lives_in_every_order
from .values import ACCEPTED_SIZES, REFUSED_SIZES, WORDS


@dataclass(frozen=True, slots=True)
class PoolSize:
    """What a script is written for, and the create of such a pool."""

    block_count: int
    record_count: int
    create: Operation


Body = Callable[[PoolSize], list[Operation]]

_U32_MAX = 2**32 - 1
_USAGE_OBSERVED_UP_TO = 64
_OBSERVED_AT_MOST = 1500
"""Operations: what goes on for longer repeats itself."""
_IMPOSSIBLE = ((0, 1), (1, 0), (0, 0), (0, 1024), (16, 0), (_U32_MAX, 0), (0, _U32_MAX))
_LARGE = ((_U32_MAX, _U32_MAX), (_U32_MAX, 1), (1, _U32_MAX), (1 << 31, 1 << 31))
"""Capacities for which no machine has the memory."""
_ROUNDS = 12
"""Of create and destroy: enough to tell a leak from an interpreter's breathing (LIFE-1)."""


@dataclass(frozen=True, slots=True)
class Script:
    """``operations`` include the creation of its pools, and their end."""

    name: str
    operations: Sequence[Operation]
    is_variant: bool = False
    """The one before it was the same but for looks at the usage."""
    is_judged_at_any_size: bool = False
    """The judge itself sees it however large the pool: it shows what the model in C does not watch for, pages touched first."""
    is_timed: bool = False
    """It shows what takes longer the longer a pool is used (HOT-5)."""


def scripts(capacities: tuple[int, int] | None, block_count: int, record_count: int) -> Iterator[Script]:
    """All scripts for one configuration: ``capacities`` as given to create (None: the default), and what they amount to.

    Each comes twice: with the usage observed after every operation, and without, for a subject whose ``capacity_usage`` mends
    or hides something. For large pools the one without is enough. Those with misuse come last.
    """
    opening = op.create_default() if capacities is None else op.create(*capacities)
    yield from _scripts_of(_BODIES, opening, block_count, record_count)
    everything = [opening, *shapes.drain(block_count), *[op.take()] * record_count]
    yield Script("everything_once", tuple(shapes.closing(everything)), is_judged_at_any_size=True)
    yield from _scripts_of(_MISUSE_BODIES, opening, block_count, record_count)


def _scripts_of(bodies: Sequence[Body], opening: Operation, block_count: int, record_count: int) -> Iterator[Script]:
    for body in bodies:
        name = body.__name__.removeprefix("_")
        plain = [opening, *body(PoolSize(block_count, record_count, opening))]
        if block_count <= _USAGE_OBSERVED_UP_TO:
            yield Script(name, tuple(shapes.closing(shapes.observing_usage(plain[:_OBSERVED_AT_MOST]))))
        unobserved = tuple(shapes.closing([plain[0].observing_usage(), *plain[1:]]))
        yield Script(name, unobserved, is_variant=block_count <= _USAGE_OBSERVED_UP_TO)


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


def wrapping_scripts() -> Iterator[Script]:
    """So many receipts, or buffers, that their bytes are few again in 32 bits: who accepts that has no memory behind them."""
    receipts = [op.take(), op.write_record(SIZE_MAX)] * _BEYOND_A_HEAP
    yield Script("receipt_bytes_wrap", tuple(shapes.closing([op.create(1, (1 << 25) + 1), *receipts])))
    buffers = [op.get(), op.write(SIZE_MAX)] * _BEYOND_A_HEAP
    yield Script("buffer_bytes_wrap", tuple(shapes.closing([op.create((1 << 32) // 192 + 1, 1), *buffers])))


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


def _drain_and_refill(size: PoolSize) -> list[Operation]:
    """CAP-1, CAP-2, CAP-3, ORDER-1 at every depth, in three orders of return."""
    n = size.block_count
    sequence = []
    for give_back in (shapes.return_newest_first, shapes.return_oldest_first, shapes.return_scrambled):
        sequence += [*shapes.drain(n + 2), *give_back(n), *shapes.drain(n + 1)]
        sequence += [operation for _ in range(3) for operation in (op.give_back(1), op.get(), op.get())]
        sequence += shapes.return_newest_first(n)
    return sequence


def _hover(size: PoolSize) -> list[Operation]:
    """One in, one out, at every occupancy: the buffer returned last comes back each time."""
    n = size.block_count
    sequence = []
    for _ in range(n):
        sequence += [op.get(), op.give_back(), op.get(), op.give_back(), op.get()]
    for depth in range(n):
        sequence += [op.give_back(depth), op.get(), op.give_back(), op.get(), op.get(), op.give_back()]
    return sequence


def _occupancies(size: PoolSize) -> list[int]:
    n = size.block_count
    return sorted({0, 1, n // 2, n - 1, n})


def _everything_at_every_occupancy(size: PoolSize) -> list[Operation]:
    """Every operation with every answer that it may give, with nothing, one, half, all but one and everything lent.

    Misuse has sequences of its own: what it does to a pool that takes it must not hide what that pool does rightly."""
    n, m = size.block_count, size.record_count
    sequence = [*shapes.drain(n), *shapes.return_oldest_first(n)]
    for lent in _occupancies(size):
        around = [op.give_back(), op.get()]
        if lent < n:
            around = [each for lanes in (8, *ACCEPTED_SIZES) for each in (op.get(lanes), op.give_back())]
        sequence += [*shapes.drain(lent), op.get(9), op.counters(), op.take(), op.reset(), *around]
        sequence += [op.write(1), *shapes.return_newest_first(lent)]
    sequence += [op.take()] * m
    for lent in _occupancies(size):
        sequence += [*shapes.drain(lent), op.take(), *shapes.return_newest_first(lent)]
    for lent in _occupancies(size):
        sequence += [*shapes.drain(lent), op.clear()]
    return sequence


def _foreign_returns_at_every_occupancy(size: PoolSize) -> list[Operation]:
    """OWN-1."""
    misuses = [op.misuse(op.Target.NULL), op.misuse(op.Target.FOREIGN), op.misuse(op.Target.INTERIOR, 0, 63)]
    return [
        operation
        for lent in _occupancies(size)
        for operation in (*shapes.drain(lent), *misuses, *shapes.return_newest_first(lent))
    ]


def _double_returns_at_every_occupancy(size: PoolSize) -> list[Operation]:
    """OWN-2."""
    n = size.block_count
    sequence = [*shapes.drain(n), *shapes.return_oldest_first(n)]
    for lent in _occupancies(size):
        sequence += [*shapes.drain(lent), op.misuse(op.Target.RETURNED), *shapes.return_newest_first(lent)]
    for lent in _occupancies(size):
        sequence += [*shapes.drain(lent), op.clear(), op.misuse(op.Target.REVOKED)]
    return sequence


def _order_after_refusals(size: PoolSize) -> list[Operation]:
    """ORDER-2, REFUSE-1: each refusal, at each depth, then the next buffer must be the right one."""
    return _order_after([op.get(9), op.get(SIZE_MAX)], size)


def _order_after_misuse(size: PoolSize) -> list[Operation]:
    """SAFE-2: the same for each misuse."""
    return _order_after([op.misuse(op.Target.NULL), op.misuse(op.Target.FOREIGN), op.misuse(op.Target.RETURNED)], size)


def _order_after(refusals: Sequence[Operation], size: PoolSize) -> list[Operation]:
    n = size.block_count
    sequence = [*shapes.drain(n), *shapes.return_scrambled(n)]
    for refusal in refusals:  # one at a time: what two of them do may come to nothing
        sequence += [refusal, op.get(), op.get(), op.give_back(), op.give_back()]
    for depth in range(n):
        sequence += [*refusals, op.get()]
        if depth % 5 == 0:
            sequence += [op.give_back(), *refusals, op.get()]
    return [*sequence, op.get(), *refusals, op.give_back(1), *refusals, op.get(), op.get()]


def _clear_in_every_state(size: PoolSize) -> list[Operation]:
    """CLEAR-1, ORDER-3: clear with nothing, something and everything lent, twice, and after a scrambled refill."""
    n = size.block_count
    m = size.record_count
    full, some = shapes.drain(n), shapes.drain(n // 2)
    sequence = [op.clear(), *full, op.clear(), *full, op.get(), op.clear(), *some, op.clear(), *full]
    sequence += [
        *shapes.return_scrambled(n),
        op.clear(),
        *full,
        *shapes.return_oldest_first(n // 2),
        op.clear(),
        op.clear(),
        *full,
    ]
    receipts = [op.take()] * min(m + 1, 40)
    sequence += [
        *receipts,
        op.write_record(SIZE_MAX),
        op.clear(),
        *receipts,
        op.clear(),
        op.take(),
        *full,
        op.get(),
    ]
    return sequence


def _revoked_in_every_state(size: PoolSize) -> list[Operation]:
    """OWN-2: what clear revoked, with nothing, something and everything lent since, and after another clear."""
    revoked = [op.misuse(op.Target.REVOKED), op.misuse(op.Target.REVOKED, 1)]
    some, full = shapes.drain(size.block_count // 2), shapes.drain(size.block_count)
    sequence = [*full, op.clear(), *revoked, *some, *revoked, op.clear(), *revoked, *full, op.get()]
    return [*sequence, op.clear(), op.clear(), *revoked, *full]


def _written_and_handed_out_again(size: PoolSize) -> list[Operation]:
    """ZERO-1: every word, every size, and contents that cheat a check by sum, xor or first word."""
    n = size.block_count
    sequence = []
    for lanes in ACCEPTED_SIZES:
        sequence += [op.get(lanes), op.write(SIZE_MAX), op.give_back(), op.get(lanes), op.give_back()]
    for word in range(24):
        sequence += [op.get(word % 9), op.write(1 << (word % 64), 0, Pattern.ONE_WORD, word), op.give_back()]
    for value in WORDS:
        for pattern in (Pattern.FILL, Pattern.CANCEL_SUM, Pattern.CANCEL_XOR, Pattern.COUNT_UP, Pattern.ADDRESSES):
            sequence += [op.get(8), op.write(value, 0, pattern, value % 23), op.give_back()]
    sequence += [op.get(8), op.write(0, 0, Pattern.HANDLE), op.give_back()]
    sequence += [operation for at in range(n) for operation in (op.get(at % 9), op.write(SIZE_MAX))]
    sequence += [*shapes.return_oldest_first(n), *shapes.drain(n), *[op.write(1, index) for index in range(min(n, 64))]]
    return [*sequence, op.clear(), *[op.get(at % 9) for at in range(n)]]


def _guard(size: PoolSize) -> list[Operation]:
    """GUARD-1, GUARD-2, GUARD-3: with all free, some lent, and exhausted."""
    n = size.block_count
    accepted = [operation for lanes in ACCEPTED_SIZES for operation in (op.get(lanes), op.give_back())]
    refused = [op.get(lanes) for lanes in REFUSED_SIZES]
    return [
        *accepted,
        *refused,
        op.get(),
        *refused[:12],
        *shapes.drain(n),
        *refused,
        op.get(0),
        op.give_back(),
        *refused[:12],
        op.get(),
    ]


def _receipts_to_the_last(size: PoolSize) -> list[Operation]:
    """RECEIPT-1, RECEIPT-2, RECEIPT-3: to the end and past it, reset when exhausted, written in every field and had again."""
    m = size.record_count
    some = min(m, 20)
    sequence = [op.get(), op.write(7), *[op.take()] * (m + 2)]
    sequence += [op.write_record(SIZE_MAX, nth) for nth in range(0, m, max(1, m // 24))]
    sequence += [op.reset(), *[op.take()] * (m + 1), op.reset(), op.reset()]
    for word in range(16):
        sequence += [op.take(), op.write_record(SIZE_MAX, 0, Pattern.ONE_WORD, word)]
    sequence += [
        op.reset(),
        *[operation for _ in range(some) for operation in (op.take(), op.write_record(SIZE_MAX))],
    ]
    for byte in range(0, 128, 3):
        sequence += [
            op.write_record(0),
            op.write_record(0x80, byte % some, Pattern.BYTES, byte),
            op.reset(),
            *[op.take()] * min(m, 3),
        ]
    return [
        *sequence,
        op.reset(),
        *[op.take()] * (m + 1),
        op.give_back(),
        op.get(),
        op.clear(),
        *[op.take()] * 2,
    ]


def _misuse_in_every_state(size: PoolSize) -> list[Operation]:
    """OWN-1, OWN-2: every address that is no lent buffer, with nothing, one and everything lent, returned and revoked."""
    n = size.block_count
    everything = shapes.every_misuse()
    sequence = [*everything, op.get(), op.take(), *everything, op.give_back(), *everything]
    sequence += [*shapes.drain(n), *everything, op.give_back(n // 2), *everything, op.get(), *shapes.return_scrambled(n)]
    for index in range(min(n, 20)):
        sequence += [
            op.misuse(op.Target.RETURNED, index),
            op.misuse(op.Target.INTERIOR, index, 63),
            op.misuse(op.Target.INTERIOR, index, 7 * index),
        ]
        sequence += [
            op.misuse(op.Target.NEIGHBOUR, index, index % 2),
            op.misuse(op.Target.NEIGHBOUR, 2 * n - 1 - index, index % 2),
        ]
    return [
        *sequence,
        *shapes.drain(n),
        op.clear(),
        *everything,
        op.get(),
        *everything,
        op.give_back(),
        *shapes.drain(n + 1),
    ]


def _reset_leaves_buffers_alone(size: PoolSize) -> list[Operation]:
    """RECEIPT-3: a reset in the middle of anything touches no buffer."""
    n = size.block_count
    sequence = []
    for _ in range(min(n, 8)):
        sequence += [
            op.get(),
            op.write(SIZE_MAX),
            op.take(),
            op.reset(),
            op.take(),
            op.reset(),
        ]
    return [*sequence, *shapes.drain(n), op.reset(), op.give_back(1), op.reset(), op.get(), op.get()]


def _long_use(size: PoolSize) -> list[Operation]:
    """Counters that wrap at 256 and 1024; a slot lost now and then adds up."""
    n = size.block_count
    pairs = [op.get(), op.give_back()] * 1100
    refusals = [op.get(9)] * 600
    resets = [op.take(), op.reset()] * 300
    return [*pairs, *refusals, *resets, *shapes.drain(n + 1), *shapes.return_newest_first(n), op.get(), op.take()]


def _long_misuse(size: PoolSize) -> list[Operation]:
    """SAFE-2: what a refused return takes away, or leaves, a little of each time."""
    misuses = [op.misuse(op.Target.NULL), op.misuse(op.Target.FOREIGN), op.misuse(op.Target.RETURNED)] * 300
    opening = [op.get(), op.write(SIZE_MAX), op.get(), op.take(), op.give_back()]
    return [*opening, *misuses, *shapes.drain(size.block_count), op.take(), op.clear(), op.get(), op.take()]


def _never_lent(size: PoolSize) -> list[Operation]:
    """OWN-2: a buffer that was not lent since create is free, in a new pool and in one made of the memory of another.

    It comes last: where a double return shows the same, that is easier to understand."""
    life = [op.get(), *shapes.unlent(), *shapes.drain(size.block_count)]
    return [*life, op.destroy(), size.create, *life]


_BODIES: tuple[Body, ...] = (
    _drain_and_refill,
    _hover,
    _everything_at_every_occupancy,
    _order_after_refusals,
    _clear_in_every_state,
    _written_and_handed_out_again,
    _guard,
    _receipts_to_the_last,
    _reset_leaves_buffers_alone,
    _long_use,
)
"""Of proper operations alone: what requirements of core are judged by."""
_MISUSE_BODIES: tuple[Body, ...] = (
    _foreign_returns_at_every_occupancy,
    _double_returns_at_every_occupancy,
    _order_after_misuse,
    _revoked_in_every_state,
    _misuse_in_every_state,
    _long_misuse,
    _never_lent,
)
