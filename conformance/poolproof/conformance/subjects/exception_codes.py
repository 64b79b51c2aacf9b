"""Exceptions as statuses: by what number a worker tells which of the exceptions that a contract names was raised.

Both sides count alike: the worker, which is given the names, and the judge, which has the contract.
"""

from __future__ import annotations

from collections.abc import Sequence

from poolproof.spec.contracts import Answer, Contract

from ..operations import RAISED


def named_exceptions(contract: Contract) -> tuple[str, ...]:
    """The names of the exceptions that the answers of a contract are (``refused:Name``), in order."""
    return tuple(sorted({answer.code for answer in _answers(contract) if isinstance(answer.code, str)}))


def status_of(error: Exception, names: Sequence[str]) -> int:
    """The status of an operation that raised this: by the first of its class and the bases, in the order in which Python looks
    them up, that is named; RAISED where none is. So a class derived from a named one counts as that, unless it is named too."""
    for each in type(error).__mro__:
        if each.__name__ in names:
            return RAISED + 1 + names.index(each.__name__)
    return RAISED


def code_of(status: int, contract: Contract) -> int | str:
    """What an operation answered, as ``promises.fits`` wants it: the name of an exception that the contract names, for a Python
    class; else the status itself. That is 0 for success, RAISED for any other exception, and a library's own code."""
    return status if status <= RAISED else name_or_code(status, named_exceptions(contract))


def name_or_code(status: int, names: Sequence[str]) -> int | str:
    """The same, given the names."""
    place = status - RAISED - 1
    return names[place] if 0 <= place < len(names) else status


def _answers(contract: Contract) -> list[Answer]:
    misuse = contract.misuse
    answers = [
        *(contract.block.exhausted, contract.life.bad_config, contract.life.out_of_memory),
        *(misuse.null, misuse.foreign, misuse.other_pool, misuse.interior, misuse.double, misuse.revoked, misuse.record),
    ]
    if contract.size is not None:
        answers.append(contract.size.too_large)
    if contract.sequence is not None:
        answers.append(contract.sequence.exhausted)
    return answers
