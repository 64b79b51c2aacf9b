"""What a pool lends: SoA buffers and receipts, as objects over windows of its memory.

A pool makes one object for each buffer and receipt, and hands out the same one each time, so identity tells which it is.
While it is not lent, its attributes raise NotInUse, and the views that they gave out before are released. A view that its
holder releases by hand stays so until the next lending.
"""

from __future__ import annotations

from typing import Final, overload

from poolproof.reference.window import Format, Window

SOA_BYTES: Final = 192
RECEIPT_BYTES: Final = 128


class SoaBuffer:
    """Three arrays of 8 unsigned 64-bit words, 192 bytes. Not to be made by hand."""

    __slots__ = ("_window",)

    def __init__(self, window: Window) -> None:
        self._window = window

    @property
    def s(self) -> memoryview:
        """8 words, writable."""
        return self._window.view(0, 64, "Q")

    @property
    def p(self) -> memoryview:
        """8 words, writable."""
        return self._window.view(64, 128, "Q")

    @property
    def o(self) -> memoryview:
        """8 words, writable."""
        return self._window.view(128, 192, "Q")

    @property
    def words(self) -> memoryview:
        """All 24 words, writable: those of s, then p, then o."""
        return self._window.view(0, SOA_BYTES, "Q")

    @property
    def address(self) -> int:
        """Where it lies in memory: a multiple of 64 (ISO-1)."""
        return self._window.address


class _Field:
    """An unsigned whole number inside a receipt. Setting it raises ValueError when the value does not fit."""

    def __init__(self, start: int, stop: int, format: Format) -> None:
        self._start = start
        self._stop = stop
        self._format = format

    @overload
    def __get__(self, receipt: None, owner: type[Receipt]) -> _Field: ...

    @overload
    def __get__(self, receipt: Receipt, owner: type[Receipt]) -> int: ...

    def __get__(self, receipt: Receipt | None, owner: type[Receipt]) -> _Field | int:
        if receipt is None:  # asked of the class, by a documentation tool for one
            return self
        return receipt._window.read(self._start, self._stop, self._format)

    def __set__(self, receipt: Receipt, value: int) -> None:
        receipt._window.write(self._start, self._stop, self._format, value)


class Receipt:
    """The evidence of one operation, 128 bytes. Not to be made by hand."""

    __slots__ = ("_window",)

    id = _Field(0, 8, "Q")
    cycle_id = _Field(8, 16, "Q")
    shard_id = _Field(16, 24, "Q")
    hook_id = _Field(24, 32, "Q")
    ticks = _Field(32, 36, "I")
    actual_ticks = _Field(36, 40, "I")
    lanes = _Field(40, 44, "I")
    flags = _Field(44, 48, "I")
    span_id = _Field(48, 56, "Q")
    a_hash = _Field(56, 64, "Q")

    def __init__(self, window: Window) -> None:
        self._window = window

    @property
    def prev_hash(self) -> memoryview:
        """32 bytes, writable."""
        return self._window.view(64, 96, "B")

    @property
    def hash(self) -> memoryview:
        """32 bytes, writable."""
        return self._window.view(96, 128, "B")

    @property
    def view(self) -> memoryview:
        """All 128 bytes, writable."""
        return self._window.view(0, RECEIPT_BYTES, "B")

    @property
    def address(self) -> int:
        """Where it lies in memory: a multiple of 64 (ISO-1)."""
        return self._window.address
