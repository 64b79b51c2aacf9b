"""Of a pool whose get takes a size: which sizes it serves, and what it answers to larger ones."""

from __future__ import annotations

from typing import Final

from .speakers import Code
from .survey import Survey, refusal, shown

_TOP: Final = (1 << 64) - 1
_LANES: Final = 8


def infer_sizes(survey: Survey) -> None:
    if "get_sized" not in survey.prober.can:
        return
    if "get" in survey.prober.can:
        survey.draft.leave_out("size", "get takes no size; get_sized is there too, and was not looked at")
        return
    survey.on_progress("sizes")
    most = _LANES if survey.draft.binding == 1 else survey.asked.size
    smallest = 0 if _is_served(survey, 0) else _border(survey, 0, survey.asked.get_size or 1)
    largest = most if _is_served(survey, most) else _border(survey, most, survey.asked.get_size or smallest)
    survey.draft.promise(
        "size.smallest", smallest, f"{smallest} was served" if smallest == 0 else f"{smallest - 1} was not served"
    )
    survey.draft.promise("size.largest", largest, f"{largest} was served; of one more {_answer_of(survey, largest + 1)}")
    _infer_too_large(survey, largest)


def _infer_too_large(survey: Survey, largest: int) -> None:
    sizes = [largest + 1, largest + 2, 2 * largest + 1, 1 << 20, 1 << 32, (1 << 32) + largest, 1 << 63, _TOP - largest, _TOP]
    codes, aborted = [], 0
    for size in sizes:
        outcome = survey.probe("sized", sizes=[size], exhausted=False, most=0)
        answered = outcome.last("answered")
        if answered is not None:
            codes.append(answered[1])
        aborted += answered is None and outcome.aborted
    path = "size.too_large"
    if len(codes) == len(sizes) and all(codes):
        survey.draft.promise(path, refusal(codes), f"{len(codes)} of {len(codes)} larger sizes were answered {shown(codes)}")
        _infer_which_first(survey, largest, codes)
    elif aborted == len(sizes):
        survey.draft.promise(path, "aborts", f"{aborted} of {aborted} larger sizes ended the process")
        _infer_which_first(survey, largest, [])
    else:
        served = sum(code == 0 for code in codes)
        why = f"of {len(sizes)} larger sizes {served} were served, {len(codes) - served} refused; {aborted} ended the process"
        survey.draft.promise(path, "undefined", why)


def _infer_which_first(survey: Survey, largest: int, codes: list[Code]) -> None:
    path, code = "size.before_capacity", survey.shape.code
    if not survey.can_be_exhausted or not codes:
        survey.draft.promise(path, False, "no pool that is exhausted could be asked")
        return
    outcome = survey.probe("sized", sizes=[largest + 1, _TOP], exhausted=True, most=survey.most)
    answers = [each[1] for each in outcome.of("answered")]
    is_first = len(answers) == 2 and set(answers) == set(codes) and code not in codes
    survey.draft.promise(path, is_first, f"too large a size was answered {shown(answers)} by an exhausted pool")


def _is_served(survey: Survey, size: int) -> bool:
    answered = survey.probe("sized", sizes=[size], exhausted=False, most=0).last("answered")
    return answered is not None and answered[1] == 0


def _answer_of(survey: Survey, size: int) -> str:
    outcome = survey.probe("sized", sizes=[size], exhausted=False, most=0)
    answered = outcome.last("answered")
    return f"the process {outcome.ending}" if answered is None else f"the answer was {answered[1]}"


def _border(survey: Survey, refused: int, served: int) -> int:
    while abs(served - refused) > 1:
        middle = (served + refused) // 2
        if _is_served(survey, middle):
            served = middle
        else:
            refused = middle
    return served
