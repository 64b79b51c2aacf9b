"""Storage that is handed over to create: how much of it a pool uses."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .shape import given_storage
from .survey import Survey
from .wishes import Wishes

_UNIT: Final = 64


def infer_storage(survey: Survey, wishes: Wishes) -> None:
    """Promise that storage is given, and so much of it as was written to."""
    draft, asked = survey.draft, survey.asked
    draft.promise("life.storage", "given", "no pool was made without it")
    align = wishes.storage_align or draft.value("block.align") or 1
    if wishes.storage_align is not None:
        draft.promise("life.storage_align", wishes.storage_align, "as given")
    assert isinstance(align, int)
    touched = {}
    for count in sorted({1, 2, 3, asked.count, asked.count + 1, asked.count * 2, max(asked.count // 2, 1)}):
        trial = replace(given_storage(replace(asked, count=count), wishes), storage_align=align)
        outcome = survey.prober.probe("storage", trial, most=min(count, 4096))
        seen = outcome.last("touched")
        if seen is not None and outcome.last("created") == [0]:
            touched[count] = max(each[0] for each in outcome.of("touched"))
    size, block_align = asked.size, align
    rounded = -(-size // block_align) * block_align
    counts = sorted(touched)
    if not counts:
        draft.leave_out("life.storage_fixed", "how much of it is used could not be seen")
        return
    low, high = counts[0], counts[-1]
    per_block = rounded if low == high else max(rounded, -(-(touched[high] - touched[low]) // (high - low)))
    fixed = max(touched[count] - count * per_block for count in counts)
    if fixed > 0:  # what is not written to, and what lies between parts, was not seen
        fixed = -(-(fixed + align) // _UNIT) * _UNIT
    if fixed > 0:
        draft.promise("life.storage_fixed", fixed, f"{touched[high]:,} bytes of it were used for {high:,} blocks")
    if per_block != rounded:
        draft.promise("life.storage_per_block", per_block, f"{touched[low]:,} bytes of it were used for {low:,} blocks")
