"""Which contracts can't be kept by a pool in a language, and what would help."""

from __future__ import annotations

from collections.abc import Iterator

from poolproof.spec.contracts import Answer, Contract

from ..errors import SkeletonError
from .facts import storage_that_lacks


def refuse_what_it_cannot(contract: Contract, language: str) -> None:
    """Raise SkeletonError, which names the key and the remedy."""
    lacks = storage_that_lacks(contract)
    if lacks > 0:
        raise SkeletonError(
            f"{contract.name}: life.storage_fixed: the blocks don't fit into such storage: at worst {lacks} bytes are lacking"
            f": add them to storage_fixed"
        )
    is_python = language == "python"
    if is_python and contract.life.storage == "given":
        raise SkeletonError(f"{contract.name}: life.storage: a class of Python is given no storage: choose another language")
    for key, answer in _answers(contract):
        if answer.code is not None and isinstance(answer.code, int) == is_python:
            kind = "an exception has a name" if is_python else "a function of C answers a number"
            remedy = "refused:Name" if is_python else "refused:-1"
            raise SkeletonError(
                f"{contract.name}: {key}: {str(answer)!r} can't be: {kind}: write {remedy}, or choose another language"
            )


def _answers(contract: Contract) -> Iterator[tuple[str, Answer]]:
    for table in ("block", "size", "misuse", "life", "sequence"):
        record = getattr(contract, table)
        names = () if record is None else record.__slots__
        for name in names:
            value = getattr(record, name)
            if isinstance(value, Answer):
                yield f"{table}.{name}", value
