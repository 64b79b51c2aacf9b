"""Holds a trace against the model, step by step, and names the requirement that was broken.

Each operation has a function, in the files beside this one, that says what had to happen (from the pure step of the
reference), counts which requirements this observation could have failed, and returns what it found. After a finding that makes
pool and model part, the rest of the trace proves nothing and is not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from poolproof.reference import model
from poolproof.spec import Profile

from ..names import block_name, number_name, usage_name, word_name
from ..observations import BlockKind, Observation, State, Step
from ..operations import DOUBLE_RETURNS, HOT_KINDS, Kind, Operation
from .buffers import judge_get_soa, judge_return_soa
from .coverage import Situation, occupancy_of
from .creation import judge_create, judge_destroy
from .docket import Abilities, Docket
from .finding import Finding
from .hot_path import judge_hot_path
from .receipts import judge_clear, judge_get_receipt, judge_reset_receipts


@dataclass(frozen=True, slots=True)
class Judgement:
    """``checked``: how many observations could have failed each requirement."""

    findings: tuple[Finding, ...]
    checked: Counter[str]


def judge(trace: Iterable[Step], profile: Profile, abilities: Abilities) -> Judgement:
    """Judge a whole trace, from a fresh process on."""
    each = Judge(profile, abilities)
    findings = [finding for step in trace for finding in each.observe(step)]
    return Judgement(tuple(findings), each.checked)


class Judge(Docket):
    """Judges a trace as it grows."""

    __slots__ = ()

    def observe(self, step: Step) -> list[Finding]:
        """Judge the next step: what it violates, and count what it could have violated."""
        self.place += 1
        if self.lost:
            return []
        if step.death is not None:
            findings = [self._death(step)]
        elif step.observation.state != State.DONE:
            return []
        else:
            self.checked["SAFE-1"] += 1
            self._note_situation(step.operation, step.observation)
            findings = self._judge_operation(step.operation, step.observation)
            findings += self._judge_always(step.operation, step.observation)
            if step.raised:
                findings = [replace(each, observed=f"it raised {step.raised}") for each in findings]
        self.lost |= any(finding.ends_trace for finding in findings)
        return findings

    def _note_situation(self, operation: Operation, seen: Observation) -> None:
        view = self.pools.get(operation.pool)
        if view is not None:
            self.reached[Situation(occupancy_of(view.state), operation.kind, seen.status)] += 1

    def _death(self, step: Step) -> Finding:
        assert step.death is not None
        requirements = "SAFE-1"
        if step.operation.is_misuse:
            requirements += " OWN-2" if step.operation.target in DOUBLE_RETURNS else " OWN-1"
        elif step.operation.kind in (Kind.DESTROY, Kind.DESTROY_NULL):
            requirements += " LIFE-1"
        said = step.death.stderr.splitlines()
        observed = f"the process {step.death}" + (f" (it said: {said[-1]})" if said else "")
        return self.finding(requirements, "the operation comes back", observed)

    def _judge_always(self, operation: Operation, seen: Observation) -> list[Finding]:
        findings = []
        if any(view.state.lent or view.state.receipts_in_use for view in self.pools.values()):
            self.checked["ISO-3"] += 1
        if len(self.pools) > 1:
            self.checked["ISO-4"] += 1
        if seen.disturbed_kind != BlockKind.NONE:
            findings.append(self._disturbed(operation, seen))
        if seen.usage_observed and operation.pool in self.pools:
            findings += self._usage(operation, seen)
        if operation.kind in HOT_KINDS:
            findings += judge_hot_path(self, operation, seen)
        return findings

    def _disturbed(self, operation: Operation, seen: Observation) -> Finding:
        name = block_name(seen.disturbed_kind, seen.disturbed_index, seen.disturbed_pool)
        where = word_name(seen.disturbed_kind, seen.disturbed_word)
        requirements = "ISO-3"
        if operation.kind == Kind.RESET_RECEIPTS and seen.disturbed_kind == BlockKind.SOA:
            requirements += " RECEIPT-3"
        if operation.pool != seen.disturbed_pool:
            requirements = f"ISO-4 {requirements}"
        return self.finding(
            requirements,
            f"{where} of {name}, which is lent, stays {number_name(seen.disturbed_expected)}",
            f"the pool changed it to {number_name(seen.disturbed_found)}",
            ends_trace=False,
        )

    def _usage(self, operation: Operation, seen: Observation) -> list[Finding]:
        expected = model.usage(self.pools[operation.pool].state)
        self.checked["USAGE-1"] += 1
        wanted = (expected.soa_in_use, expected.soa_total, expected.receipts_in_use, expected.receipts_total)
        if seen.usage == wanted:
            return []
        return [self.finding("USAGE-1", usage_name(wanted), usage_name(seen.usage), ends_trace=False)]

    def _judge_operation(self, operation: Operation, seen: Observation) -> list[Finding]:
        match operation.kind:
            case Kind.CREATE:
                return judge_create(self, operation, seen)
            case Kind.DESTROY | Kind.DESTROY_NULL:
                return judge_destroy(self, operation, seen)
            case Kind.GET_SOA:
                return judge_get_soa(self, operation, seen)
            case Kind.RETURN_SOA:
                return judge_return_soa(self, operation, seen)
            case Kind.GET_RECEIPT:
                return judge_get_receipt(self, operation, seen)
            case Kind.RESET_RECEIPTS:
                return judge_reset_receipts(self, operation, seen)
            case Kind.CLEAR:
                return judge_clear(self, operation, seen)
            case Kind.WRITE_SOA:
                self.pools[operation.pool].written_soa.add(seen.target)
            case Kind.WRITE_RECEIPT:
                self.pools[operation.pool].written_receipts.add(seen.target)
        return self.void("", seen)
