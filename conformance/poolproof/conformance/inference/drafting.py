"""The draft of a contract: what every look at the pool showed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from poolproof.spec import Level
from poolproof.spec.contracts import language, load_contract
from poolproof.spec.contracts.language import ROOT

from ..subjects import Subject
from .blocks import promise_blocks
from .contents import infer_contents
from .counters import infer_counters
from .counts import find_counts
from .draft import Draft, Line, plain
from .hot_path import infer_growth, infer_hot_path, infer_shortage
from .lives import infer_clear, infer_counts, infer_destroy, infer_instances, infer_refused_config
from .misuses import infer_misuses
from .orders import infer_order
from .probing import Prober
from .records import infer_records
from .shape import find_shape
from .sizes import infer_sizes
from .storage import infer_storage
from .survey import Survey
from .trial import trouble_with
from .wishes import Wishes

OnProgress = Callable[[str], None]
_BUFFER_BYTES: Final = 192
_BUFFER_ALIGN: Final = 64
_BUFFERS: Final = 16
_COUNT_AT_MOST: Final = 4096
_BYTES_AT_MOST: Final = 4 << 20
"""Of all blocks of a pool that is looked at by the judge before the verification."""


def begin_with_base(draft: Draft) -> None:
    """What knhk promises, until it is refuted."""
    base = load_contract("knhk")
    for table in (each for each in language().values() if each.name != ROOT):
        record = getattr(base, table.name)
        if record is not None:
            draft.lines[table.name] = {key: Line(plain(getattr(record, key)), "as knhk") for key in table.keys}


def look_at(subject: Subject, wishes: Wishes, draft: Draft, on_progress: OnProgress) -> None:
    """Fill the draft with what the pool shows. Raises SubjectError, and CantBeKnownError."""
    is_buffers = draft.binding == 1
    kind = "buffers" if is_buffers else "blocks" if subject.is_library else "class"
    if is_buffers:
        wishes = replace(wishes, size=_BUFFER_BYTES, align=_BUFFER_ALIGN, count=_BUFFERS)
    on_progress("the blocks")
    with Prober(subject, kind) as prober:
        survey = Survey(prober, draft, find_shape(prober, wishes, is_default=is_buffers), on_progress)
        counts = None
        if prober.makes_pools and not is_buffers and "create" in prober.can:
            on_progress("the counts")
            counts = find_counts(prober, survey.asked)
        promise_blocks(survey, wishes)
        infer_destroy(survey)
        infer_instances(survey)
        if survey.asked.storage is not None:
            infer_storage(survey, wishes)
        if is_buffers:
            infer_refused_config(survey)
        else:
            infer_counts(survey, counts)
        if subject.is_library and not is_buffers:
            _fit_to_judge(subject, survey, wishes)
        infer_sizes(survey)
        infer_order(survey)
        infer_contents(survey)
        infer_counters(survey)
        infer_clear(survey)
        infer_records(survey)
        if wishes.level is Level.CORE:
            draft.leave_out("misuse", "not tried (--level core)")
        else:
            infer_misuses(survey)
    infer_growth(survey, subject)
    infer_shortage(survey, subject)
    infer_hot_path(survey, subject, wishes.level)
    if not is_buffers:
        draft.leave_out("sharing", "not looked at: the pool had one owner at a time")
        draft.leave_out("cost", "not looked at")


def _fit_to_judge(subject: Subject, survey: Survey, wishes: Wishes) -> None:
    """Take blocks for smaller, or counts for fewer, where the judge sees that a pool has not so much."""
    survey.on_progress("what blocks have room for")
    draft, size = survey.draft, survey.asked.size
    found = trouble_with(subject, draft.contract())
    if found is not None and wishes.size is None and size > 1:
        fitting = _largest(lambda size: trouble_with(subject, _with(draft, "block.size", size).contract()) is None, 1, size)
        if fitting is not None:
            draft.promise(
                "block.size",
                fitting,
                f"they lie {size:,} bytes apart, but of {fitting + 1:,} the last was not its holder's: {found.observed}",
            )
            survey.shape = replace(survey.shape, asked=replace(survey.asked, size=fitting))
    counts = draft.value("block.counts")
    if isinstance(counts, tuple):
        _fit_counts(subject, survey, counts)


def _fit_counts(subject: Subject, survey: Survey, counts: tuple[int, int]) -> None:
    draft, count = survey.draft, survey.asked.count
    most = max(count, min(counts[1], _COUNT_AT_MOST, _BYTES_AT_MOST // draft.contract().block.size))
    found = trouble_with(subject, draft.contract(), most)
    if found is None:
        return
    last = _largest(lambda count: trouble_with(subject, draft.contract(), count) is None, count, most)
    if last is None or last == counts[0]:
        draft.leave_out("block.counts", f"a pool of {most:,} blocks: {found.observed}")
    else:
        draft.promise("block.counts", (counts[0], last), f"a pool of {last + 1:,} blocks: {found.observed}")


def _largest(fits: Callable[[int], bool], low: int, high: int) -> int | None:
    """The largest number from ``low`` to below ``high`` that fits; None: none does."""
    if not fits(low):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _with(draft: Draft, path: str, value: int) -> Draft:
    """A copy with one promise that is otherwise."""
    copy = replace(draft, lines={table: dict(lines) for table, lines in draft.lines.items()}, remarks={})
    copy.promise(path, value, "")
    return copy
