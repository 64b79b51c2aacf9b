"""What the native lane watches for around an operation of the hot path: what the contract promises that none of them does."""

from __future__ import annotations

from poolproof.spec.contracts import How
from poolproof.spec.vocabulary import Probe

from .promised import Promised


def watched_in_lane(promised: Promised, available: Probe) -> Probe:
    """Return the probes of what is promised (HOT-1, HOT-3). Where a get may take memory to grow by, or one system call is
    promised and others are not, the judge alone tells them apart."""
    contract, watched = promised.contract, Probe.NONE
    if contract.hot is None or contract.block.exhausted.how is How.GROWS:
        return watched
    if "HOT-1" not in promised.reasons:
        watched |= Probe.ALLOCATIONS
    if "HOT-3" not in promised.reasons and contract.hot.system_calls is False:
        watched |= Probe.SYSTEM_CALLS
    return watched & available
