"""What the judge has before it: the pools as the model sees them, what was checked so far, and where in the trace it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from poolproof.reference import promises
from poolproof.spec import Status
from poolproof.spec.contracts import Answer, Contract, Limits, default_contract, limits_of
from poolproof.spec.vocabulary import LEAST_PAGE_BYTES

from ..observations import Observation, Step
from ..subjects.exception_codes import code_of
from .answers import unpromised_ids
from .blaming.misuse import counting_on, with_misuse
from .coverage import Situation
from .finding import Finding
from .growth import GrowthWatch
from .leaks import LeakWatch
from .left_behind import Shortage
from .pool_view import PoolView
from .wording import Words, words_of


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the subject's worker can observe."""

    counts_allocations: bool
    counts_system_calls: bool = False
    counts_page_faults: bool = False
    watches_bounds: bool = False
    """What the subject takes has zones beside it that are nobody's, and what comes with a call ends at a page of no access."""
    page_bytes: int = LEAST_PAGE_BYTES
    """Of the subject's machine: what is mapped there takes whole ones."""
    counts_python_allocations: bool = False
    """The calls of CPython's allocators on the hot path, and nothing else: ``counts_allocations`` is False then."""


@dataclass(slots=True)
class Docket:
    """``checked`` counts the observations that could have failed each requirement; ``reached``, those in each situation;
    ``lost``: pool and model have parted."""

    abilities: Abilities
    contract: Contract = field(default_factory=default_contract)
    limits: Limits = field(init=False)
    words: Words = field(init=False)
    unpromised: frozenset[str] = field(init=False)
    """Requirements that the contract does not promise: nothing is blamed by them."""
    checked: Counter[str] = field(default_factory=Counter)
    reached: Counter[Situation] = field(default_factory=Counter)
    lost: bool = False
    pools: dict[int, PoolView] = field(default_factory=dict)
    pools_refused: bool = False
    """A second pool was refused for want of memory: a subject that serves one pool at a time."""
    accepted: set[tuple[int, int] | None] = field(default_factory=set)
    """The configs with which a pool was created before; None: no config."""
    placed: bool = False
    """A pool's memory was put at the edge of its pages, or soiled: what that touches and keeps says nothing of the pool."""
    has_forked: bool = False
    """The process was split in two for a step that ends it: what is written to then is touched as if for the first time."""
    place: int = -1
    kinds: list[int] = field(default_factory=list)
    """Of the operations so far, by place."""
    is_misused: bool = False
    """A misuse came before, or is the present step: from there on nothing counts for, or against, a requirement of core."""
    held_bytes: int = 0
    """The most that a create with no config took."""
    stepped: list[Step] = field(default_factory=list)
    """Steps in pools of the contract's own counts that were gone through instruction by instruction (HOT-5)."""
    leaks: LeakWatch = field(init=False)
    growth: GrowthWatch = field(init=False)
    ran_short: bool = False
    """Memory ran out in a create before (CREATE-4)."""
    taken_at: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """What was taken after the last create or destroy, by its place: see ``shortage.resources``."""
    shortage: Shortage | None = None
    """The last create that was refused for want of memory."""

    def __post_init__(self) -> None:
        self.limits = limits_of(self.contract)
        self.words = words_of(self.contract)
        self.unpromised = unpromised_ids(self.contract)
        self.growth = GrowthWatch(exact=self.abilities.counts_allocations)
        self.leaks = LeakWatch(exact=self.abilities.counts_allocations)

    @property
    def something_is_lent(self) -> bool:
        """In any pool, a buffer or a receipt."""
        for view in self.pools.values():  # noqa: SIM110 - asked at every step, of a pool or two: a generator takes longer
            if view.state.records_taken or view.state.lent:
                return True
        return False

    def is_of_own_size(self, pool: int) -> bool:
        """Whether a pool has the contract's own counts (HOT-5)."""
        view = self.pools.get(pool)
        return view is not None and (view.state.block_count, view.state.record_count) == self.own_counts

    @property
    def own_counts(self) -> tuple[int, int]:
        """Blocks and records of a pool as the contract has it."""
        sequence = self.contract.sequence
        return self.contract.block.count, sequence.count if sequence is not None else 0

    def finding(self, requirements: str, expected: str, observed: str, *, ends_trace: bool = True) -> Finding:
        """A finding at the present step. ``requirements``: ids with spaces between, the one to blame first. With none that the
        contract promises, pool and model part all the same, and nothing is blamed."""
        ids = tuple(each for each in requirements.split() if each not in self.unpromised)
        if self.is_misused and ids:
            ids = tuple(each for each in with_misuse(ids) if each not in self.unpromised)
        return Finding(ids, self.place, expected, observed, ends_trace)

    def fits(self, answer: Answer, seen: Observation) -> bool:
        """Whether the status is one that the contract's answer allows."""
        return not seen.ending and promises.fits(answer, self.code(seen))

    def code(self, seen: Observation) -> int | str:
        """What an operation answered, as a contract names it: 0, a number, or an exception's name."""
        return code_of(seen.status, self.contract)

    def note_misuse(self) -> None:
        if not self.is_misused:
            self.is_misused = True
            self.checked = counting_on(self.checked)

    def void(self, requirements: str, seen: Observation) -> list[Finding]:
        """An operation that can't refuse: a Python class may raise in it all the same."""
        if seen.status == Status.OK:
            return []
        return [self.finding(f"{requirements} SAFE-1".strip(), "success", self.words.status(seen.status))]
