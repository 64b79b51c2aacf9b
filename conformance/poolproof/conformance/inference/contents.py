"""What blocks hold when they are lent, and while they are free."""

from __future__ import annotations

from typing import Any

from .survey import Survey

_TURNS = 12


def infer_contents(survey: Survey) -> None:
    """Promise what every block held, each time that it was looked at."""
    survey.on_progress("what blocks hold")
    most = min(survey.most, 64)
    outcome = survey.probe("contents", most=most, turns=_TURNS, looks=True)
    free = outcome.of("free")
    if not outcome.came_back:
        survey.draft.leave_out("contents.while_free", f"to read a free block can't be promised: the process {outcome.ending}")
        outcome, free = survey.probe("contents", most=most, turns=_TURNS, looks=False), []
    fresh, again = outcome.of("fresh"), outcome.of("again")
    if not again:
        survey.draft.leave_out("contents.at_get", f"nothing was lent again: the process {outcome.ending}")
        return
    _promise(survey, "contents.at_get", [each[0] for each in (*fresh, *again)], [each[1] for each in again], "lent")
    if free:
        _promise(survey, "contents.while_free", [each[0] for each in free], [each[1] for each in free], "looked at while free")


def _promise(survey: Survey, path: str, bytes_seen: list[Any], kept: list[bool], when: str) -> None:
    times = f"{len(bytes_seen):,} of {len(bytes_seen):,} times that a block was {when}"
    value = set(bytes_seen)
    if len(value) == 1 and None not in value:
        byte = value.pop()
        word = "zero" if byte == 0 and path.endswith("at_get") else f"0x{byte:02X}"
        survey.draft.promise(path, word, times)
    elif kept and all(kept):
        survey.draft.promise(
            path, "kept", f"{len(kept):,} of {len(kept):,} times that a block was {when}, as its holder left it"
        )
    else:
        blank, left = sum(each == 0 for each in bytes_seen), sum(kept)
        what = f"zero in {blank:,} of {len(bytes_seen):,} blocks {when}, as its holder left it in {left:,} of {len(kept):,}"
        if max(blank / len(bytes_seen), left / max(len(kept), 1)) >= 0.9:
            what += ": probably a fault"
            survey.draft.doubts.append(f"{path}: {what}")
        survey.draft.leave_out(path, what)
