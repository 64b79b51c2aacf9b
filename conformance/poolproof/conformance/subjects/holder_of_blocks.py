"""The holder of blocks and records: of a Python class with the operations of a contract of binding 2.

``get()`` or ``get_sized(n)``, ``give_back(block)``, ``clear()``, ``close()``, ``take()``, ``reset()``, and what it counts in
the attributes ``capacity``, ``used``, ``free`` and ``peak``. What the contract does not promise is inapplicable here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from poolproof.spec import Status
from poolproof.spec.vocabulary import AnswerHow, Counter, DestroyHow, Ending, LentKind, Terms

from ..observations import Observation, State
from ..operations import Flag, Kind, Operation, size_between
from .apart import run_apart
from .block_lendings import BlockLendings
from .exception_codes import status_of
from .facts import Facts
from .handed_out import observe_out
from .holder import Holder, Run, memory_in_use
from .lendings import InapplicableError, PythonPool
from .lent_ranges import LentRanges
from .python_allocations import PythonAllocations
from .python_surroundings import Surroundings
from .return_targets import answer_to, target_of
from .terms import TIMES_ITS_COUNT

_WORD_MASK: Final = 2**64 - 1
_STEPS_APART_AT_MOST: Final = 256
"""In one sequence: each takes as long as a thousand others."""


class HolderOfBlocks(Holder):
    """``names``: of the exceptions that the contract names, in order. ``takes_count``: how a pool is made: ``Class(count)``."""

    def __init__(
        self,
        pool_class: Callable[..., Any],
        on_phase: Callable[[bool], None],
        counter: PythonAllocations | None = None,
        surroundings: Surroundings | None = None,
        *,
        terms: Terms,
        names: Sequence[str] = (),
        takes_count: bool = True,
    ) -> None:
        super().__init__(pool_class, on_phase, counter, surroundings)
        self._terms = terms
        self._names = names
        self._takes_count = takes_count
        self._ranges = LentRanges(max(terms.block_bytes, terms.record_bytes))
        self._was_made = False
        self._steps_apart = 0
        self._hung_apart = False
        """In the sequence at hand, as the number of steps is."""

    @property
    def makes_many(self) -> bool:
        """Whether there can be a second pool in this process."""
        return not (self._terms.is_single and self._terms.destroy == DestroyHow.NONE)

    @property
    def _runs(self) -> Mapping[Kind, Run]:
        of_records: dict[Kind, Run] = {
            Kind.TAKE: self._take,
            Kind.RESET: self._reset,
            Kind.WRITE_RECORD: self._write,
        }
        runs: dict[Kind, Run] = {
            Kind.CREATE: self._create,
            Kind.GET: self._get,
            Kind.RETURN: self._return,
            Kind.COUNTERS: self._observe_usage,
            Kind.WRITE: self._write,
        }
        if self._terms.record_bytes:
            runs |= of_records
        if self._terms.has_clear:
            runs[Kind.CLEAR] = self._clear
        if self._terms.destroy != DestroyHow.NONE:
            runs[Kind.DESTROY] = self._destroy
        return runs

    def forget(self) -> None:
        """Drop every pool; where there may be only one, end it as a proper owner would, so that the next can be made."""
        if self._terms.is_single and self._terms.destroy != DestroyHow.NONE:
            for slot in list(self._pools):
                self._end_properly(slot)
        self._ranges.clear()
        self._steps_apart, self._hung_apart = 0, False
        super().forget()

    def run(self, operation: Operation, *, watches: bool = False, looks_at_all: bool = False) -> Observation:
        def step() -> tuple[Observation, str]:
            return super(HolderOfBlocks, self).run(operation, watches=watches, looks_at_all=looks_at_all), self.raised

        if not self._may_abort(operation):
            return step()[0]
        self._steps_apart += 1
        if self._steps_apart > _STEPS_APART_AT_MOST or self._hung_apart:
            return Facts().observation(State.INAPPLICABLE)
        self._inside(True)
        came = run_apart(step, self._last_look, is_suspect=self.is_suspect)
        self._inside(False)
        self._hung_apart = came.ending == Ending.HANG
        self.is_suspect |= self._hung_apart
        self.raised = came.raised
        seen = came.observation or Facts().observation(State.DONE)
        if seen.state == State.INAPPLICABLE:
            return seen
        return seen._replace(ending=came.ending, ending_number=came.number)

    def _last_look(self) -> Observation:
        """At what is lent, when the process is about to end."""
        facts = Facts()
        self._inspect_lent(facts, everything=True)
        return facts.observation(State.DONE)

    def _may_abort(self, operation: Operation) -> bool:
        """Whether the contract lets the process end by it."""
        pool, terms = self._pools.get(operation.pool), self._terms
        if pool is None:
            return False
        if operation.is_misuse:
            return answer_to(terms, operation) == AnswerHow.ABORTS and self._has_target(operation, pool)
        if operation.kind != Kind.GET:
            return False
        is_full = len(pool.blocks.lent) >= pool.count
        if terms.has_size and self._size_of(operation) > terms.largest and (terms.size_before_capacity or not is_full):
            return terms.too_large_how == AnswerHow.ABORTS
        return is_full and terms.exhausted_how == AnswerHow.ABORTS

    def _has_target(self, operation: Operation, pool: PythonPool) -> bool:
        """Before a process is split in two for nothing."""
        try:
            self._resolve(operation, pool)
        except InapplicableError:
            return False
        return True

    def _status_of(self, error: Exception) -> int:
        return status_of(error, self._names)

    def _note_end(self, facts: Facts) -> None:
        for pool in self._pools.values():
            assert isinstance(pool.blocks, BlockLendings)
            changed = pool.blocks.changed_free(everything=self._looks_at_all)
            if changed is not None:
                facts.changed_free = changed
                return

    def _observe_usage(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        for each in Counter:
            if not self._terms.counters & each or each in facts.counters:
                continue
            value = self._call(facts, _counted, pool.handle, str(each.name).lower())
            if value is not None:
                facts.counters[each] = value & _WORD_MASK
        if operation.kind == Kind.CREATE and facts.status != Status.OK:
            self._pools.pop(operation.pool, None)  # the answer is the counter's, and no pool came of it

    def _create(self, operation: Operation, facts: Facts) -> None:
        terms, is_usual = self._terms, bool(operation.flags & Flag.DEFAULT_CONFIG)
        count = terms.block_count if is_usual else operation.capacities[0]
        is_taken = operation.pool in self._pools or (terms.is_single and self._pools)
        cannot = operation.runs_short or (not self._takes_count and count != terms.block_count)
        if is_taken or cannot or (self._was_made and not self.makes_many):
            raise InapplicableError
        handle = self._call(facts, self._class, *((count,) if self._takes_count else ()))
        if facts.status != Status.OK:
            return
        self._was_made = True
        facts.out = 0
        blocks, records = (
            BlockLendings(kind, terms=terms, ranges=self._ranges, slot=operation.pool)
            for kind in (LentKind.BLOCK, LentKind.RECORD)
        )
        self._pools[operation.pool] = PythonPool(handle, blocks, records, count)

    def _destroy(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        if self._terms.destroy == DestroyHow.NEEDS_ALL_RETURNED and pool.blocks.lent:
            raise InapplicableError
        handle = pool.handle
        del pool, self._pools[operation.pool]  # what was lent is the pool's again from the moment of the call
        self._ranges.remove_pool(operation.pool)
        self._call(facts, _method(handle, "close"))
        del handle
        if not self._pools:
            facts.live_blocks, facts.virtual_pages = memory_in_use()

    def _get(self, operation: Operation, facts: Facts) -> None:
        pool, terms, size = self._pool(operation), self._terms, self._size_of(operation)
        if terms.is_at_least and len(pool.blocks.lent) >= TIMES_ITS_COUNT * pool.count:
            raise InapplicableError  # it may never run out: nobody goes on for ever
        if not terms.has_size:
            block = self._call_hot(facts, _method(pool.handle, "get"))
        elif size < terms.smallest or (size > terms.largest and terms.too_large_how == AnswerHow.UNDEFINED):
            raise InapplicableError
        else:
            block = self._call_hot(facts, _method(pool.handle, "get_sized"), size)
        self._handed_out(pool.blocks, block, facts)

    def _size_of(self, operation: Operation) -> int:
        return size_between(operation, self._terms.smallest, self._terms.largest)

    def _take(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        self._handed_out(pool.records, self._call_hot(facts, _method(pool.handle, "take")), facts)

    def _handed_out(self, lendings: Any, block: Any, facts: Facts) -> None:
        if facts.status == Status.OK and block is not None:
            observe_out(lendings, block, facts)

    def _return(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        blocks = pool.blocks
        assert isinstance(blocks, BlockLendings)
        give_back = _method(pool.handle, "give_back")
        if operation.is_misuse:
            if answer_to(self._terms, operation) == AnswerHow.UNDEFINED:
                raise InapplicableError
            self._give_back(operation, facts, pool, give_back)
            return
        number = blocks.pick(blocks.lent, operation.nth)
        blocks.about_to_return(number)
        if self._give_back(operation, facts, pool, give_back):
            blocks.came_back(number)
        else:
            blocks.stays_lent(number)

    def _resolve(self, operation: Operation, pool: PythonPool) -> tuple[Any, int]:
        return target_of(operation, pool, self._pools, self._terms.block_bytes)

    def _reset(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        self._call_hot(facts, _method(pool.handle, "reset"))
        pool.records.revoke_all()

    def _clear(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        assert isinstance(pool.blocks, BlockLendings)
        pool.blocks.about_to_clear()
        self._call(facts, _method(pool.handle, "clear"))
        pool.blocks.revoke_all()
        pool.records.revoke_all()

    def _end_properly(self, slot: int) -> None:
        """As far as the pool lets it: what it answers is nobody's business any more."""
        facts, pool = Facts(), self._pools.pop(slot)
        if self._terms.destroy == DestroyHow.NEEDS_ALL_RETURNED:
            for number in pool.blocks.lent:
                self._call(facts, _method(pool.handle, "give_back"), pool.blocks.objects[number])
        handle = pool.handle
        del pool
        self._call(facts, _method(handle, "close"))


def _method(handle: Any, name: str) -> Callable[..., Any]:
    """A method, to be called later: what looking it up raises is raised then."""
    try:
        method: Callable[..., Any] = getattr(handle, name)
    except Exception as error:
        return _Raises(error)
    return method


class _Raises:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def __call__(self, *_arguments: object) -> None:
        raise self._error


def _counted(handle: Any, name: str) -> int:
    value = getattr(handle, name)
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"the attribute {name} is no whole number, but {type(value).__name__}") from None
