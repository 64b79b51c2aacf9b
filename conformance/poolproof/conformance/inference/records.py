"""The sequence: records that are taken one after the other, and given back all at once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from .shape import alignment_of
from .survey import Survey, is_code

_MOST: Final = 20_000
_LARGEST: Final = 1 << 16
_NUMBER_BYTES: Final = 8
_SEEN: Final = 6
"""Records of which the content is told."""


def infer_records(survey: Survey) -> None:
    if not survey.prober.can >= {"take", "reset"}:
        return
    survey.on_progress("records")
    outcome = survey.probe("records", most=_MOST, record_size=0)
    took, refused = [each for each in outcome.of("took") if each[0] == 0], outcome.of("refused")
    if not took:
        survey.draft.leave_out("sequence", f"nothing was taken: the process {outcome.ending}")
        return
    if not refused or not outcome.came_back:
        survey.draft.leave_out("sequence", f"after {len(took):,} records there was no refusal: the process {outcome.ending}")
        return
    addresses = [each[1] for each in took]
    size = _size(took, addresses)
    if size is None:
        survey.draft.leave_out("sequence", "one record shows no distance to the next, so its size can't be known")
        return
    count = int(refused[0][0])
    survey.draft.promise("sequence.size", size, f"they lie {size:,} bytes apart")
    survey.draft.promise("sequence.align", alignment_of(addresses), f"of {len(addresses):,} addresses")
    survey.draft.promise("sequence.count", count, f"{count:,} were taken, and one more was refused")
    code = refused[0][1]
    survey.draft.promise(
        "sequence.exhausted", f"refused:{code}" if is_code(code) else "refused", f"one more was answered {code}"
    )
    _infer_number(survey, size, count)


def _size(took: list[list[Any]], addresses: list[int]) -> int | None:
    if took[0][2] is not None:
        return int(took[0][2])
    steps = [abs(later - earlier) for earlier, later in pairwise(addresses)]
    return min(min(steps), _LARGEST) if steps else None


def _infer_number(survey: Survey, size: int, count: int) -> None:
    outcome = survey.probe("records", most=min(count, _SEEN), record_size=size)
    held = [bytes.fromhex(each[3]) for each in outcome.of("took") if each[3]]
    path = "sequence.number_at"
    number = range(min(count, _SEEN))
    right = [bytes(each.to_bytes(_NUMBER_BYTES, "little")) for each in number]
    numbered = [
        at
        for at in range(size - _NUMBER_BYTES + 1)
        if held and all(_is_number_at(record, at, right[place % len(right)]) for place, record in enumerate(held))
    ]
    if numbered and count > 1:
        survey.draft.promise(path, numbered[0], f"it stood there in {len(held)} of {len(held)} records, and all else was zero")
    else:
        survey.draft.leave_out(path, "in what was taken there was no number with zeros around it")


def _is_number_at(record: bytes, at: int, number: bytes) -> bool:
    """Whether it is all that there is in the record."""
    return record[at : at + _NUMBER_BYTES] == number and not any(record[:at]) and not any(record[at + _NUMBER_BYTES :])
