"""What is done to one pool: boundary cases that no random search should be trusted with, in every state they can come in."""

from __future__ import annotations

from collections.abc import Sequence

from .. import operations as op
from ..operations import SIZE_MAX, Operation, Pattern
from . import shapes
from .script import Body, PoolSize
from .values import ACCEPTED_SIZES, REFUSED_SIZES, WORDS


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


BODIES: tuple[Body, ...] = (
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
MISUSE_BODIES: tuple[Body, ...] = (
    _foreign_returns_at_every_occupancy,
    _double_returns_at_every_occupancy,
    _order_after_misuse,
    _revoked_in_every_state,
    _misuse_in_every_state,
    _long_misuse,
    _never_lent,
)
