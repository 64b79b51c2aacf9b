"""The state machine: what may happen to a campaign, in any order, and what is to hold after each step."""

from __future__ import annotations

from random import Random
from typing import Final

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from ..campaign.campaign import Ending, Limits, RunOfCampaign
from ..campaign.corpus import CorpusError
from ..campaign.ledger import LedgerError
from ..campaign.tally import Tally
from .disk import Call, Killed, Platter, Trouble
from .holding import STRANGER, TAKEN, each_find_kept, each_shard_once, finished_of, none_kept_twice
from .processes import Lie, SimulatedProcess
from .shards import Lack
from .world import CORPUS, CampaignRun, everything_small

_STEPS: Final = 40
_WHICH: Final = st.integers(0, 3)
_TURNS_AT_MOST: Final = 40
_TURNS_TO_A_CALL: Final = 8


def is_running(machine: CampaignMachine) -> bool:
    return machine.run is not None


def is_at_rest(machine: CampaignMachine) -> bool:
    return machine.run is None


class CampaignMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.platter = Platter()
        self.run: CampaignRun | None = None
        self.jobs = 1
        self.had_trouble = False
        """Of the disk, in this run."""
        self.finished: frozenset[int] = frozenset()
        """Shards that some run had counted."""
        self.told: set[str] = set()
        """Groups that a user was told of."""
        self._small = everything_small()
        self._small.__enter__()

    @initialize(jobs=st.integers(1, 3), has_stranger=st.booleans())
    def begin(self, jobs: int, has_stranger: bool) -> None:
        """``has_stranger``: a file that is not a case has the name that one would get."""
        self.jobs = jobs
        self.has_stranger = has_stranger
        if has_stranger:
            self.platter.put(CORPUS / TAKEN, STRANGER)

    # ---- a run ----

    @precondition(is_at_rest)
    @rule(
        seconds=st.sampled_from((None, None, None, 3.0)),
        until_new=st.sampled_from((None, None, None, 1)),
        turns=st.integers(0, 8),
    )
    def start(self, seconds: float | None, until_new: int | None, turns: int) -> None:
        """``turns``: of the first minutes, in which all goes well."""
        self.had_trouble = self.platter.trouble is not None
        self.run = CampaignRun(self.platter, self.jobs, Limits(seconds, until_new))
        self._look_at_run()
        for _ in range(turns):
            self._work_on()

    @precondition(is_running)
    @rule()
    def wait(self) -> None:
        self._go_on()

    @precondition(is_running)
    @rule(seconds=st.sampled_from((1.0, 29.0, 31.0, 1000.0)))
    def take_long(self, seconds: float) -> None:
        """Who works and is not stopped says that it lives."""
        self._running.clock.seconds += seconds
        for each in self._at_work():
            each.beat()
        self._go_on()

    @precondition(is_running)
    @rule()
    def interrupt(self) -> None:
        self._running.interrupt()
        self._look_at_run()

    @precondition(is_running)
    @rule(at=st.sampled_from(Call), after=st.integers(0, 3), seed=st.none() | st.integers(0, 1 << 16))
    def kill(self, at: Call, after: int, seed: int | None) -> None:
        """At some call of the system, while every process works; or some turns later. ``seed``: the power goes as well."""
        self._running.kill_at, self._running.points_left = at, after
        for _ in range(_TURNS_TO_A_CALL):
            self._work_on()
        if self.run is not None:
            self._running.kill()
            self._look_at_run()
        if seed is not None:
            self.platter.cut_power(Random(seed))

    @precondition(is_running)
    @rule()
    def start_another(self) -> None:
        """A second campaign over the same ledger."""
        other = CampaignRun(self.platter, 1, Limits())
        assert isinstance(other.outcome, LedgerError | CorpusError), f"two campaigns share a ledger: {other.outcome!r}"

    @precondition(is_running)
    @rule(after=st.integers(0, 5), seed=st.none() | st.integers(0, 1 << 16))
    def kill_as_it_writes(self, after: int, seed: int | None) -> None:
        self.kill(Call.WRITE, after, seed)

    @precondition(is_running)
    @rule(at=st.sampled_from((Call.CUT, Call.REPLACE, Call.SYNC)), seed=st.none() | st.integers(0, 1 << 16))
    def kill_as_it_settles(self, at: Call, seed: int | None) -> None:
        self.kill(at, 0, seed)

    # ---- its processes ----

    @precondition(is_running)
    @rule(which=_WHICH)
    def finish(self, which: int) -> None:
        for each in self._at_work()[which : which + 1]:
            each.finish()
        self._go_on()

    @precondition(is_running)
    @rule(turns=st.integers(1, 6))
    def finish_all(self, turns: int) -> None:
        for _ in range(turns):
            self._work_on()

    @precondition(is_running)
    @rule(which=_WHICH)
    def tell(self, which: int) -> None:
        for each in self._at_work()[which : which + 1]:
            each.tell()
        self._go_on()

    @precondition(is_running)
    @rule(which=_WHICH, has_finished=st.booleans())
    def die(self, which: int, has_finished: bool) -> None:
        """``has_finished``: its result is on the way already."""
        for each in self._at_work()[which : which + 1]:
            if has_finished:
                each.finish()
            each.die()
        self._go_on()

    @precondition(is_running)
    @rule(which=_WHICH)
    def stop(self, which: int) -> None:
        for each in self._running.processes.living[which : which + 1]:
            each.is_stopped = not each.is_stopped

    @precondition(is_running)
    @rule(which=_WHICH, lie=st.sampled_from(Lie))
    def lie(self, which: int, lie: Lie) -> None:
        for each in self._at_work()[which : which + 1]:
            each.lie(lie)
        self._go_on()

    @precondition(is_running)
    @rule(which=_WHICH, lack=st.sampled_from(Lack))
    def fail(self, which: int, lack: Lack) -> None:
        for each in self._at_work()[which : which + 1]:
            each.finish(lack)
        self._go_on()

    @precondition(is_running)
    @rule(are_lacking=st.booleans())
    def lack_processes(self, are_lacking: bool) -> None:
        self._running.processes.are_lacking = are_lacking

    # ---- its disk ----

    @rule(trouble=st.sampled_from((*Trouble, None, None)))
    def trouble(self, trouble: Trouble | None) -> None:
        """Half of the time, it goes."""
        self.platter.trouble = trouble
        self.had_trouble = self.had_trouble or trouble is not None

    # ---- what is to hold ----

    @invariant()
    def each_shard_once_each_find_kept(self) -> None:
        self._check_all()
        self.each_shard_with_somebody()

    def nothing_forgotten(self) -> None:
        tally = self._tally
        if tally is not None:
            assert self.finished <= finished_of(tally), f"forgotten: {sorted(self.finished - finished_of(tally))}"
            if not self._is_behind:
                self.finished = finished_of(tally)

    def each_shard_with_somebody(self) -> None:
        """No number is passed over: what the ledger does not have somebody does."""
        if self.run is None or self.run.interrupts or self._tally is None:
            return
        under_way = {each.shard.number for each in self.run.processes.living if each.shard is not None}
        given = max(under_way | finished_of(self._tally), default=0)
        missing = set(range(given)) - under_way - finished_of(self._tally) - self.run.processes.unfinished - self.run.waiting
        assert not missing, f"nobody does {sorted(missing)}"

    def teardown(self) -> None:
        """All is well again: the campaign goes on to an end, and lacks nothing."""
        try:
            self._end_well()
        finally:
            if self.run is not None:
                self.run.kill()
            self._small.__exit__(None, None, None)

    def _end_well(self) -> None:
        self.platter.trouble = None
        if self.run is not None:
            self._running.kill()
            self._look_at_run()
        self.start(None, None, 0)
        wanted = max(self.finished, default=0) + 4
        for _ in range(wanted + 20):
            if self._tally is None or self._tally.next_number > wanted:
                break
            self._work_on()
        assert self._tally is not None, "a campaign that nothing hinders comes to no end"
        assert self._tally.next_number > wanted, "a shard is never done"
        self._check_all()
        assert not self._tally.held, "a case does not get into the corpus"
        self._running.interrupt()
        for _ in range(_TURNS_AT_MOST):
            if self.run is None:
                break
            self._work_on()
        assert self.run is None, "after Ctrl-C it goes on"

    def _check_all(self) -> None:
        corpus = self.platter.folder(CORPUS)
        if self._tally is not None:
            each_shard_once(self._tally)
            each_find_kept(self._tally, corpus, self.told)
        none_kept_twice(corpus, has_stranger=self.has_stranger)
        self.nothing_forgotten()

    # ---- what the rules share ----

    @property
    def _running(self) -> CampaignRun:
        assert self.run is not None
        return self.run

    @property
    def _tally(self) -> Tally | None:
        return None if self.run is None or self.run.ledger is None else self.run.ledger.tally

    @property
    def _is_behind(self) -> bool:
        """Whether the campaign knows that the disk lacks something: then it may be lost, and is done again."""
        return self.run is not None and self.run.ledger is not None and self.run.ledger.behind is not None

    def _at_work(self) -> list[SimulatedProcess]:
        return [each for each in self._running.processes.living if each.can_work()]

    def _work_on(self) -> None:
        if self.run is not None:
            for each in self._at_work():
                each.finish()
            self._go_on()

    def _go_on(self) -> None:
        self._running.go_on()
        self._look_at_run()

    def _look_at_run(self) -> None:
        """What it says, and how it ended."""
        run = self._running
        if not self._is_behind:
            self.told.update(run.told)
        if run.outcome is None:
            return
        try:
            self._judge_end(run)
            if self._tally is not None:
                each_shard_once(self._tally)
            if not run.is_killed:
                self._check_all()
        finally:
            self.run = None

    def _judge_end(self, run: CampaignRun) -> None:
        if isinstance(run.outcome, Killed):
            return
        if isinstance(run.outcome, RunOfCampaign):
            assert run.outcome.ending != Ending.DEFECT, run.outcome.errors[-1]
            assert self.had_trouble or run.outcome.unwritten is None, "the ledger lacks something, and the disk was sound"
            unheard = sum(each.unheard for each in run.processes.all if not each.is_lying)
            assert run.interrupts > 1 or not unheard, "it ended, and had not heard what its processes had said"
            return
        is_of_disk = isinstance(run.outcome, LedgerError | CorpusError) and self.had_trouble
        is_of_processes = isinstance(run.outcome, OSError) and run.processes.are_lacking
        if not (is_of_disk or is_of_processes):
            assert run.outcome is not None
            raise run.outcome


def simulate(seed: int, examples: int, *, steps: int = _STEPS, minimise: bool = True) -> None:
    """Run so many histories of so many steps. Raises what the first violation raises, after it was minimised."""
    drawing = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink) if minimise else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(hypothesis.seed(seed)(CampaignMachine), settings=drawing)
