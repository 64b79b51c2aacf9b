"""What the judge has before it: the pools as the model sees them, what was checked so far, and where in the trace it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poolproof.reference import promises
from poolproof.spec import Profile, Status
from poolproof.spec.contracts import Answer, Contract, default_contract

from ..names import status_name
from ..observations import Observation, Step
from .blaming.misuse import counting_on, with_misuse
from .coverage import Situation
from .finding import Finding
from .growth import GrowthWatch
from .leaks import LeakWatch
from .pool_view import PoolView

if TYPE_CHECKING:
    from .shortage import Shortage


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the subject's worker can observe."""

    counts_allocations: bool
    counts_system_calls: bool = False
    counts_page_faults: bool = False
    watches_bounds: bool = False
    """What the subject takes has zones beside it that are nobody's, and what comes with a call ends at a page of no access."""
    counts_python_allocations: bool = False
    """The calls of CPython's allocators on the hot path, and nothing else: ``counts_allocations`` is False then."""


@dataclass(slots=True)
class Docket:
    """``checked`` counts the observations that could have failed each requirement; ``reached``, those in each situation;
    ``lost``: pool and model have parted."""

    profile: Profile
    abilities: Abilities
    follows_order: bool = False
    """No order was asked for: whatever free buffer is lent, is the right one."""
    contract: Contract = field(default_factory=default_contract)
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
    place: int = -1
    kinds: list[int] = field(default_factory=list)
    """Of the operations so far, by place."""
    is_misused: bool = False
    """A misuse came before, or is the present step: from there on nothing counts for, or against, a requirement of core."""
    held_bytes: int = 0
    """The most that a create with no config took."""
    stepped: list[Step] = field(default_factory=list)
    """Steps in pools of the profile's own capacities that were gone through instruction by instruction (HOT-5)."""
    leaks: LeakWatch = field(init=False)
    growth: GrowthWatch = field(init=False)
    ran_short: bool = False
    """Memory ran out in a create before (CREATE-4)."""
    taken_at: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """What was taken after the last create or destroy, by its place: see ``shortage.resources``."""
    shortage: Shortage | None = None
    """The last create that was refused for want of memory."""

    def __post_init__(self) -> None:
        self.growth = GrowthWatch(exact=self.abilities.counts_allocations)
        self.leaks = LeakWatch(exact=self.abilities.counts_allocations)

    @property
    def something_is_lent(self) -> bool:
        """In any pool, a buffer or a receipt."""
        for view in self.pools.values():  # noqa: SIM110 - asked at every step, of a pool or two: a generator takes longer
            if view.state.receipts_in_use or view.state.lent:
                return True
        return False

    def is_of_own_size(self, pool: int) -> bool:
        """Whether a pool has the profile's own capacities (HOT-5)."""
        view = self.pools.get(pool)
        own = self.profile.soa_capacity, self.profile.receipt_capacity
        return view is not None and (view.state.soa_capacity, view.state.receipt_capacity) == own

    def finding(self, requirements: str, expected: str, observed: str, *, ends_trace: bool = True) -> Finding:
        """A finding at the present step. ``requirements``: ids with spaces between, the one to blame first."""
        ids = tuple(requirements.split())
        return Finding(with_misuse(ids) if self.is_misused else ids, self.place, expected, observed, ends_trace)

    def fits(self, answer: Answer, seen: Observation) -> bool:
        """Whether the status is one that the contract's answer allows."""
        return promises.fits(answer, seen.status)

    def note_misuse(self) -> None:
        if not self.is_misused:
            self.is_misused = True
            self.checked = counting_on(self.checked)

    def void(self, requirements: str, seen: Observation) -> list[Finding]:
        """An operation that can't refuse: a Python class may raise in it all the same."""
        if seen.status == Status.OK:
            return []
        return [self.finding(f"{requirements} SAFE-1".strip(), "success", status_name(seen.status))]
