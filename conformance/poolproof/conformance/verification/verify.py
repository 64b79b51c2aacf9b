"""One verification, from a subject to a verdict for each requirement."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ..runs import Session
from ..subjects import MachineError, Subject
from .drivers.course import EACH_ROUND, ONCE
from .events import Ended, OnEvent, unheard
from .examiner import Examiner, HangsError, OutOfTimeError
from .plan import Plan
from .promised import Promised
from .settle import requirement_verdict
from .verdicts import Run

_INTERRUPTED = "interrupted"
_ALLOCATIONS_A_COLLECTION = 200_000


def verify(
    subject: Subject,
    plan: Plan,
    on_event: OnEvent = unheard,
) -> Run:
    """Judge a subject by its contract. Raises SubjectError when it can't be loaded."""
    promised = Promised(subject.contract)
    started = time.monotonic()
    deadline = started + (plan.budget_s if plan.budget_s is not None else plan.ceiling_s)
    with _seldom_collecting(), Session(subject) as session:
        examiner = Examiner(session, plan, deadline, on_event, promised)
        cut_short = _carry_out(examiner)
        evidence = examiner.evidence
        evidence.tell_faults_apart(examiner.asks_for)
        evidence.ended_at_violation = examiner.has_enough
        evidence.is_whole = cut_short is None and not examiner.has_enough
        verdicts = tuple(requirement_verdict(each, evidence, subject, plan, promised) for each in promised.spec.requirements)
        run = Run(
            subject=subject,
            subject_name=session.name or subject.given,
            contract=promised.contract,
            level=plan.level,
            verdicts=verdicts,
            operations=session.operations_run,
            seconds=time.monotonic() - started,
            seed=plan.seed,
            cut_short=cut_short,
            ended_at_violation=examiner.has_enough and cut_short is None,
            explored=tuple(evidence.explored),
            instructions=evidence.instructions.rows(),
            coverage=evidence.coverage,
            ticks=tuple(evidence.ticks),
            python_memory=evidence.python_memory,
            interrupted=cut_short == _INTERRUPTED,
            died=evidence.deaths > 0,
        )
    on_event(Ended(run))
    return run


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """A trace is tens of thousands of tuples, none of them in a cycle: to look for cycles there takes a fifth of the time. What
    was imported stays, and is not looked at either."""
    before, freezes = gc.get_threshold(), gc.get_freeze_count() == 0
    if before[0]:  # 0: whoever calls does without collections
        gc.set_threshold(_ALLOCATIONS_A_COLLECTION, *before[1:])
    if freezes:
        gc.freeze()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if freezes:
            gc.unfreeze()


def _carry_out(examiner: Examiner) -> str | None:
    """Carry out the plan; say why it was cut short, if it was."""
    plan = examiner.plan
    try:
        for driver in ONCE:
            driver(examiner)
        while True:
            examiner.check_time()  # the drivers of a round do nothing for a subject that serves no configuration
            for driver in EACH_ROUND:
                driver(examiner)
            examiner.round_number += 1
            if plan.budget_s is None or examiner.has_enough:
                return None
    except OutOfTimeError:
        if plan.budget_s is None:
            return f"the subject is slow, or the machine busy: stopped after {plan.ceiling_s:.0f} s (--budget gives it longer)"
        return None if examiner.round_number else f"the budget of {plan.budget_s:g} s was too short for the whole plan"
    except HangsError:
        return "the subject hangs again and again"
    except MachineError as lack:
        if not examiner.evidence.failures:
            raise
        return str(lack)  # what was found stays found
    except KeyboardInterrupt:
        return _INTERRUPTED
