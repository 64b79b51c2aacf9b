"""One verification, from a subject to a verdict for each requirement."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from poolproof.spec import Profile, Spec
from poolproof.spec.contracts import first_departure

from ..runs import Session
from ..subjects import MachineError, Subject
from . import stages
from .caller_stage import run_caller_scripts
from .capacities import run_every_capacity
from .evidence import requirement_verdict
from .examiner import Examiner, HangsError, OutOfTimeError
from .lane import run_lane
from .plan import OnProgress, Plan
from .promised import Promised
from .shortage import run_shortages
from .verdicts import Run

_INTERRUPTED = "interrupted"
_EXAMPLES_OF_LIBRARY = 8
_ALLOCATIONS_A_COLLECTION = 200_000


def verify(
    subject: Subject,
    spec: Spec,
    profile: Profile,
    plan: Plan,
    on_progress: OnProgress = lambda _what, _share: None,
    promised: Promised | None = None,
) -> Run:
    """Judge a subject; ``promised``: by another contract than the default one. Raises SubjectError when it can't be loaded."""
    promised = promised or Promised()
    subject = replace(subject, contract=promised.contract)
    started = time.monotonic()
    deadline = started + (plan.budget_s if plan.budget_s is not None else plan.ceiling_s)
    with _seldom_collecting(), Session(subject) as session:
        examiner = Examiner(session, spec, profile, plan, deadline, on_progress, promised)
        cut_short = _carry_out(examiner)
        evidence = examiner.evidence
        evidence.tell_faults_apart(examiner.asks_for)
        evidence.ended_at_violation = examiner.has_enough
        evidence.is_whole = cut_short is None and not examiner.has_enough
        verdicts = tuple(requirement_verdict(each, evidence, subject, plan, promised) for each in spec.requirements)
        return Run(
            subject=subject,
            subject_name=session.name or subject.given,
            profile=profile,
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


def _examples(examiner: Examiner) -> int:
    """How many the state machine runs: of a library, few, of which the native lane has seen a million times as much."""
    wanted = examiner.plan.machine_examples
    return min(wanted, _EXAMPLES_OF_LIBRARY) if examiner.session.subject.is_library else wanted


def _carry_out(examiner: Examiner) -> str | None:
    """Carry out the plan; say why it was cut short, if it was."""
    plan, promised, rounds = examiner.plan, examiner.promised, 0
    try:
        stages.measure_memory(examiner)
        examiner.on_progress("scripts", 0.0)
        stages.learn_default_capacities(examiner)
        stages.run_corpus(examiner)
        stages.run_creation_scripts(examiner)
        run_caller_scripts(examiner)
        stages.run_wrapping_scripts(examiner)
        stages.end_the_process(examiner)
        stages.run_bound_scripts(examiner)
        configurations = stages.accepted_configurations(examiner)
        stages.run_scripts(examiner, configurations)
        stages.run_scripts_of_contract(examiner)
        run_shortages(examiner, configurations)
        others = run_every_capacity(examiner) if promised.fits_model_in_c else []
        if promised.fits_model_in_c:
            stages.run_marathons(examiner, configurations)
            stages.explore(examiner)
        stages.count_instructions(examiner, configurations)
        stages.simulate_cache(examiner)
        stages.measure_ticks(examiner)
        while True:
            examiner.check_time()  # the stages of a round do nothing for a subject that serves no configuration
            if promised.fits_model_in_c:
                run_lane(examiner, configurations, others, rounds)
            stages.walk(examiner, configurations, rounds)
            if first_departure(promised.contract) is None:
                stages.run_state_machine(examiner, configurations, rounds, _examples(examiner))
            rounds += 1
            if plan.budget_s is None or examiner.has_enough:
                return None
    except OutOfTimeError:
        if plan.budget_s is None:
            return f"the subject is slow, or the machine busy: stopped after {plan.ceiling_s:.0f} s (--budget gives it longer)"
        return None if rounds else f"the budget of {plan.budget_s:g} s was too short for the whole plan"
    except HangsError:
        return "the subject hangs again and again"
    except MachineError as lack:
        if not examiner.evidence.failures:
            raise
        return str(lack)  # what was found stays found
    except KeyboardInterrupt:
        return _INTERRUPTED
