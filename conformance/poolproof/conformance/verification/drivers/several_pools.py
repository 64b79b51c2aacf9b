"""The stage of several pools: the orders in which they end, many of them at once, and many one after the other."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import chain

from ...generators import several_pools as pools
from ...operations import Operation, create_default, destroy
from ..events import Began
from ..examiner import Examiner
from ..verdicts import Configuration

_LIVES_TIMED = 512
_LIVES_TRIES = 3
_QUICK_LIFE_SECONDS = 30e-6
"""To make a pool and to end it, where the model in C looks: several times what takes so little memory needs, so that a busy
machine gives the same answer."""
_SMALL_BYTES = 4096
"""A pool that takes more is mapped, or wiped for longer than all the rest takes: not seen often enough for 16 bits."""


_BYTES_AT_MOST = 1 << 26
"""Of all pools that are alive at once: each of them is written to, and looked at again and again."""


def run_several_pools(examiner: Examiner, configurations: Sequence[Configuration]) -> None:
    """ISO-4, LIFE-1, OWN-1. In fresh processes where what came before may have left places taken and numbers used."""
    create = _create_of(configurations)
    examiner.emit(Began("several pools", 0.4))
    many = pools.MANY if examiner.session.subject.is_library else pools.MANY[:1]
    bytes_each = _bytes_of(examiner, create)
    counts = [count for count in many if count * bytes_each <= _BYTES_AT_MOST] or [pools.FEW]
    misused = _misuse_sequences(create, counts) if examiner.tries_misuse else ()
    for fresh, operations in chain(_sequences(create, counts), misused):
        examiner.check_time()
        if examiner.has_enough:
            return
        examiner.examine(operations, fresh=fresh)
    _run_many_lives(examiner, create)


def _bytes_of(examiner: Examiner, create: pools.Create) -> int:
    """Of all blocks of a pool that it makes."""
    block = examiner.promised.contract.block
    return block.size * (block.count if create is create_default else create(0).capacities[0])


def show_what_is_gone(examiner: Examiner, configurations: Sequence[Configuration]) -> None:
    """OWN-1, before much has been made and ended: what a process has seen end makes it hard to say which of it is at fault."""
    if not examiner.session.subject.is_library or not examiner.tries_misuse:
        return
    for operations in pools.shown_what_is_gone(_create_of(configurations)):
        if examiner.has_enough:
            return
        examiner.examine(operations, fresh=True)


def _create_of(configurations: Sequence[Configuration]) -> pools.Create:
    """Small pools, where the subject has them."""
    return pools.small if any(each.given is not None for each in configurations) else create_default


def _sequences(create: pools.Create, counts: Sequence[int]) -> Iterator[tuple[bool, list[Operation]]]:
    """Each, and whether it takes a fresh process: where a count begins."""
    of_another_size = pools.of_another_size if create is pools.small else create
    for each in (create, of_another_size):
        for operations in pools.ends_in_every_order(each, misused=False):
            yield False, operations
    for operations in pools.lives_in_every_order(of_another_size, used=True):
        yield False, operations
    yield False, pools.each_changed_alone(create, misused=False)
    for count in counts:
        for operations in pools.many_alive(create, count):
            yield False, operations
    yield False, pools.many_drained(create, counts[0])
    for operations in pools.many_end(create, counts[0]):
        yield False, operations


def _misuse_sequences(create: pools.Create, counts: Sequence[int]) -> Iterator[tuple[bool, list[Operation]]]:
    """The same with misuse in them."""
    for operations in pools.ends_in_every_order(create, misused=True):
        yield False, operations
    yield False, pools.each_changed_alone(create, misused=True)
    for unseen, seen in pools.LIVES_APART[:-1]:
        yield True, pools.lives_apart(create, unseen, seen)
    for count in counts:
        yield False, pools.first_and_last(create, count)


def _run_many_lives(examiner: Examiner, create: pools.Create) -> None:
    """A number of 16 bits comes round, too: of whose buffer it is (OWN-1), and of what is a new pool (CREATE-2)."""
    if not examiner.session.subject.is_library or examiner.has_enough:
        return
    examiner.examine_if_different(pools.lives_in_a_row(create, pools.LIVES_IN_A_ROW))
    if examiner.tries_misuse and not examiner.has_enough and _life_is_quick(examiner, create):
        examiner.session.restart()
        examiner.examine_if_different(pools.lives_apart(create, *pools.LIVES_APART[-1]))


def _life_is_quick(examiner: Examiner, create: pools.Create) -> bool:
    """By what a pool takes, which is the same in every run. What takes little and is slow all the same is left alone."""
    made = examiner.session.run([create(0), destroy()])
    if made[-1].death is not None or made[0].observation.held_bytes > _SMALL_BYTES:
        return False
    lives = pools.lives_apart(create, _LIVES_TIMED, 0)
    tries = []
    for _ in range(_LIVES_TRIES):
        started = time.monotonic()
        examiner.session.replay_in_lane(lives)
        tries.append(time.monotonic() - started)
    return min(tries) < _LIVES_TIMED * _QUICK_LIFE_SECONDS
