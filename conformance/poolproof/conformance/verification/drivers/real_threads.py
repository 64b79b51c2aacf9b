"""SHARE-1 to SHARE-3, and real threads: what no interleaving shows, because a processor lets others see stores later.

They can fail a requirement, and pass none: a pass comes of the interleavings. Where those can't be searched, or were cut short,
what is unknown stays so, and says what was tried."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from poolproof.spec import Level

from ...interleaving import End, Found, Job, Stress, stress_job, stress_jobs, tell, why_no_jobs
from ...judge import Finding
from ..events import Began, Busy
from ..examiner import Examiner
from ..verdicts import Counterexample

_SECONDS: Final = 1.0
"""For all programs."""
_SECONDS_AT_LEAST: Final = 0.2
_AGAIN_SECONDS: Final = 1.0
"""Of a further process that looks for what was found, at the most."""
_FURTHER: Final = 2
"""So many of them tell how often it comes."""
_SEEN: Final = ("SHARE-1", "SHARE-2", "SHARE-3")
"""What a thread that stops holds up, no running thread shows: SHARE-4 is for the interleavings alone."""


def run_real_threads(examiner: Examiner) -> None:
    """Let threads meet for a second, if nothing is wrong already."""
    subject, contract = examiner.session.subject, examiner.promised.contract
    asked = [each.id for each in examiner.spec.requirements if each.level is Level.SHARED and examiner.asks_for(each.id)]
    asked = [each for each in asked if each in _SEEN]
    is_wrong_already = any(each in examiner.evidence.failures for each in asked)
    if not asked or is_wrong_already or examiner.has_enough or not subject.is_library or why_no_jobs(contract) is not None:
        return
    examiner.emit(Began("letting real threads meet", 0.45))
    _RealThreads(examiner, asked).run()


class _RealThreads:
    def __init__(self, examiner: Examiner, asked: list[str]) -> None:
        self._examiner, self._asked = examiner, asked
        self._seconds = min(_SECONDS, max(examiner.deadline - time.monotonic(), _SECONDS_AT_LEAST))
        self._rounds = self._cores = 0
        self._lacks = self._unfit = self._ended = ""

    def run(self) -> None:
        for job, part in stress_jobs(self._examiner.promised.contract):
            self._examiner.emit(Busy(f"real threads, {job}"))
            stress = self._stress(job, part * self._seconds, 0)
            self._note(stress)
            if stress.end is End.UNFIT_MACHINE:
                self._lacks = stress.why
                break
            if stress.end is End.UNFIT_SUBJECT:
                self._unfit = self._unfit or stress.why
            if stress.found is not None:
                self._keep(job, stress.found)
                self._ended = f"on real threads {job} showed a violation first, and the others were not tried to their end"
                break
        self._conclude()

    def _stress(self, job: Job, seconds: float, further: int) -> Stress:
        return stress_job(self._examiner.session.subject, job, seconds, self._examiner.plan.seed * (_FURTHER + 1) + further)

    def _note(self, stress: Stress) -> None:
        self._rounds += stress.rounds
        self._cores = max(self._cores, stress.cores)
        counts = {"SHARE-1": stress.operations, "SHARE-2": stress.rounds, "SHARE-3": stress.rounds}
        for requirement in self._asked:
            self._examiner.evidence.checked[requirement] += counts[requirement]

    def _keep(self, job: Job, found: Found) -> None:
        """With how often further processes show it."""
        assert found.on_threads is not None
        requirement, times, rounds, shown = tell(job, found).requirement, 1, found.on_threads.rounds, 1
        for further in range(1, _FURTHER + 1):
            again = self._stress(job, _AGAIN_SECONDS, further)
            rounds += again.rounds + (again.found is not None)
            times += again.found is not None
            shown += again.found is not None and tell(job, again.found).requirement == requirement
        seen = replace(found.on_threads, times=times, rounds=rounds, because=self._because())
        told = tell(job, replace(found, on_threads=seen))
        finding = Finding((requirement,), 0, told.expected, told.observed, ends_trace=False)
        attempts = _FURTHER + 1
        self._examiner.evidence.failures[requirement] = Counterexample((), (), finding, shown, attempts, meeting=told)

    def _because(self) -> str:
        """What the interleavings, which were searched before, say of what real threads showed."""
        why = [self._examiner.evidence.unmeasured[each] for each in self._asked if each in self._examiner.evidence.unmeasured]
        if why:
            return f"not to be shown again step by step: {why[0]}"
        return "no interleaving of them shows it, so one most likely sees another's stores too late"

    def _conclude(self) -> None:
        evidence = self._examiner.evidence
        for requirement in self._asked:
            if requirement in evidence.failures:
                continue
            if requirement in evidence.unmeasured and not self._ended:
                evidence.unmeasured[requirement] += f"; {self._in_words()}"
            elif self._lacks or self._ended:
                evidence.unmeasured[requirement] = self._ended or self._in_words()
            elif requirement in evidence.figures:
                evidence.figures[requirement] += f"; {self._in_words()}"

    def _in_words(self) -> str:
        if self._lacks or (self._unfit and not self._rounds):
            return f"real threads could not be tried: {self._lacks or self._unfit}"
        if self._cores == 1:
            return f"{self._rounds:,} rounds of real threads took turns on one processor, which hides what two would show"
        return f"{self._rounds:,} rounds of real threads on {self._cores} processors"
