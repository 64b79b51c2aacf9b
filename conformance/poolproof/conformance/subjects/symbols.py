"""Which functions a library offers and which libraries it needs, by its dynamic tables, and without loading it: to load it is
to run it.

What the loader reads is read, and nothing else: a stripped library has no table of sections.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Final

_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NEEDED, _DT_HASH, _DT_STRTAB, _DT_SYMTAB, _DT_STRSZ, _DT_GNU_HASH = 1, 4, 5, 6, 10, 0x6FFFFEF5
_SYMBOL_BYTES: Final = 24
_LONGEST_NAME_BYTES: Final = 4096
_CHAIN_ENDS: Final = 1


def exported_names(content: bytes) -> frozenset[str]:
    """Return the names that a 64-bit ELF library defines for others. None of what is no such file, or is damaged."""
    return _found(content, lambda library: library.names())


def needed_libraries(content: bytes) -> frozenset[str]:
    """Return the names of the libraries that a 64-bit ELF library needs. None of what is no such file, or is damaged."""
    return _found(content, lambda library: library.needed())


def _found(content: bytes, names: Callable[[_Library], Iterator[str]]) -> frozenset[str]:
    if content[:5] != b"\x7fELF\x02":
        return frozenset()
    try:
        return frozenset(names(_Library(content)))
    except (
        struct.error,
        ValueError,
        KeyError,
        OverflowError,
    ):  # a table that leads nowhere: the loader will have its own words for it
        return frozenset()


class _Library:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._order = "<" if content[5] == 1 else ">"
        self._segments = [*self._program_headers()]
        self._dynamic: Mapping[int, int] = dict(self._dynamic_entries())

    def names(self) -> Iterator[str]:
        symbols = self._offset(self._dynamic[_DT_SYMTAB])
        for at in range(symbols, symbols + self._symbol_count() * _SYMBOL_BYTES, _SYMBOL_BYTES):
            name, _, _, section = self._read("IBBH", at)
            if section:  # 0: it is asked for, and not defined here
                yield self._string(name)

    def needed(self) -> Iterator[str]:
        yield from (self._string(value) for tag, value in self._dynamic_entries() if tag == _DT_NEEDED)

    def _string(self, place: int) -> str:
        strings = self._offset(self._dynamic[_DT_STRTAB])
        start, end = strings + place, strings + self._dynamic[_DT_STRSZ]
        return self._content[start : self._content.index(b"\0", start, min(end, start + _LONGEST_NAME_BYTES))].decode(
            "utf-8", "replace"
        )

    def _symbol_count(self) -> int:
        if _DT_HASH in self._dynamic:
            _, chains = self._read("2I", self._offset(self._dynamic[_DT_HASH]))
            return int(chains)
        return self._count_by_gnu_hash(self._offset(self._dynamic[_DT_GNU_HASH]))

    def _count_by_gnu_hash(self, at: int) -> int:
        """It says nowhere how many there are: the last symbol ends the chain of the bucket that begins last."""
        buckets, first, bloom_words, _ = self._read("4I", at)
        buckets_at = at + 16 + 8 * bloom_words
        last = max(self._read(f"{buckets}I", buckets_at), default=0)
        if last < first:
            return int(first)
        chains_at = buckets_at + 4 * buckets
        while not self._read("I", chains_at + 4 * (last - first))[0] & _CHAIN_ENDS:
            last += 1
        return int(last) + 1

    def _program_headers(self) -> Iterator[tuple[int, int, int, int]]:
        """Kind, file offset, address and bytes in the file of each."""
        (table,) = self._read("Q", 32)
        entry_bytes, count = self._read("2H", 54)
        for place in range(count):
            kind, _, offset, address, _, file_bytes = self._read("2I4Q", table + place * entry_bytes)
            yield kind, offset, address, file_bytes

    def _dynamic_entries(self) -> Iterator[tuple[int, int]]:
        """Tag and value of each; some tags come more than once."""
        for kind, offset, _, size in self._segments:
            if kind == _PT_DYNAMIC:
                for at in range(offset, offset + size - 15, 16):
                    tag, value = self._read("2Q", at)
                    yield tag, value

    def _offset(self, address: int) -> int:
        """Where in the file that lies which will lie at this address."""
        for kind, offset, start, size in self._segments:
            if kind == _PT_LOAD and start <= address < start + size:
                return offset + address - start
        raise ValueError(f"nothing lies at {address:#x}")

    def _read(self, what: str, at: int) -> tuple[int, ...]:
        return struct.unpack_from(self._order + what, self._content, at)
