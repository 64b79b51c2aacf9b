"""An observation in the making: what the holder of a Python class notes while an operation runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from poolproof.spec.vocabulary import CallerVariable, Counter, Ending, LentKind, Surrounding

from ..observations import Observation, Out, State
from .python_surroundings import Change
from .usage_records import RecordChange

_WORD_MASK: Final = 2**64 - 1
_U32_MAX: Final = 2**32 - 1
_PARTS_OF_NAME: Final = ("kind", "pool", "word", "index")


class BlockName(NamedTuple):
    """Which of the blocks that pools lent, and which word of it."""

    kind: int = LentKind.NONE
    pool: int = 0
    word: int = 0
    number: int = 0


class Dirty(NamedTuple):
    """Words that were not as promised when a block was handed out: how many; the first, what it held, and was to hold."""

    words: int = 0
    at: int = 0
    value: int = 0
    expected: int = 0


class Differs(NamedTuple):
    """A block that does not hold what it should."""

    name: BlockName
    expected: int = 0
    found: int = 0


_NO_BLOCK: Final = BlockName()
_NOT_DIRTY: Final = Dirty()
_AS_IT_SHOULD_BE: Final = Differs(_NO_BLOCK)


@dataclass(slots=True)
class Facts:
    status: int = 0
    out: int = Out.NULL
    target: int = -1
    out_flags: int = 0
    usage: tuple[int, int, int, int] | None = None
    counters: dict[Counter, int] = field(default_factory=dict)
    dirty: Dirty = _NOT_DIRTY
    receipt_id: int = 0
    address: int = 0
    addressless: bool = False
    overlaps: BlockName = _NO_BLOCK
    disturbed: Differs = _AS_IT_SHOULD_BE
    changed_free: Differs = _AS_IT_SHOULD_BE
    raised: str = ""
    allocations: int = 0
    releases: int = 0
    allocated_bytes: int = 0
    live_blocks: int = 0
    virtual_pages: int = 0
    changed_record: RecordChange | None = None
    changed_surrounding: Change | None = None

    def observation(self, state: State) -> Observation:
        record = self.changed_record or RecordChange(0, 0, 0, 0)
        around = self.changed_surrounding or Change(Surrounding.NONE, after=0)
        return Observation(
            state=state,
            status=self.status,
            out=self.out,
            target=self.target,
            out_flags=self.out_flags,
            addressless=int(self.addressless),
            receipt_id=self.receipt_id & _WORD_MASK,
            address=self.address & _WORD_MASK,
            allocations=min(self.allocations, _U32_MAX),
            releases=min(self.releases, _U32_MAX),
            allocated_bytes=self.allocated_bytes,
            live_bytes=self.live_blocks,
            virtual_pages=self.virtual_pages,
            surrounding=around.kind,
            surrounding_number=around.number,
            surrounding_before=around.before,
            surrounding_after=around.after,
            variable=CallerVariable.USAGE if self.changed_record else CallerVariable.NONE,
            variable_place=record.place,
            variable_number=record.number,
            variable_before=record.before,
            variable_after=record.after,
            ending=Ending.NONE,
            **self._of_blocks(),
            **self._of_counts(),
        )

    def _of_blocks(self) -> dict[str, int]:
        fields = {
            "dirty_count": self.dirty.words,
            "dirty_at": self.dirty.at,
            "dirty_value": self.dirty.value & _WORD_MASK,
            "dirty_expected": self.dirty.expected & _WORD_MASK,
        }
        for what, name in (
            ("overlaps", self.overlaps),
            ("disturbed", self.disturbed.name),
            ("changed_free", self.changed_free.name),
        ):
            fields |= {f"{what}_{part}": value for part, value in zip(_PARTS_OF_NAME, name, strict=True)}
        for what, differs in (("disturbed", self.disturbed), ("changed_free", self.changed_free)):
            fields |= {f"{what}_expected": differs.expected & _WORD_MASK, f"{what}_found": differs.found & _WORD_MASK}
        return fields

    def _of_counts(self) -> dict[str, int]:
        soa_in_use, soa_total, receipts_in_use, receipts_total = self.usage or (0, 0, 0, 0)
        seen = Counter.NONE
        for each in self.counters:
            seen |= each
        return {
            "usage_observed": int(self.usage is not None),
            "soa_in_use": soa_in_use,
            "soa_total": soa_total,
            "receipts_in_use": receipts_in_use,
            "receipts_total": receipts_total,
            "counters_seen": int(seen),
            **{f"counted_{str(each.name).lower()}": value for each, value in self.counters.items()},
        }
