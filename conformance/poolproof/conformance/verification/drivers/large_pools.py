"""The stage of a pool that is too large for scripts: it is drained, and what is one too many refused, whatever its count."""

from __future__ import annotations

from typing import Final

from ...generators.large_pools import drained
from ..examiner import Examiner
from ..promised import Promised

_SCRIPTED_AT_MOST: Final = 4096
"""Blocks: what holds of such a pool, the scripts show."""


def drain_large_pool(examiner: Examiner) -> None:
    """CREATE-2, CAP-1 to CAP-3, ORDER-4, ISO-1, ISO-2 of the contract's own count."""
    promised = examiner.promised
    is_large = promised.contract.block.count > _SCRIPTED_AT_MOST
    if not is_large or not examiner.session.subject.is_library or examiner.has_enough or not _can_end(promised):
        return
    examiner.check_time()
    examiner.examine_as_it_is(drained(promised.contract))


def _can_end(promised: Promised) -> bool:
    """Whether what was lent can go back at once, where it has to: by address it is told for each block by itself."""
    contract = promised.contract
    return contract.life.destroy != "needs-all-returned" or contract.life.clear or contract.order.reuse != "lowest-address"
