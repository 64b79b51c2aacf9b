"""The table [block], from the shape that was found."""

from __future__ import annotations

from typing import Final

from .shape import alignment_of
from .survey import Survey, is_code
from .wishes import Wishes

_SHIFTS: Final = 8
"""Places on the heap."""


def promise_blocks(survey: Survey, wishes: Wishes) -> None:
    shape, draft = survey.shape, survey.draft
    asked = shape.asked
    if draft.binding == 2:
        draft.promise("block.size", asked.size, shape.size_evidence)
        _promise_align(survey, wishes)
    if draft.binding == 2 or draft.value("block.count") != asked.count:
        draft.promise("block.count", asked.count, _count_evidence(survey, wishes))
    if shape.is_at_least:
        draft.promise("block.capacity", "at-least", f"{shape.lent:,} were lent")
    _promise_exhaustion(survey)


def _count_evidence(survey: Survey, wishes: Wishes) -> str:
    lent = f"{survey.shape.lent:,} were lent"
    return f"as given; {lent}" if wishes.count is not None else lent


def _promise_align(survey: Survey, wishes: Wishes) -> None:
    addresses = list(survey.shape.addresses)
    for shift in range(_SHIFTS):
        outcome = survey.prober.probe("lend", survey.asked, most=survey.most, shift=shift)
        addresses += [each[0] for each in outcome.of("got")]
    seen = alignment_of(addresses)
    if wishes.align is not None:
        survey.draft.promise("block.align", wishes.align, f"as given; {len(addresses):,} addresses were multiples of {seen:,}")
    elif seen > 1:
        survey.draft.promise("block.align", seen, f"{len(addresses):,} of {len(addresses):,} addresses were multiples of it")


def _promise_exhaustion(survey: Survey) -> None:
    shape, path = survey.shape, "block.exhausted"
    one_more = f"with {shape.lent:,} lent, one more"
    if shape.code is not None:
        answer = f"refused:{shape.code}" if is_code(shape.code) else "refused"
        survey.draft.promise(path, answer, f"{one_more} was answered {shape.code}")
    elif shape.ending.aborted:
        survey.draft.promise(path, "aborts", f"{one_more}, and the process {shape.ending.ending}")
    elif shape.ending.came_back:
        survey.draft.leave_out(path, f"never seen: {shape.lent:,} were lent, and there were more")
    else:
        survey.draft.leave_out(path, f"{one_more}, and the process {shape.ending.ending}")
