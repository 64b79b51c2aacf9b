"""Holds a trace against the model, step by step, and names the requirement that was broken.

Each operation has a method that says what had to happen (from the pure step of the reference), counts which requirements this
observation could have failed, and returns what it found. After a finding that makes pool and model part, the rest of the trace
proves nothing and is not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from poolproof.reference import model
from poolproof.spec import Profile, Status

from ..names import block_name, number_name, pool_name, status_name, system_call_name, word_name
from ..observations import BlockKind, Observation, Out, OutFlag, State, Step
from ..operations import BOUNDED_KINDS, DOUBLE_RETURNS, HOT_KINDS, Flag, Kind, Operation, Target
from .finding import Finding
from .leaks import LeakWatch
from .pool_view import PoolView

_MODELLED_SOA_CAPACITY = 1 << 18
_LARGE_SOA_CAPACITY = 4096
_LARGE_RECEIPT_CAPACITY = 65536


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the subject's worker can observe."""

    counts_allocations: bool
    counts_system_calls: bool = False
    counts_page_faults: bool = False


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


@dataclass(slots=True)
class Judge:
    """Judges a trace as it grows. ``checked`` counts; ``lost`` says that the rest can't be judged."""

    profile: Profile
    abilities: Abilities
    checked: Counter[str] = field(default_factory=Counter)
    lost: bool = False
    pools: dict[int, PoolView] = field(default_factory=dict)
    pools_refused: bool = False
    """A second pool was refused for want of memory: a subject that serves one pool at a time."""
    _leaks: LeakWatch = field(init=False)
    _place: int = -1

    def __post_init__(self) -> None:
        self._leaks = LeakWatch(exact=self.abilities.counts_allocations)

    def observe(self, step: Step) -> list[Finding]:
        """Judge the next step: what it violates, and count what it could have violated."""
        self._place += 1
        if self.lost:
            return []
        if step.death is not None:
            findings = [self._death(step)]
        elif step.observation.state != State.DONE:
            return []
        else:
            self.checked["SAFE-1"] += 1
            findings = self._judge_operation(step.operation, step.observation)
            findings += self._judge_always(step.operation, step.observation)
            if step.raised:
                findings = [replace(each, observed=f"it raised {step.raised}") for each in findings]
        self.lost |= any(finding.ends_trace for finding in findings)
        return findings

    # ---- findings ----

    def _finding(self, requirements: str, expected: str, observed: str, *, ends_trace: bool = True) -> Finding:
        return Finding(tuple(requirements.split()), self._place, expected, observed, ends_trace)

    def _death(self, step: Step) -> Finding:
        assert step.death is not None
        requirements = "SAFE-1"
        if step.operation.is_misuse:
            requirements += " OWN-2" if step.operation.target in DOUBLE_RETURNS else " OWN-1"
        elif step.operation.kind in (Kind.DESTROY, Kind.DESTROY_NULL):
            requirements += " LIFE-1"
        said = step.death.stderr.splitlines()
        observed = f"the process {step.death}" + (f" (it said: {said[-1]})" if said else "")
        return self._finding(requirements, "the operation comes back", observed)

    # ---- what holds after every operation ----

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
            findings += self._hot_path(operation, seen)
        return findings

    def _disturbed(self, operation: Operation, seen: Observation) -> Finding:
        name = block_name(seen.disturbed_kind, seen.disturbed_index, seen.disturbed_pool)
        where = word_name(seen.disturbed_kind, seen.disturbed_word)
        requirements = "ISO-3"
        if operation.kind == Kind.RESET_RECEIPTS and seen.disturbed_kind == BlockKind.SOA:
            requirements += " RECEIPT-3"
        if operation.pool != seen.disturbed_pool:
            requirements = f"ISO-4 {requirements}"
        return self._finding(
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
        return [self._finding("USAGE-1", _usage_text(wanted), _usage_text(seen.usage), ends_trace=False)]

    def _hot_path(self, operation: Operation, seen: Observation) -> list[Finding]:
        """What an operation of the hot path did besides its work (HOT-1 to HOT-5)."""
        requirement = "HOT-1" if seen.status == Status.OK else "HOT-2"
        limit = self.profile.instruction_limit
        bounded = operation.kind in BOUNDED_KINDS and seen.instructions > 0
        self.checked[requirement] += self.abilities.counts_allocations
        self.checked["HOT-3"] += self.abilities.counts_system_calls
        self.checked["HOT-4"] += self.abilities.counts_page_faults
        self.checked["HOT-5"] += bounded
        findings = []
        if self.abilities.counts_allocations and (seen.allocations or seen.releases):
            observed = f"{seen.allocations} allocations ({seen.allocated_bytes} bytes) and {seen.releases} releases"
            findings.append(self._finding(requirement, "no allocation and no release", observed, ends_trace=False))
        if self.abilities.counts_system_calls and seen.system_calls:
            observed = f"{system_call_name(seen.system_call_number)} was made"
            findings.append(self._finding("HOT-3", "no system call", observed, ends_trace=False))
        if self.abilities.counts_page_faults and seen.page_faults:
            observed = f"{seen.page_faults} touched"
            findings.append(self._finding("HOT-4", "no page touched for the first time", observed, ends_trace=False))
        if bounded and seen.instructions > limit:
            observed = f"{seen.instructions:,}"
            findings.append(self._finding("HOT-5", f"at most {limit:,} instructions", observed, ends_trace=False))
        return findings

    def _judge_operation(self, operation: Operation, seen: Observation) -> list[Finding]:
        match operation.kind:
            case Kind.CREATE:
                return self._create(operation, seen)
            case Kind.DESTROY | Kind.DESTROY_NULL:
                return self._destroy(operation, seen)
            case Kind.GET_SOA:
                return self._get_soa(operation, seen)
            case Kind.RETURN_SOA:
                return self._return_soa(operation, seen)
            case Kind.GET_RECEIPT:
                return self._get_receipt(operation, seen)
            case Kind.RESET_RECEIPTS:
                return self._reset_receipts(operation, seen)
            case Kind.CLEAR:
                return self._clear(operation, seen)
            case Kind.WRITE_SOA:
                self.pools[operation.pool].written_soa.add(seen.target)
            case Kind.WRITE_RECEIPT:
                self.pools[operation.pool].written_receipts.add(seen.target)
        return self._void("", seen)

    def _void(self, requirements: str, seen: Observation) -> list[Finding]:
        """An operation that can't refuse: a Python class may raise in it all the same."""
        if seen.status == Status.OK:
            return []
        return [self._finding(f"{requirements} SAFE-1".strip(), "success", status_name(seen.status))]

    # ---- create and destroy ----

    def _create(self, operation: Operation, seen: Observation) -> list[Finding]:
        default = bool(operation.flags & Flag.DEFAULT_CONFIG)
        soa_capacity, receipt_capacity = operation.capacities
        if default:
            soa_capacity, receipt_capacity = self.profile.soa_capacity, self.profile.receipt_capacity
        if seen.status != Status.OK:
            return self._refused_create(operation, seen, soa_capacity, receipt_capacity)
        requirement = "CREATE-1" if default else "CREATE-2"
        if seen.out < 0:
            observed = f"{status_name(seen.status)}, and no pool"
            return [self._finding(requirement, "BP_OK and a pool", observed)]
        if not default and 0 in operation.capacities:
            self.checked["CREATE-3"] += 1
            return [self._finding("CREATE-3", "BP_INVALID_CONFIG: a capacity is 0", "BP_OK")]
        return self._new_pool(operation, seen, requirement, soa_capacity, receipt_capacity)

    def _refused_create(
        self, operation: Operation, seen: Observation, soa_capacity: int, receipt_capacity: int
    ) -> list[Finding]:
        default = bool(operation.flags & Flag.DEFAULT_CONFIG)
        alone = not self.pools
        # Another pool may hold all the memory that a frugal subject has; a huge one may not fit.
        small = soa_capacity <= _LARGE_SOA_CAPACITY and receipt_capacity <= _LARGE_RECEIPT_CAPACITY
        memory_may_lack = seen.status == Status.NO_MEMORY and (not alone or (not default and not small))
        if not alone:
            self.pools_refused |= seen.status == Status.NO_MEMORY
        if default and not memory_may_lack:
            self.checked["CREATE-1"] += 1
            return [self._finding("CREATE-1", "BP_OK for no config", status_name(seen.status))]
        impossible = soa_capacity == 0 or receipt_capacity == 0
        self.checked["CREATE-3"] += 1
        if seen.status != Status.INVALID_CONFIG and (impossible or not memory_may_lack):
            return [self._finding("CREATE-3", "BP_INVALID_CONFIG, or a pool", status_name(seen.status))]
        return self._nothing_handed_out("CREATE-3 REFUSE-1", seen)

    def _new_pool(
        self, operation: Operation, seen: Observation, requirement: str, soa_capacity: int, receipt_capacity: int
    ) -> list[Finding]:
        findings = []
        if seen.usage_observed:
            self.checked[requirement] += 1
            self.checked["CREATE-2"] += 1
            if (seen.soa_total, seen.receipts_total) != (soa_capacity, receipt_capacity):
                findings.append(
                    self._finding(
                        requirement,
                        f"{soa_capacity} buffers and {receipt_capacity} receipts in all",
                        f"{number_name(seen.soa_total)} and {number_name(seen.receipts_total)}",
                        ends_trace=False,
                    )
                )
                soa_capacity, receipt_capacity = seen.soa_total, seen.receipts_total
            if seen.soa_in_use or seen.receipts_in_use:
                observed = f"{seen.soa_in_use} buffers and {seen.receipts_in_use} receipts"
                findings.append(self._finding("CREATE-2", "nothing in use in a new pool", observed))
        if soa_capacity < 1 or receipt_capacity < 1:
            return [*findings, self._finding(requirement, "a pool that holds something", _usage_text(seen.usage))]
        if soa_capacity > _MODELLED_SOA_CAPACITY:
            self.lost = True  # the model holds every buffer: what a pool this large does is not judged, nor counted
            return findings
        self.pools[operation.pool] = PoolView(model.create(soa_capacity, receipt_capacity))
        if self.abilities.counts_allocations and requirement == "CREATE-1":
            findings += self._memory(seen)
        return findings

    def _memory(self, seen: Observation) -> list[Finding]:
        self.checked["MEM-1"] += 1
        if seen.allocated_bytes <= self.profile.memory_bytes:
            return []
        expected = f"at most {self.profile.memory_bytes} bytes taken at create"
        return [self._finding("MEM-1", expected, f"{seen.allocated_bytes} bytes", ends_trace=False)]

    def _destroy(self, operation: Operation, seen: Observation) -> list[Finding]:
        if operation.kind == Kind.DESTROY:
            self.pools.pop(operation.pool, None)
        if seen.status != Status.OK:
            return self._void("LIFE-1", seen)
        if self.pools:
            return []
        if self._leaks.note(seen.live_bytes, seen.virtual_pages, seen.free_descriptor):
            self.checked["LIFE-1"] += 1
        if self._leaks.leak is None:
            return []
        return [self._finding("LIFE-1", "destroy gives back all that create took", self._leaks.leak)]

    # ---- buffers ----

    def _get_soa(self, operation: Operation, seen: Observation) -> list[Finding]:
        view = self.pools[operation.pool]
        after, outcome = model.step(view.state, model.GetSoa(operation.value))
        if outcome.status != Status.OK:
            return self._refused_get(operation, seen, view, outcome.status)
        self.checked["GUARD-1"] += 1
        if view.exhausted and view.returned_since_exhausted:
            self.checked["CAP-3"] += 1
        if seen.status != Status.OK:
            return [self._finding(_blame_refused_get(view, seen), "BP_OK", _refusal_text(seen, view))]
        assert outcome.buffer is not None
        findings = self._handed_out(operation, seen, view, outcome.buffer)
        if any(finding.ends_trace for finding in findings):
            return findings
        view.state = after
        view.soa_known = max(view.soa_known, outcome.buffer + 1)
        view.written_soa.discard(outcome.buffer)
        if view.is_full:
            self.checked["CAP-1"] += 1
            if view.cleared_while_lent:
                self.checked["CLEAR-1"] += 1
        return findings

    def _refused_get(self, operation: Operation, seen: Observation, view: PoolView, status: Status) -> list[Finding]:
        if status == Status.INVALID_SIZE:
            requirement = "GUARD-3" if view.is_full and seen.status == Status.EXHAUSTED else "GUARD-2"
            self.checked["GUARD-2"] += 1
            self.checked["GUARD-3"] += view.is_full
        else:
            requirement = "CAP-2"
            self.checked["CAP-2"] += 1
        if seen.status != status:
            observed = status_name(seen.status)
            if seen.status == Status.OK and seen.out >= 0:
                observed += f", {block_name(BlockKind.SOA, seen.out, operation.pool)}"
            why = f"{operation.value} > 8" if status == Status.INVALID_SIZE else f"all {view.state.soa_capacity} are lent"
            return [self._finding(requirement, f"{status_name(status)}: {why}", observed)]
        view.note_refusal(exhausted=status == Status.EXHAUSTED)
        view.returned_since_exhausted = False
        return self._nothing_handed_out("REFUSE-1", seen)

    def _nothing_handed_out(self, requirements: str, seen: Observation) -> list[Finding]:
        self.checked["REFUSE-1"] += 1
        if seen.out == Out.NULL:
            return []
        observed = "*out was not written" if seen.out == Out.UNTOUCHED else "*out names something"
        if requirements.startswith("CREATE-3"):
            return [self._finding(requirements, "*out is NULL", observed, ends_trace=False)]
        return [self._finding(requirements, f"{status_name(seen.status)}, and *out is NULL", observed, ends_trace=False)]

    def _handed_out(self, operation: Operation, seen: Observation, view: PoolView, buffer: int) -> list[Finding]:
        """A get that succeeded, as it had to. Was it the right buffer, and in the right shape?"""
        pool = operation.pool
        if seen.out in (Out.NULL, Out.UNTOUCHED):
            return [self._finding("ORDER-1", "BP_OK and a buffer", "BP_OK, and no buffer in *out")]
        findings = self._shape(seen, pool)
        if findings and findings[-1].ends_trace:
            return findings
        is_known = buffer < view.soa_known
        if is_known:
            self.checked["ORDER-1"] += 1
            self.checked["ORDER-2"] += view.refused
            self.checked["ORDER-3"] += view.cleared
        if seen.out != buffer or seen.is_new == is_known:
            return [*findings, self._wrong_buffer(seen, view, buffer, pool)]
        # What was never written might be blank by luck.
        self.checked["ZERO-1"] += buffer in view.written_soa
        if seen.dirty_words:
            findings.append(self._dirty("ZERO-1", BlockKind.SOA, seen, pool))
        return findings

    def _shape(self, seen: Observation, pool: int) -> list[Finding]:
        """What holds for buffers and receipts alike: alignment, and no byte that is lent already."""
        findings = []
        if not seen.addressless:
            self.checked["ISO-1"] += 1
        if seen.out_flags & OutFlag.MISALIGNED:
            expected, observed = "an address that is a multiple of 64", f"{seen.address % 64} bytes past one"
            findings.append(self._finding("ISO-1", expected, observed, ends_trace=False))
        if any(view.state.lent or view.state.receipts_in_use for view in self.pools.values()):
            self.checked["ISO-2"] += 1
        if seen.out_flags & OutFlag.OVERLAPS:
            other = block_name(seen.overlaps_kind, seen.overlaps_index, seen.overlaps_pool)
            requirements = "ISO-2" if seen.overlaps_pool == pool else "ISO-4 ISO-2"
            expected = "memory that nobody holds"
            findings.append(self._finding(requirements, expected, f"it shares bytes with {other}, which is lent"))
        return findings

    def _wrong_buffer(self, seen: Observation, view: PoolView, buffer: int, pool: int) -> Finding:
        if seen.is_new and view.soa_known >= view.state.soa_capacity:
            expected = f"one of its {view.state.soa_capacity} buffers"
            return self._finding("CAP-2 ORDER-1", expected, f"buffer number {view.soa_known + 1}: the pool grew")
        requirement = "ORDER-3" if view.cleared else "ORDER-2" if view.refused else "ORDER-1"
        expected = f"{block_name(BlockKind.SOA, buffer, pool)}, {_why_next(view, buffer)}"
        observed = "a buffer never lent before" if seen.is_new else block_name(BlockKind.SOA, seen.out, pool)
        return self._finding(requirement, expected, observed)

    def _dirty(self, requirement: str, kind: BlockKind, seen: Observation, pool: int) -> Finding:
        first = (seen.dirty_words & -seen.dirty_words).bit_length() - 1
        where = f"{word_name(kind, first)} of {block_name(kind, seen.out, pool)}"
        count = seen.dirty_words.bit_count()
        more = f", and {count - 1} more words" if count > 1 else ""
        expected = f"{block_name(kind, seen.out, pool)} blank" + (" but for its id" if kind == BlockKind.RECEIPT else "")
        return self._finding(requirement, expected, f"{where} is {number_name(seen.dirty_value)}{more}", ends_trace=False)

    def _return_soa(self, operation: Operation, seen: Observation) -> list[Finding]:
        view = self.pools[operation.pool]
        if operation.is_misuse:
            return self._misuse(operation, seen, view)
        after, outcome = model.step(view.state, model.ReturnSoa(seen.target))
        name = block_name(BlockKind.SOA, seen.target, operation.pool)
        if outcome.status != Status.OK:
            raise AssertionError(f"the holder thinks that it holds {name}, and the model does not")
        if seen.status != Status.OK:
            own = "OWN-2" if seen.status == Status.NOT_IN_USE else "OWN-1"
            return [self._finding(f"CAP-3 {own}", f"BP_OK: {name} is lent", status_name(seen.status))]
        view.state = after
        view.returned_since_exhausted = view.exhausted
        return []

    def _misuse(self, operation: Operation, seen: Observation, view: PoolView) -> list[Finding]:
        double = operation.target in DOUBLE_RETURNS
        requirement, status = ("OWN-2", Status.NOT_IN_USE) if double else ("OWN-1", Status.NOT_OWNED)
        self.checked[requirement] += 1
        if seen.status != status:
            why = _why_misuse(Target(operation.target), seen, operation.pool)
            return [self._finding(requirement, f"{status_name(status)}: {why}", status_name(seen.status))]
        view.note_refusal()
        self.checked["REFUSE-1"] += 1
        return []

    # ---- receipts ----

    def _get_receipt(self, operation: Operation, seen: Observation) -> list[Finding]:
        view = self.pools[operation.pool]
        after, outcome = model.step(view.state, model.GetReceipt())
        self.checked["RECEIPT-1"] += 1
        if seen.status != outcome.status:
            in_use = f"{view.state.receipts_in_use} of {view.state.receipt_capacity} are in use"
            expected = f"{status_name(outcome.status)}: {in_use}"
            requirements = "RECEIPT-1"
            if seen.status == Status.RECEIPTS_EXHAUSTED and view.cleared_receipts and not view.reset:
                requirements = "CLEAR-1 RECEIPT-1"
            return [self._finding(requirements, expected, status_name(seen.status))]
        if outcome.receipt is None:
            view.note_refusal()
            return self._nothing_handed_out("REFUSE-1", seen)
        findings = self._receipt_handed_out(operation.pool, seen, view, outcome.receipt)
        view.state = after
        view.receipts_known = max(view.receipts_known, outcome.receipt + 1)
        view.written_receipts.discard(outcome.receipt)
        return findings

    def _receipt_handed_out(self, pool: int, seen: Observation, view: PoolView, receipt: int) -> list[Finding]:
        name = block_name(BlockKind.RECEIPT, receipt, pool)
        if seen.out in (Out.NULL, Out.UNTOUCHED):
            return [self._finding("RECEIPT-1", "BP_OK and a receipt", "BP_OK, and no receipt in *out")]
        findings = self._shape(seen, pool)
        if findings and findings[-1].ends_trace:
            return findings
        is_known = receipt < view.receipts_known
        self.checked["CLEAR-1"] += view.cleared_receipts and receipt == 0
        if seen.receipt_id != receipt:
            after_clear = view.cleared_receipts and not view.reset
            requirements = "CLEAR-1 RECEIPT-1" if after_clear else "RECEIPT-1"
            return [*findings, self._finding(requirements, f"id {receipt}", f"id {number_name(seen.receipt_id)}")]
        self.checked["RECEIPT-3"] += is_known
        if seen.out != receipt or seen.is_new == is_known:
            requirements = "RECEIPT-3" if view.reset or not view.cleared else "CLEAR-1 RECEIPT-3"
            other = "another address" if seen.is_new else block_name(BlockKind.RECEIPT, seen.out, pool)
            return [*findings, self._finding(requirements, f"{name}, where it was before", other)]
        self.checked["RECEIPT-2"] += receipt in view.written_receipts
        if seen.dirty_words:
            findings.append(self._dirty("RECEIPT-2", BlockKind.RECEIPT, seen, pool))
        return findings

    def _reset_receipts(self, operation: Operation, seen: Observation) -> list[Finding]:
        view = self.pools[operation.pool]
        view.state, _ = model.step(view.state, model.ResetReceipts())
        view.reset = True
        return self._void("", seen)

    def _clear(self, operation: Operation, seen: Observation) -> list[Finding]:
        view = self.pools[operation.pool]
        view.note_clear()
        view.reset = False
        view.state, _ = model.step(view.state, model.Clear())
        return self._void("CLEAR-1", seen)


def _blame_refused_get(view: PoolView, seen: Observation) -> str:
    if seen.status == Status.INVALID_SIZE:
        return "GUARD-1"
    if view.cleared_while_lent:
        return "CLEAR-1 CAP-1"
    if view.exhausted and view.returned_since_exhausted:
        return "CAP-3"
    return "CAP-1"


def _refusal_text(seen: Observation, view: PoolView) -> str:
    return f"{status_name(seen.status)}, with {len(view.state.lent)} of {view.state.soa_capacity} lent"


def _usage_text(usage: tuple[int, int, int, int]) -> str:
    soa_in_use, soa_total, receipts_in_use, receipts_total = map(number_name, usage)
    return f"usage: {soa_in_use} of {soa_total} buffers, {receipts_in_use} of {receipts_total} receipts"


def _why_next(view: PoolView, buffer: int) -> str:
    if buffer >= view.soa_known:
        return "which was never lent"
    if view.cleared:
        return "which is next in the order after create"
    return "the one returned last"


def _why_misuse(target: Target, seen: Observation, pool: int) -> str:
    name = block_name(BlockKind.SOA, max(seen.target, 0), pool)
    return {
        Target.RETURNED: f"{name} was returned before",
        Target.REVOKED: f"{name} was revoked by clear",
        Target.NULL: "NULL is no buffer",
        Target.FOREIGN: "a foreign address",
        Target.OTHER_POOL: "a buffer of another pool",
        Target.RECEIPT: f"{block_name(BlockKind.RECEIPT, max(seen.target, 0), pool)} is a receipt",
        Target.INTERIOR: f"an address inside {name}",
        Target.NEIGHBOUR: f"an address beside {name}, and no buffer",
        Target.HANDLE: f"the handle of {pool_name(pool)}",
    }[target]
