"""What a contract promises of something that never comes about: nothing can break it, so it is met."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from poolproof.spec.contracts import Contract


def why_never(requirement: str, contract: Contract) -> str | None:
    """Why no operation that the contract lets anybody ask for is one that the requirement is about. None: some is.

    To be asked of a whole search in which no operation was: of a pool that lends at least its count, it says that it never ran
    out.
    """
    never = _NEVER.get(requirement)
    return never(contract) if never is not None else None


def _is_any_get_refused(contract: Contract) -> bool:
    exhausted, size = contract.block.exhausted, contract.size
    return (exhausted.is_refusal and contract.block.capacity == "exact") or (size is not None and size.too_large.is_refusal)


def _never_refused(contract: Contract) -> str | None:
    sequence, life = contract.sequence, contract.life
    if _is_any_get_refused(contract) or (sequence is not None and sequence.exhausted.is_refusal) or life.bad_config.is_refusal:
        return None
    if contract.block.exhausted.is_refusal:
        return _NEVER_RAN_OUT
    return "no proper operation is ever refused; what a refused misuse changes is SAFE-2's"


def _order_never_refused(contract: Contract) -> str | None:
    sequence = contract.sequence
    if _is_any_get_refused(contract) or (sequence is not None and sequence.exhausted.is_refusal):
        return None
    return _NEVER_RAN_OUT


def _never_exhausted(contract: Contract) -> str | None:
    return _NEVER_RAN_OUT if contract.block.capacity == "at-least" else None


_NEVER_RAN_OUT: Final = "the pool never ran out: four times its count was lent"
_NEVER: Final[Mapping[str, Callable[[Contract], str | None]]] = {
    "REFUSE-1": _never_refused,
    "ORDER-2": _order_never_refused,
    "GUARD-3": _never_exhausted,
}
