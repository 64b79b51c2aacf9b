"""What is lent, in which order, of which size, and where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from poolproof.spec.contracts import Contract

from ..verdicts import Verdict
from .check import Check, Excuse

if TYPE_CHECKING:
    from ..evidence import Evidence

_NEVER_RAN_OUT: Final = "the pool never ran out: four times its count was lent"


def _is_any_get_refused(contract: Contract) -> bool:
    exhausted, size = contract.block.exhausted, contract.size
    return (exhausted.is_refusal and contract.block.capacity == "exact") or (size is not None and size.too_large.is_refusal)


def _is_any_take_refused(contract: Contract) -> bool:
    return contract.sequence is not None and contract.sequence.exhausted.is_refusal


def _never_refused(contract: Contract) -> str | None:
    if _is_any_get_refused(contract) or _is_any_take_refused(contract) or contract.life.bad_config.is_refusal:
        return None
    if contract.block.exhausted.is_refusal:
        return _NEVER_RAN_OUT
    return "no proper operation is ever refused; what a refused misuse changes is SAFE-2's"


def _order_never_refused(contract: Contract) -> str | None:
    return None if _is_any_get_refused(contract) or _is_any_take_refused(contract) else _NEVER_RAN_OUT


def _never_exhausted(contract: Contract) -> str | None:
    return _NEVER_RAN_OUT if contract.block.capacity == "at-least" else None


def _no_addresses(evidence: Evidence, _contract: Contract) -> Excuse | None:
    return Excuse(Verdict.NOT_PROMISED, "the buffers of this Python class have no address") if evidence.addressless else None


CHECKS: Final = (
    Check("ORDER-1", may_not_come_about=True),
    Check("ORDER-2", never=_order_never_refused, may_not_come_about=True),
    Check("ORDER-4", may_not_come_about=True),
    Check("GUARD-3", never=_never_exhausted, may_not_come_about=True),
    Check("REFUSE-1", never=_never_refused, may_not_come_about=True),
    Check("ISO-1", excuse=_no_addresses),
    Check("ISO-2", may_not_come_about=True),
    Check("BOUND-1", not_of_python="a Python class has no addresses that it could overrun: the interpreter checks every index"),
)
