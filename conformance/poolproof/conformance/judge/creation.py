"""Create and destroy: what a new pool must be, when it may be refused, and that nothing stays behind."""

from __future__ import annotations

from poolproof.reference import model
from poolproof.spec import Status

from ..names import counted, number_name, status_name, usage_name
from ..observations import Observation
from ..operations import Flag, Kind, Operation, Placement
from .answers import answer_name
from .docket import Docket
from .finding import Finding
from .handing_out import nothing_handed_out
from .orders import new_order
from .pool_view import PoolView
from .shortage import judge_shortage

MODELLED_SOA_CAPACITY = 1 << 18
"""The model holds every buffer: larger pools are neither judged nor counted."""
_LARGE_SOA_CAPACITY = 4096
_LARGE_RECEIPT_CAPACITY = 65536


def judge_create(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    default = bool(operation.flags & Flag.DEFAULT_CONFIG)
    docket.placed |= operation.target != Placement.ANYWHERE
    soa_capacity, receipt_capacity = operation.capacities
    if default:
        soa_capacity, receipt_capacity = docket.profile.soa_capacity, docket.profile.receipt_capacity
    if seen.allocations_failed:
        findings = judge_shortage(docket, operation, seen)
        if findings or seen.status != Status.OK:
            return findings
    if seen.status != Status.OK:
        return _refused_create(docket, operation, seen, soa_capacity, receipt_capacity)
    requirement = "CREATE-1" if default else "CREATE-2"
    if seen.out < 0:
        observed = f"{status_name(seen.status)}, and no pool"
        return [docket.finding(requirement, "BP_OK and a pool", observed)]
    if not default and 0 in operation.capacities:
        docket.checked["CREATE-3"] += 1
        return [docket.finding("CREATE-3", "BP_INVALID_CONFIG: a capacity is 0", "BP_OK")]
    docket.accepted.add(None if default else operation.capacities)
    return _new_pool(docket, operation, seen, requirement, soa_capacity, receipt_capacity)


def _refused_create(
    docket: Docket, operation: Operation, seen: Observation, soa_capacity: int, receipt_capacity: int
) -> list[Finding]:
    default = bool(operation.flags & Flag.DEFAULT_CONFIG)
    alone = not docket.pools
    # Another pool may hold all the memory that a frugal subject has; a huge one may not fit.
    small = soa_capacity <= _LARGE_SOA_CAPACITY and receipt_capacity <= _LARGE_RECEIPT_CAPACITY
    life = docket.contract.life
    says_so = docket.fits(life.out_of_memory, seen) or not life.out_of_memory.is_promised
    memory_may_lack = says_so and (not alone or (not default and not small))
    if not alone:
        docket.pools_refused |= says_so
    elif small and (None if default else operation.capacities) in docket.accepted:
        docket.checked["LIFE-1"] += 1
        requirements = "LIFE-1 CREATE-1" if default else "LIFE-1 CREATE-2"
        requirements = f"CREATE-4 {requirements}" if docket.ran_short else requirements
        return [docket.finding(requirements, "BP_OK, as before: no pool is alive", status_name(seen.status))]
    if default and not memory_may_lack:
        docket.checked["CREATE-1"] += 1
        return [docket.finding("CREATE-1", "BP_OK for no config", status_name(seen.status))]
    impossible = soa_capacity == 0 or receipt_capacity == 0
    docket.checked["CREATE-3"] += 1
    if not docket.fits(life.bad_config, seen) and (impossible or not memory_may_lack):
        expected = f"{answer_name(life.bad_config)}, or a pool"
        return [docket.finding("CREATE-3", expected, status_name(seen.status))]
    return nothing_handed_out(docket, "CREATE-3 REFUSE-1", seen)


def _new_pool(
    docket: Docket, operation: Operation, seen: Observation, requirement: str, soa_capacity: int, receipt_capacity: int
) -> list[Finding]:
    findings = []
    if seen.usage_observed:
        docket.checked["CREATE-1"] += requirement == "CREATE-1"
        docket.checked["CREATE-2"] += 1
        if (seen.soa_total, seen.receipts_total) != (soa_capacity, receipt_capacity):
            findings.append(
                docket.finding(
                    requirement,
                    f"{counted(soa_capacity, 'buffer')} and {counted(receipt_capacity, 'receipt')} in all",
                    f"{number_name(seen.soa_total)} and {number_name(seen.receipts_total)}",
                    ends_trace=False,
                )
            )
            soa_capacity, receipt_capacity = seen.soa_total, seen.receipts_total
        if seen.soa_in_use or seen.receipts_in_use:
            observed = f"{counted(seen.soa_in_use, 'buffer')} and {counted(seen.receipts_in_use, 'receipt')}"
            findings.append(docket.finding("CREATE-2", "nothing in use in a new pool", observed))
    if soa_capacity < 1 or receipt_capacity < 1:
        return [*findings, docket.finding(requirement, "a pool that holds something", usage_name(seen.usage))]
    if soa_capacity > MODELLED_SOA_CAPACITY:
        docket.lost = True
        return findings
    docket.pools[operation.pool] = PoolView(model.create(soa_capacity, receipt_capacity), order=new_order(docket, soa_capacity))
    docket.leaks.note_create((soa_capacity, receipt_capacity), seen.live_bytes, seen.virtual_pages)
    if docket.abilities.counts_allocations and requirement == "CREATE-1" and not docket.placed:
        findings += _memory(docket, seen)
    return findings


def _memory(docket: Docket, seen: Observation) -> list[Finding]:
    docket.checked["MEM-1"] += 1
    docket.held_bytes = max(docket.held_bytes, seen.held_bytes)
    if seen.held_bytes <= docket.profile.memory_bytes:
        return []
    expected = f"create takes at most {docket.profile.memory_bytes:,} bytes"
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
