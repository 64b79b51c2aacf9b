"""By which contract a subject is judged: the one that is given, or else what its functions say."""

from __future__ import annotations

from dataclasses import replace

from poolproof.spec import SpecError
from poolproof.spec.contracts import Contract, load_contract, read_contract

from .errors import SubjectError
from .offers import GETS, GETS_OF_CLASS, Offer, carried_by, header_of, offer_of
from .resolve import Subject, SubjectKind, resolve

_REMEDY = (
    "write a contract, a file of what it promises (`poolproof infer` drafts one, `poolproof contracts --language` says what "
    "can be said), and give it with --contract FILE"
)


def choose(given: str, contract_given: str | None = None) -> Subject:
    """Find what was typed, and the contract that it is judged by: ``contract_given``, a name or a file; else knhk for a pool of
    bufferpool.h, and for one of blockpool.h the contract that it carries.

    Raises SubjectError for what is no subject, or none that such a contract can judge, and SpecError for a contract that can't
    be read, or is missing.
    """
    contract = None if contract_given is None else load_contract(contract_given)
    return replace(chosen(resolve(given), contract), contract_given=contract_given)


def chosen(subject: Subject, contract: Contract | None) -> Subject:
    """The same for a subject that was found; None: no contract was given."""
    offer = offer_of(subject)
    if contract is not None:
        _refuse_other_binding(subject, offer, contract)
        return replace(subject, contract=contract)
    if 1 in offer.bindings or subject.kind is SubjectKind.BUILTIN:
        return subject
    if 2 in offer.bindings:
        return replace(subject, contract=_carried(subject))
    if subject.is_library and not any(name.startswith("bp_") for name in offer.near):
        raise _no_pool(subject, offer)
    return subject  # the worker says what of bufferpool.h is missing


def _refuse_other_binding(subject: Subject, offer: Offer, contract: Contract) -> None:
    if not offer.bindings or contract.binding in offer.bindings:
        return
    gets, (other, *_) = GETS if subject.is_library else GETS_OF_CLASS, offer.bindings
    wanted = " or ".join(gets[contract.binding])
    what = "functions" if subject.is_library else "methods"
    raise SubjectError(
        subject.given,
        f"the contract {contract.name} is of binding {contract.binding} ({header_of(contract.binding)}), which needs {wanted}, "
        f"but the pool has the {what} of {header_of(other)}",
        f"give a contract with binding = {other}",
    )


def _carried(subject: Subject) -> Contract:
    carried = carried_by(subject)
    where = "pp_contract()" if subject.is_library else "its attribute contract"
    if carried.text is not None:
        return read_contract(carried.text, f"{subject.given}: {where}")
    if carried.problem is not None:
        raise SpecError(subject.given, "contract", f"{where} gives none: {carried.problem}", f"mend it, or {_REMEDY}")
    raise SpecError(
        subject.given, "contract", f"missing: it is a pool of {header_of(2)}, and carries no contract ({where})", _REMEDY
    )


def _no_pool(subject: Subject, offer: Offer) -> SubjectError:
    if offer.near:
        return SubjectError(
            subject.given,
            "is not a pool: missing symbol: pp_get, or pp_get_sized",
            f'export one of them, and pp_return ({header_of(2)}; C++ needs extern "C")',
        )
    return SubjectError(
        subject.given,
        f"is not a pool: missing symbols: bp_get_soa ({header_of(1)}), and pp_get or pp_get_sized ({header_of(2)})",
        'export the functions of one of these headers (`nm -D` lists what is exported; C++ needs extern "C")',
    )
