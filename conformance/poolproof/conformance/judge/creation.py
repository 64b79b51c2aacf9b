"""Create and destroy: what a new pool must be, when it may be refused, and that nothing stays behind."""

from __future__ import annotations

from poolproof.reference import promises
from poolproof.spec import Status
from poolproof.spec.vocabulary import LEAST_PAGE_BYTES

from ..names import counted, number_name, usage_name
from ..observations import Observation
from ..operations import Flag, Kind, Operation, Placement
from .counters import judge_counters, told
from .docket import Docket
from .finding import Finding
from .handing_out import nothing_handed_out
from .pool_view import PoolView
from .shortage import judge_shortage

MODELLED_SOA_CAPACITY = 1 << 24
"""The model holds every block: larger pools are neither judged nor counted."""
_LARGE_COUNT = 4096
_LARGE_RECORD_COUNT = 65536


def judge_create(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    default = bool(operation.flags & Flag.DEFAULT_CONFIG)
    docket.placed |= operation.target != Placement.ANYWHERE
    counts = _counts(docket, operation)
    if seen.allocations_failed:
        findings = judge_shortage(docket, operation, seen)
        if findings or seen.status != Status.OK:
            return findings
    if seen.status != Status.OK:
        return _refused_create(docket, operation, seen, counts)
    requirement = "CREATE-1" if default and docket.contract.binding == 1 else "CREATE-2"
    is_without_handle = default and docket.contract.binding == 2 and seen.out == 0
    if seen.out < 0 and not is_without_handle:
        observed = f"{docket.words.status(seen.status)}, and no pool"
        return [docket.finding(requirement, f"{docket.words.success} and a pool", observed)]
    unsupported = None if default else _why_unsupported(docket, operation)
    if unsupported is not None:
        docket.checked["CREATE-3"] += 1
        expected = f"{docket.words.answer(docket.contract.life.bad_config)}: {unsupported}"
        return [docket.finding("CREATE-3", expected, docket.words.success)]
    docket.accepted.add(None if default else operation.capacities)
    return _new_pool(docket, operation, seen, requirement, counts)


def _counts(docket: Docket, operation: Operation) -> tuple[int, int]:
    """Blocks and records of the pool that a create makes."""
    if operation.flags & Flag.DEFAULT_CONFIG:
        return docket.own_counts
    if docket.contract.binding == 1:
        return operation.capacities
    return operation.capacities[0], docket.own_counts[1]


def _why_unsupported(docket: Docket, operation: Operation) -> str | None:
    """Why the config has to be refused, if it has. By bufferpool.h a pool may be larger than anybody asks for."""
    if 0 in _asked(docket, operation):
        return f"{'a capacity' if docket.contract.binding == 1 else 'the count'} is 0"
    counts = docket.contract.block.counts
    if docket.contract.binding == 1 or counts.holds(operation.capacities[0]):
        return None
    return f"{operation.capacities[0]:,} is not among the counts that create accepts, {counts.first:,} to {counts.last:,}"


def _asked(docket: Docket, operation: Operation) -> tuple[int, ...]:
    """The numbers that a config holds."""
    return operation.capacities if docket.contract.binding == 1 else operation.capacities[:1]


def _refused_create(docket: Docket, operation: Operation, seen: Observation, counts: tuple[int, int]) -> list[Finding]:
    words, life = docket.words, docket.contract.life
    default = bool(operation.flags & Flag.DEFAULT_CONFIG)
    is_own = default or (docket.contract.binding == 2 and counts[0] == docket.contract.block.count)
    alone = not docket.pools
    # Another pool may hold all the memory that a frugal subject has; a huge one may not fit.
    small = counts[0] <= _LARGE_COUNT and counts[1] <= _LARGE_RECORD_COUNT
    says_so = docket.fits(life.out_of_memory, seen) or not life.out_of_memory.is_promised
    is_one_too_many = not alone and life.instances == "any" and docket.contract.binding == 2
    memory_may_lack = is_one_too_many or (says_so and (not alone or (not is_own and not small)))
    if not alone:
        docket.pools_refused |= says_so or is_one_too_many
    elif small and (None if default else operation.capacities) in docket.accepted:
        docket.checked["LIFE-1"] += 1
        requirements = "LIFE-1 CREATE-1" if default else "LIFE-1 CREATE-2"
        requirements = f"CREATE-4 {requirements}" if docket.ran_short else requirements
        requirements += " CREATE-2 SAFE-1" if docket.contract.binding == 2 else ""
        expected = f"{words.success}, as before: no pool is alive"
        return [docket.finding(requirements, expected, words.status(seen.status))]
    if is_own and not memory_may_lack:
        requirement = "CREATE-1" if docket.contract.binding == 1 else _blame_refused(docket)
        docket.checked[requirement.split()[-1]] += 1
        what = "no config" if docket.contract.binding == 1 else f"{counts[0]}, the contract's own count"
        return [docket.finding(requirement, f"{words.success} for {what}", words.status(seen.status))]
    if docket.contract.binding == 2 and _must_be_accepted(docket, counts[0]) and small and not memory_may_lack:
        docket.checked["CREATE-2"] += 1
        expected = f"{words.success}: {counts[0]} is one of the counts that create accepts"
        return [docket.finding(_blame_refused(docket), expected, words.status(seen.status))]
    is_impossible = 0 in (counts if docket.contract.binding == 1 else counts[:1])
    docket.checked["CREATE-3"] += 1
    if not docket.fits(life.bad_config, seen) and (is_impossible or not memory_may_lack):
        expected = f"{words.answer(life.bad_config)}, or a pool"
        return [docket.finding("CREATE-3", expected, words.status(seen.status))]
    return nothing_handed_out(docket, "CREATE-3 REFUSE-1", seen)


def _blame_refused(docket: Docket) -> str:
    """Of a create that had to work: the next after memory ran out, or any."""
    return "CREATE-4 CREATE-2" if docket.ran_short and "CREATE-4" not in docket.unpromised else "CREATE-2"


def _must_be_accepted(docket: Docket, count: int) -> bool:
    block = docket.contract.block
    return block.all_counts and block.counts.holds(count)


def _new_pool(
    docket: Docket, operation: Operation, seen: Observation, requirement: str, counts: tuple[int, int]
) -> list[Finding]:
    binding = docket.contract.binding
    if binding == 1 and seen.usage_observed:
        findings, counts = _usage_of_new(docket, seen, requirement, counts)
    else:
        findings = []
    if counts[0] < 1 or (counts[1] < 1 and docket.contract.sequence is not None):
        return [*findings, docket.finding(requirement, "a pool that holds something", usage_name(seen.usage))]
    if counts[0] > MODELLED_SOA_CAPACITY:
        docket.lost = True
        return findings
    view = PoolView(promises.create(docket.contract, *counts), is_counted=binding == 1)
    docket.pools[operation.pool] = view
    docket.leaks.note_create(counts, seen.live_bytes, seen.virtual_pages)
    if seen.counters_seen:
        view.is_counted = "capacity" in told(seen)
        findings += _counters_of_new(docket, view, seen)
    is_own = requirement == "CREATE-1" or (binding == 2 and counts[0] == docket.contract.block.count)
    if docket.abilities.counts_allocations and is_own and not docket.placed:
        findings += _memory(docket, seen)
    return findings


def _usage_of_new(
    docket: Docket, seen: Observation, requirement: str, counts: tuple[int, int]
) -> tuple[list[Finding], tuple[int, int]]:
    """What a new pool tells of itself, and what it is judged as having from then on: what it says, as far as it is promised."""
    docket.checked["CREATE-1"] += requirement == "CREATE-1"
    docket.checked["CREATE-2"] += 1
    counters, has_records = docket.contract.counters, docket.contract.sequence is not None
    totals = (
        seen.soa_total if counters.capacity != "none" else counts[0],
        seen.receipts_total if has_records else counts[1],
    )
    in_use = seen.soa_in_use if counters.used != "none" else 0, seen.receipts_in_use if has_records else 0
    findings = []
    if totals != counts:
        findings.append(
            docket.finding(
                requirement,
                f"{counted(counts[0], 'buffer')} and {counted(counts[1], 'receipt')} in all",
                f"{number_name(totals[0])} and {number_name(totals[1])}",
                ends_trace=False,
            )
        )
        counts = totals
    if any(in_use):
        observed = f"{counted(in_use[0], 'buffer')} and {counted(in_use[1], 'receipt')}"
        findings.append(docket.finding("CREATE-2", "nothing in use in a new pool", observed))
    return findings, counts


def _counters_of_new(docket: Docket, view: PoolView, seen: Observation) -> list[Finding]:
    """CREATE-1 and CREATE-2 of what a new pool tells of itself."""
    values = told(seen)
    docket.checked["CREATE-1"] += "capacity" in values
    docket.checked["CREATE-2"] += 1
    wrong = judge_counters(docket, view, seen)
    if not wrong:
        return []
    capacity = values.get("capacity", view.state.block_count)
    is_exact = docket.contract.block.capacity == "exact"
    misses = capacity != view.state.block_count if is_exact else capacity < view.state.block_count
    requirements = "CREATE-1 CREATE-2" if misses else "CREATE-2"
    return [
        docket.finding(f"{requirements} {' '.join(each.requirements)}", each.expected, each.observed, ends_trace=False)
        for each in wrong
    ]


def _with_rounding(limit_bytes: int, page_bytes: int) -> int:
    """A figure is meant in pages of 4 KiB, and stands as it is there. What fits takes the rest of a larger page besides."""
    return limit_bytes + page_bytes - LEAST_PAGE_BYTES


def _memory(docket: Docket, seen: Observation) -> list[Finding]:
    docket.checked["MEM-1"] += 1
    docket.held_bytes = max(docket.held_bytes, seen.held_bytes)
    limit = _with_rounding(docket.limits.memory_bytes, docket.abilities.page_bytes)
    if seen.held_bytes <= limit:
        return []
    expected = f"create takes at most {limit:,} bytes"
    if limit != docket.limits.memory_bytes:
        expected += f" ({docket.limits.memory_bytes:,}, and the rest of a page of {docket.abilities.page_bytes:,})"
    observed = (
        f"{seen.held_bytes:,} bytes of the heap and of mappings at one time; static storage, and what loading took, not counted"
    )
    return [docket.finding("MEM-1", expected, observed, ends_trace=False)]


def judge_destroy(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    if operation.kind == Kind.DESTROY:
        docket.pools.pop(operation.pool, None)
    if seen.status != Status.OK:
        return docket.void("LIFE-1", seen)
    if docket.pools or docket.placed:
        return []
    if docket.leaks.end_round(seen.live_bytes, seen.virtual_pages, seen.free_descriptor):
        docket.checked["LIFE-1"] += 1
    if docket.leaks.leak is None:
        return []
    return [docket.finding("LIFE-1", "destroy gives back all that create took", docket.leaks.leak)]
