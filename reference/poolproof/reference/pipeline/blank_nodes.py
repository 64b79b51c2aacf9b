"""Blank nodes without a label get one by their place: so the same input leaves the same receipts, whenever it is read.

The parser draws a label for each at random. Labels that the input gives stay, unless they look like one of these.
"""

from __future__ import annotations

import re
from typing import Final

_ANY: Final = rb"_:([a-f][0-9a-f]{19,31}|anon[0-9]+-[0-9]+)(?= )"
"""What the parser may have drawn, and what is given here. Labels of the input that look like that are replaced, too: so no two
nodes get one label."""
_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^> ]*>|' + _ANY)
_MAYBE: Final = re.compile(_ANY)


class Labels:
    """Of the blank nodes of one source; ``number`` is its place among the sources."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._known: dict[bytes, bytes] = {}

    def by_position(self, block: bytes) -> bytes:
        """A block of N-Quads in which the n-th blank node that had no label is ``_:anon<number>-<n>``."""
        if _MAYBE.search(block) is None:
            return block
        return b"".join(
            _TOKEN.sub(self._replaced, line) if _MAYBE.search(line) else line for line in block.splitlines(keepends=True)
        )

    def _replaced(self, found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            return found[0]
        return self._known.setdefault(found[1], b"_:anon%d-%d" % (self._number, len(self._known)))
