"""The names of a C reproducer, those of the reports: p1, b1, r1, and p2_b1 for the first block of the second pool."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ..names import pool_name
from ..observations import LentKind
from ..operations import Kind, Operation
from .c_header import Header
from .concrete import Concrete
from .loops import INDEX, Statement

_NAMED_AT_MOST: Final = 12
"""More blocks than this are in arrays, so that loops can go over them."""


class Names:
    """Which blocks the steps speak of, and what each is called."""

    def __init__(self, steps: Iterable[Concrete], header: Header) -> None:
        self._header = header
        self._most: dict[tuple[int, int], int] = {}
        for step in steps:
            for kind, known in ((LentKind.BLOCK, step.known_soa), (LentKind.RECORD, step.known_receipts)):
                self._note(kind, step.operation.pool, known)
            if step.block is not None:
                self._note(kind_of(step.operation), step.operation.pool, step.block + 1)
            if step.due is not None and step.due.blocks:
                self._note(LentKind.BLOCK, step.operation.pool, 0)

    def _note(self, kind: LentKind, pool: int, known: int) -> None:
        self._most[kind, pool] = max(self._most.get((kind, pool), 0), known)

    def are_in_array(self, kind: int, pool: int) -> bool:
        return self._most[kind, pool] > _NAMED_AT_MOST

    def name(self, kind: int, pool: int) -> str:
        """A block's name, INDEX in the place of its number."""
        return stem(kind, pool) + (f"[{INDEX}]" if self.are_in_array(kind, pool) else INDEX)

    def plain(self, kind: int, pool: int, number: int) -> str:
        return self.name(kind, pool).replace(INDEX, str(number + 1))

    def statement(self, step: Concrete, text: str, kind: int, pool: int, number: int) -> Statement:
        """A statement about a block: its number may count in a loop only where it is the index of an array."""
        if self.are_in_array(kind, pool):
            return Statement(text, step.number, number + 1)
        return Statement(text.replace(INDEX, str(number + 1)), step.number)

    def declarations(self, body: str) -> list[str]:
        """A variable for each name that the text speaks of."""
        header = self._header
        found = [f"static {header.pool_type} *{name};" for name in _words(body, r"p\d+")]
        found += [f"static {header.pool_type} *pool_out;"] if "pool_out" in body else []
        for (kind, pool), most in sorted(self._most.items()):
            if not most:
                continue
            name = stem(kind, pool)
            if self.are_in_array(kind, pool):
                found.append(f"static {header.types[kind]} *{name}[{most + 1}]; /* from 1, as reports count */")
            else:
                found += [f"static {header.types[kind]} *{each};" for each in _words(body, rf"{name}\d+")]
        for kind in header.types:
            found += [f"static {header.types[kind]} *{each};" for each in (out(kind), kept(kind)) if each in body]
        found += ["static bp_usage usage;"] if "&usage)" in body else []
        found += ["static struct surroundings around;"] if "&around)" in body else []
        if "memcpy(was," in body:
            found.append(
                f"static unsigned char was[{max(header.byte_count(LentKind.BLOCK), header.byte_count(LentKind.RECORD))}];"
            )
        if "untouched" in body:
            found.append("static unsigned char untouched[64]; /* where an out parameter points until it is written */")
        return found


def stem(kind: int, pool: int) -> str:
    return ("" if pool == 0 else f"{pool_name(pool)}_") + ("b" if kind == LentKind.BLOCK else "r")


def out(kind: int) -> str:
    """Where a get writes when the name of what it must hand out is taken."""
    return "block_out" if kind == LentKind.BLOCK else "record_out"


def kept(kind: int) -> str:
    """The variable of a call that the pool is not to touch any more once that is over."""
    return "block_kept" if kind == LentKind.BLOCK else "record_kept"


def kind_of(operation: Operation) -> LentKind:
    return LentKind.BLOCK if operation.kind in (Kind.GET, Kind.WRITE) else LentKind.RECORD


def _words(text: str, pattern: str) -> list[str]:
    """The distinct words of this form, in the order of their numbers."""
    found = set(re.findall(rf"\b{pattern}\b", text))
    return sorted(found, key=lambda word: (len(word), word))
