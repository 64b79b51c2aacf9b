"""What a pool of a contract answers to what should not succeed, and which of its checks are one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from poolproof.spec.contracts import Answer, Contract, How

_CODES: Final = {
    "size.too_large": 1,
    "block.exhausted": 2,
    "sequence.exhausted": 3,
    "misuse.null": 4,
    "misuse.foreign": 4,
    "misuse.other_pool": 4,
    "misuse.interior": 4,
    "misuse.record": 4,
    "misuse.double": 5,
    "misuse.revoked": 5,
    "life.bad_config": 6,
    "life.out_of_memory": 7,
}
"""Where the contract says no more than that it is refused: what bufferpool.h answers."""
_ANOTHER: Final = 8
"""A code that nothing else has by itself."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer, and the keys of the contract that ask for it."""

    keys: tuple[str, ...]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Checks:
    """What a return looks at, in this order; None: at nothing of the kind."""

    null: Given | None
    record: Given | None
    other_pool: Given | None
    """Told apart from what was never a pool's."""
    outside: Given | None
    """What is none of the pool's blocks."""
    interior: Given | None
    inside_as_outside: bool
    """An address in a block is answered as one that is none."""
    revoked: Given | None
    double: Given | None
    """Of a block that is not lent."""


def answer_to(contract: Contract, key: str) -> Answer:
    """Return the answer with a code: the contract's, or one of ours where any will do."""
    table, name = key.split(".")
    answer: Answer = getattr(getattr(contract, table), name)
    if not answer.is_refusal or answer.code is not None:
        return answer
    code = _CODES[key]
    if key == "size.too_large":
        taken = contract.block.exhausted.code or _CODES["block.exhausted"]
        code = _ANOTHER if code == taken else code
    if key == "block.exhausted" and contract.size is not None and contract.size.too_large.code == code:
        code = _ANOTHER
    return answer._replace(code=code)


def answers_of(contract: Contract) -> dict[str, Given]:
    """Return every answer that the pool gives, by the name that templates have for it."""
    checks = checks_of(contract)
    answers = {
        "null": checks.null,
        "record": checks.record,
        "other_pool": checks.other_pool,
        "outside": checks.outside,
        "interior": checks.interior,
        "revoked": checks.revoked,
        "double": checks.double,
        "exhausted": _promised(contract, "block.exhausted"),
        "too_large": _promised(contract, "size.too_large"),
        "bad_config": _promised(contract, "life.bad_config"),
        "sequence_exhausted": _promised(contract, "sequence.exhausted"),
    }
    return {name: given for name, given in answers.items() if given is not None}


def _promised(contract: Contract, key: str) -> Given | None:
    if getattr(contract, key.partition(".")[0]) is None:
        return None
    answer = answer_to(contract, key)
    return Given((key,), answer) if answer.how not in (How.UNDEFINED, How.GROWS) else None


def checks_of(contract: Contract) -> Checks:
    """Return the fewest checks by which every promise of ``misuse`` is kept."""
    misuse = contract.misuse
    outside_keys = [each for each in ("foreign", "other_pool") if getattr(misuse, each).is_promised]
    outside = _given(contract, outside_keys[0]) if outside_keys else None
    other_pool = _given(contract, "other_pool") if len(outside_keys) == 2 else None
    if outside is not None and other_pool is not None and _are_one(misuse.other_pool, outside.answer):
        outside, other_pool = _joined(outside, other_pool), None
    separate = {}
    for name in ("null", "record", "interior"):
        own = _given(contract, name) if getattr(misuse, name).is_promised else None
        if own is not None and outside is not None and _are_one(getattr(misuse, name), outside.answer):
            outside = _joined(outside, own)
            own = None
        separate[name] = own
    double, revoked = (_given(contract, name) if getattr(misuse, name).is_promised else None for name in ("double", "revoked"))
    if double is None:
        double, revoked = revoked, None
    elif revoked is not None and _are_one(misuse.revoked, double.answer):
        double, revoked = _joined(double, revoked), None
    is_inside_as_outside = outside is not None and "misuse.interior" in outside.keys
    return Checks(
        separate["null"], separate["record"], other_pool, outside, separate["interior"], is_inside_as_outside, revoked, double
    )


def _given(contract: Contract, name: str) -> Given:
    key = f"misuse.{name}"
    return Given((key,), answer_to(contract, key))


def _joined(first: Given, second: Given) -> Given:
    return Given((*first.keys, *second.keys), first.answer)


def _are_one(written: Answer, answer: Answer) -> bool:
    """Whether an answer does for what is written, too."""
    if written.how is How.REFUSED:
        return answer.is_refusal and written.code in (None, answer.code)
    return written.how is answer.how
