"""CREATE, LIFE and ISO-4: pools that come, live beside each other, and go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from poolproof.spec.contracts import DEFAULT_CONTRACT, Contract

from ..verdicts import Verdict
from .check import Check, Excuse

if TYPE_CHECKING:
    from ..evidence import Evidence


def _wants_no_memory(evidence: Evidence, contract: Contract) -> Excuse | None:
    """Of a contract of its own, what is promised and can't come about is met; knhk's table calls it skipped."""
    if not evidence.wants_no_memory:
        return None
    verdict = Verdict.SKIPPED if contract.name == DEFAULT_CONTRACT else Verdict.PASS
    return Excuse(verdict, "create takes no memory, so none can run out in it")


def _one_at_a_time(evidence: Evidence, _contract: Contract) -> Excuse | None:
    if not evidence.one_pool_at_a_time:
        return None
    return Excuse(Verdict.SKIPPED, "the subject gives one pool at a time, which can't affect another")


CHECKS: Final = (
    Check(
        "CREATE-4",
        not_of_python="memory can't be made to run out for a Python class alone: its interpreter would go first",
        may_not_come_about=True,
        excuse=_wants_no_memory,
    ),
    Check("ISO-4", excuse=_one_at_a_time),
)
