"""Which contracts can't be kept by a pool in a language, and what would help."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterator
from typing import Final

from poolproof.spec.contracts import Answer, Contract

from ..errors import SkeletonError
from .facts import storage_that_lacks

_KINDS: Final = {
    True: ("an exception has a name", "refused:Name"),
    False: ("a function of C answers a number", "refused:-1"),
}


def refuse_what_it_cannot(contract: Contract, language: str) -> None:
    """Raise SkeletonError, which names the key and the remedy."""
    lacks = storage_that_lacks(contract)
    if lacks > 0:
        raise SkeletonError(
            f"{contract.name}: life.storage_fixed: the blocks don't fit into such storage: at worst {lacks} bytes are lacking"
            f": add them to storage_fixed"
        )
    if language == "python":
        _refuse_what_no_class_can(contract)
    for key, answer in _answers(contract):
        if isinstance(answer.code, int) if language == "python" else isinstance(answer.code, str):
            kind, remedy = _KINDS[language == "python"]
            problem = f"{contract.name}: {key}: {str(answer)!r} can't be: {kind}"
            raise SkeletonError(f"{problem}: write {remedy}, or choose another language")


def _refuse_what_no_class_can(contract: Contract) -> None:
    if contract.binding == 1:
        problem = f"{contract.name}: binding: a class with the records of bufferpool.h is made of knhk alone"
        raise SkeletonError(f"{problem}: `poolproof new python NAME` makes it, or write binding = 2")
    if contract.life.storage == "given":
        raise SkeletonError(f"{contract.name}: life.storage: a class of Python is given no storage: choose another language")
    for key, answer in _answers(contract):
        if isinstance(answer.code, str) and _is_taken(answer.code):
            raise SkeletonError(f"{contract.name}: {key}: {answer.code!r} is something else in Python: name another exception")


def _is_taken(name: str) -> bool:
    """Whether no exception can be called so: a word of Python's, or what is no exception of its own."""
    known = getattr(builtins, name, Exception)
    return keyword.iskeyword(name) or not (isinstance(known, type) and issubclass(known, Exception))


def _answers(contract: Contract) -> Iterator[tuple[str, Answer]]:
    for table in ("block", "size", "misuse", "life", "sequence"):
        record = getattr(contract, table)
        names = () if record is None else record.__slots__
        for name in names:
            value = getattr(record, name)
            if isinstance(value, Answer):
                yield f"{table}.{name}", value
