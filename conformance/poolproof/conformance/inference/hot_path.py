"""What the judge's worker counts inside get and return, and inside a create in which memory runs out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from poolproof.spec import Level
from poolproof.spec.contracts import Contract
from poolproof.spec.vocabulary import Probe

from ..generators.shapes import drain, return_newest_first, return_scrambled
from ..names import counted
from ..observations import Step
from ..operations import HOT_KINDS, Kind, Operation, create_default, give_back, short_of_memory
from ..runs import Session
from ..subjects import Subject
from ..subjects.terms import TIMES_ITS_COUNT
from .speakers import Code
from .survey import Survey, refusal, shown

_BLOCKS_AT_MOST: Final = 512
_STEPPED_AT_MOST: Final = 80
_USUAL_INSTRUCTIONS: Final = 2000
_MOST_INSTRUCTIONS: Final = 1_000_000
_FAILING: Final = 24
"""Allocations of create that fail, one after the other."""


def infer_hot_path(survey: Survey, subject: Subject, level: Level) -> None:
    """Promise what a warm pool did not do in a few hundred operations; the verification looks harder."""
    if level is not Level.HOT:
        survey.draft.leave_out("hot", f"not looked at (--level {level})")
        return
    survey.on_progress("the hot path")
    contract = survey.draft.contract()
    operations = _uses(contract)
    with Session(replace(subject, contract=contract)) as session:
        steps = [each for each in session.run(operations, fresh=True) if each.operation.kind in HOT_KINDS]
        if not subject.is_library:
            _infer_python(survey, session, steps)
            return
        if not session.counts_allocations:
            survey.draft.leave_out("hot", "allocations can't be counted of this subject on this machine: `poolproof doctor`")
            return
        _infer_library(survey, session, steps, operations)


def _infer_python(survey: Survey, session: Session, steps: Sequence[Step]) -> None:
    allocating = sum(each.observation.allocations > 0 for each in steps)
    if not session.counts_python_allocations or allocating:
        survey.draft.leave_out("hot", f"{allocating:,} of {len(steps):,} operations asked CPython's allocators for something")
        return
    survey.draft.promise("hot.allocates", False, f"none of {len(steps):,} operations asked CPython's allocators for anything")


def _infer_library(survey: Survey, session: Session, steps: Sequence[Step], operations: Sequence[Operation]) -> None:
    available = session.available_probes
    allocating = sum(bool(each.observation.allocations or each.observation.releases) for each in steps)
    survey.draft.promise("hot.allocates", allocating > 0, f"{allocating:,} of {len(steps):,} operations allocated")
    calling = sum(each.observation.system_calls > 0 for each in steps)
    if available & Probe.SYSTEM_CALLS:
        survey.draft.promise("hot.system_calls", calling > 0, f"{calling:,} of {len(steps):,} operations called the system")
    else:
        survey.draft.promise("hot.system_calls", True, "system calls can't be counted on this machine")
    touching = sum(each.observation.page_faults > 0 for each in steps)
    may_touch = touching > 1 or not available & Probe.PAGE_FAULTS
    survey.draft.promise("hot.first_touch", may_touch, f"{touching:,} of {len(steps):,} operations touched a page first")
    places = [place for place, each in enumerate(operations) if each.kind in (Kind.GET, Kind.RETURN)]
    most = 0
    if available & Probe.INSTRUCTIONS:
        session.restart()  # the only pool of a process may be used up
        stepped = session.step_through(operations, places[:: max(len(places) // _STEPPED_AT_MOST, 1)])
        most = max((each.observation.instructions for each in stepped), default=0)
    _infer_instructions(survey, most)


def _infer_instructions(survey: Survey, most: int) -> None:
    path = "hot.instructions"
    if most == 0:
        survey.draft.promise(path, 0, "instructions can't be counted on this machine")
    elif most > _MOST_INSTRUCTIONS:
        survey.draft.promise(path, 0, f"a get or a return took {most:,}")
    else:
        limit = _USUAL_INSTRUCTIONS if 2 * most <= _USUAL_INSTRUCTIONS else _rounded(2 * most)
        survey.draft.promise(path, limit, f"a get or a return took {most:,} at the most")


def _rounded(number: int) -> int:
    unit: int = 10 ** max(len(str(number)) - 2, 0)
    return -(-number // unit) * unit


def infer_shortage(survey: Survey, subject: Subject) -> None:
    """What create answers where an allocation of its own fails."""
    path = "life.out_of_memory"
    if not subject.is_library or not survey.prober.makes_pools:
        survey.draft.leave_out(path, "memory can't be made to run out in it")
        return
    survey.on_progress("memory that runs out")
    codes: list[Code] = []
    asks_for_it = replace(survey.draft, lines={table: dict(lines) for table, lines in survey.draft.lines.items()}, remarks={})
    asks_for_it.promise(path, "refused", "")
    with Session(replace(subject, contract=asks_for_it.contract())) as session:
        for nth in range(1, _FAILING):
            seen = session.run([short_of_memory(create_default(), nth)], fresh=True)[-1]
            if seen.death is not None:
                survey.draft.leave_out(path, f"undefined: with its allocation {nth} failing, create {seen.death}")
                return
            if not seen.observation.allocations_failed:
                break
            codes.append(seen.observation.status)
    if not codes:
        survey.draft.leave_out(path, "create asks for no memory")
    elif all(codes):
        survey.draft.promise(
            path, refusal(codes), f"with one of {counted(len(codes), 'allocation')} failing, create answered {shown(codes)}"
        )
    else:
        survey.draft.leave_out(path, "create succeeded without the memory that it asked for")


def infer_growth(survey: Survey, subject: Subject) -> None:
    """Of a pool that lends more than its count: whether a get that finds nothing free takes more memory."""
    if not survey.shape.is_at_least or not subject.is_library:
        return
    contract = survey.draft.contract()
    count = contract.block.count
    with Session(replace(subject, contract=contract)) as session:
        steps = session.run([create_default(), *drain(TIMES_ITS_COUNT * count)], fresh=True)[1 + count :]
    growing = sum(each.observation.allocations > 0 for each in steps)
    if growing:
        what = f"{growing:,} of {counted(len(steps), 'get')} beyond the count took more memory"
        survey.draft.promise("block.exhausted", "grows", what)


def _uses(contract: Contract) -> list[Operation]:
    """A pool that was warmed up by a life before."""
    times = TIMES_ITS_COUNT if contract.block.capacity == "at-least" else 1
    count = min(times * contract.block.count, _BLOCKS_AT_MOST)
    used = [*drain(count), *return_scrambled(count), *drain(count), *return_newest_first(count)]
    return [create_default(), *used, *[*drain(1), give_back()] * 20]
