"""TICK-1 and TICK-2, judged: the figures, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass

from . import build, field
from .contest import Contest, OnLaunch, hold
from .estimates import Estimate
from .judgement import Answer, Judgement, at_least, at_most
from .launch import ClockError, Contestant, Schedule
from .toolchain import BuildError, Compilers
from .workloads import DEPTH1, WHOLE, Workload

LAUNCHES, ROUNDS, SECONDS_A_WORKLOAD = 5, 41, 6.0
_SUBJECT, _BESIDE, _BEFORE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class TickFigure:
    """What one contestant took at one workload, in core cycles: over all, and round by round in each launch."""

    workload: Workload
    name: str
    how: str
    cycles: Estimate
    launches: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class TickJudgement:
    """``checked``: how many batches it stands on; ``figures``: what was measured for it, of the subject first."""

    requirement: str
    judgement: Judgement
    checked: int
    figures: tuple[TickFigure, ...] = ()


def judge_ticks(
    subject: field.SubjectLibrary, tick_target: float, *, on_launch: OnLaunch = lambda _done, _all: None
) -> tuple[TickJudgement, ...]:
    """Judge TICK-1 and TICK-2. What can't be measured here is inconclusive, with the reason.

    The project's own pool is inlined, as a user would who includes its header. Any other library is called, and then its
    ticks are those beyond two empty calls of the same kind."""
    compilers = Compilers.from_environment()
    try:
        pool = field.ours(compilers) if subject.is_ours else field.called(subject.name, subject.path, compilers)
        beside = field.floor(compilers) if subject.is_ours else field.empty_calls(compilers)
        program, before = build.clock_program(compilers), field.before(compilers)
        contest = hold(program, schedule(pool, beside, before), LAUNCHES, on_launch=on_launch)
    except (BuildError, ClockError) as error:
        return _neither(str(error).partition("\n")[0])
    first = judge_inlined(contest, tick_target) if subject.is_ours else judge_called(contest, tick_target)
    return first, judge_whole(contest)


def schedule(pool: Contestant, beside: Contestant, before: Contestant) -> Schedule:
    """The pool, what is measured beside it at get and return, and the allocation that the whole operation is held against."""
    entries = {DEPTH1: (_SUBJECT, _BESIDE), WHOLE: (_SUBJECT, _BEFORE)}
    return Schedule((pool, beside, before), entries, ROUNDS, SECONDS_A_WORKLOAD)


def judge_inlined(contest: Contest, target: float) -> TickJudgement:
    """TICK-1 of a pool that is inlined."""
    cycles, beside = contest.cycles(DEPTH1, _SUBJECT), contest.cycles(DEPTH1, _BESIDE)
    found = at_most(cycles, target, contest.why_not(DEPTH1, _SUBJECT), least=contest.least(DEPTH1, _SUBJECT))
    if cycles is None:
        return _judged("TICK-1", found, contest)
    floor = "" if beside is None else f"; the floor takes {beside.value:.2f}"
    return _judged("TICK-1", Judgement(found.answer, f"{_both(found.why, cycles.value, target)}, inlined{floor}"), contest)


def judge_called(contest: Contest, target: float) -> TickJudgement:
    """TICK-1 of a library: what it takes beyond two empty calls."""
    net = contest.difference(DEPTH1, _SUBJECT, _BESIDE)
    whole, empty = contest.cycles(DEPTH1, _SUBJECT), contest.cycles(DEPTH1, _BESIDE)
    found = at_most(net, target, contest.why_not(DEPTH1, _SUBJECT), least=contest.least(DEPTH1, _SUBJECT, _BESIDE))
    if net is None or whole is None or empty is None:
        return _judged("TICK-1", found, contest)
    calls = f"net of two empty calls ({whole.value:.2f} less {empty.value:.2f})"
    return _judged("TICK-1", Judgement(found.answer, f"{_both(found.why, net.value, target)}, {calls}"), contest)


def judge_whole(contest: Contest) -> TickJudgement:
    """TICK-2: at least one tick less than with an aligned allocation of buffer and receipt each time."""
    saved = contest.difference(WHOLE, _BEFORE, _SUBJECT)
    missing = next((at for at in (_SUBJECT, _BEFORE) if contest.cycles(WHOLE, at) is None), _SUBJECT)
    found = at_least(saved, 1.0, contest.why_not(WHOLE, missing))
    after, before = contest.cycles(WHOLE, _SUBJECT), contest.cycles(WHOLE, _BEFORE)
    if saved is None or after is None or before is None:
        return _judged("TICK-2", found, contest)
    told = f"{found.why} ticks less: {after.value:.1f} with the pool, {before.value:.1f} with an aligned allocation each time"
    return _judged("TICK-2", Judgement(found.answer, told), contest)


def _both(told: str, cycles: float, target: float) -> str:
    """A tick is a cycle; what the looser reading, four cycles to a tick, comes to is told beside it."""
    loose = "at most" if cycles / 4 <= target else "above"
    return f"{told} ticks, or {cycles / 4:.2f} ticks_4c ({loose} {target:g})"


def _judged(requirement: str, judgement: Judgement, contest: Contest) -> TickJudgement:
    batches = 0
    if judgement.answer is not Answer.INCONCLUSIVE:
        workload = DEPTH1 if requirement == "TICK-1" else WHOLE
        batches = sum(len(rounds) for rounds in contest.launches.get((workload, _SUBJECT), ()))
    return TickJudgement(requirement, judgement, batches, _figures(requirement, contest))


def _figures(requirement: str, contest: Contest) -> tuple[TickFigure, ...]:
    """Of the subject, and of what it is held against. None of the other alone: the first is the subject's."""
    workload, other = (DEPTH1, _BESIDE) if requirement == "TICK-1" else (WHOLE, _BEFORE)
    found: list[TickFigure] = []
    for place in (_SUBJECT, other):
        cycles = contest.cycles(workload, place)
        if cycles is not None and (place == _SUBJECT or found):
            contestant = contest.contestants[place]
            launches = tuple(tuple(rounds.values()) for rounds in contest.launches[workload, place])
            found.append(TickFigure(workload, contestant.name, contestant.how, cycles, launches))
    return tuple(found)


def _neither(why: str) -> tuple[TickJudgement, ...]:
    return tuple(TickJudgement(each, Judgement(Answer.INCONCLUSIVE, why), 0) for each in ("TICK-1", "TICK-2"))
