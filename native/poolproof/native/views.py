"""The memoryviews of what is lent: made when asked for, released when the lending ends.

A memoryview can be released, but not what its holder made of it: slices, casts, arrays. Each of these holds on to the same
hidden object, CPython's managed buffer, which all views of one lending share. So its reference count tells whether there are
more of them than ours, before anything is released.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from poolproof.native.table import add_to_table

if TYPE_CHECKING:
    from poolproof.native._bufferpool import Memory

_STILL_HELD: Final = "slices, casts or arrays made of the views are still held: delete them first"


class LentViews:
    """The views of one record, lending after lending: ``size`` bytes of ``exporter`` from ``offset`` on.

    They are made when they are read. Ending a lending makes and frees nothing (HOT-1): released views stay here until the next
    reading replaces them, and what would make an iterator or a large number goes by small indexes.
    """

    __slots__ = ("_exporter", "_keys", "_managed", "_offset", "_parts", "_size", "_whole", "is_open")

    def __init__(self, exporter: Memory, offset: int, size: int) -> None:
        self._exporter = exporter
        self._offset = offset
        self._size = size
        self._keys: list[tuple[int, int]] = []
        self._parts: list[memoryview] = []
        self._open()

    def part(self, start: int, stop: int, format: str) -> memoryview:
        """Return bytes ``start`` to ``stop`` as items of ``format``, writable; the same object each time."""
        if not self.is_open:
            self._open()
        place = self._keys.index((start, stop)) if (start, stop) in self._keys else len(self._keys)
        if place < len(self._keys) and _is_open(self._parts[place]):
            return self._parts[place]
        view: memoryview = self._whole[start:stop].cast(format)  # type: ignore[call-overload]
        if place < len(self._keys):  # released by an ending that failed
            self._parts[place] = view
        else:
            self._keys.append((start, stop))
            self._parts.append(view)
        return view

    def require_no_others(self) -> None:
        """Raise BufferError when a view that was made of these is alive. Nothing is changed."""
        if sys.getrefcount(self._managed) - _REFERENCES_WITHOUT_PARTS > len(self._parts):
            ours = (self._whole, *self._parts)
            if _another_is_open(self._managed, ours):
                raise BufferError(_STILL_HELD)

    def release(self) -> None:
        """Release the views.

        Raises BufferError for one that something else reads or writes directly, without a view of its own (``from_buffer``
        of cffi does). That one is still open then, and ``part`` makes new ones for those that had been released before it.
        """
        place = 0
        while place < len(self._parts):
            self._parts[place].release()
            place += 1
        self._whole.release()
        self.is_open = False

    def _open(self) -> None:
        self._keys.clear()
        self._parts.clear()
        self._whole = memoryview(self._exporter)[self._offset : self._offset + self._size]
        self._managed = _managed_buffer(self._whole)
        self.is_open = True


class OpenViews:
    """The views of all records of one kind, those that were read at least once."""

    __slots__ = ("_exporter", "_may_be_open", "_record_bytes", "_rows")

    def __init__(self, exporter: Memory, record_bytes: int) -> None:
        self._exporter = exporter
        self._record_bytes = record_bytes
        self._rows: list[list[LentViews]] = []
        self._may_be_open = False

    def of(self, offset: int) -> LentViews:
        """Return the views of the record at ``offset``, to be kept by it."""
        views = LentViews(self._exporter, offset, self._record_bytes)
        add_to_table(self._rows, views)
        return views

    def note_open(self) -> None:
        """To be told before a view is given out."""
        self._may_be_open = True

    def require_no_others(self) -> None:
        """Raise BufferError when ``close_all`` would, for the views that were made of these. Nothing is changed."""
        if self._may_be_open:
            self._for_each_open(LentViews.require_no_others)

    def close_all(self) -> None:
        if self._may_be_open:
            self._for_each_open(LentViews.release)
            self._may_be_open = False

    def _for_each_open(self, act: Callable[[LentViews], None]) -> None:
        row = 0
        while row < len(self._rows):
            column, views_of_row = 0, self._rows[row]
            while column < len(views_of_row):
                views = views_of_row[column]
                if views.is_open:
                    act(views)
                column += 1
            row += 1


def _managed_buffer(view: memoryview) -> object:
    (managed,) = gc.get_referents(view)
    return managed


def _references_without_parts() -> int:
    views = LentViews.__new__(LentViews)
    views._whole = memoryview(b"")
    views._managed = _managed_buffer(views._whole)
    return sys.getrefcount(views._managed)


_REFERENCES_WITHOUT_PARTS: Final = _references_without_parts()
"""Measured, because the reference of the call itself is counted too, and differs between versions of Python."""


def _another_is_open(managed: object, ours: Iterable[memoryview]) -> bool:
    """Walk all objects for the views that share this buffer: slow, but only asked when there are others, open or released."""
    own_ids = {id(each) for each in ours}
    sharing = gc.get_referrers(managed)
    return any(isinstance(other, memoryview) and id(other) not in own_ids and _is_open(other) for other in sharing)


def _is_open(view: memoryview) -> bool:
    try:
        view.nbytes  # noqa: B018 - any attribute raises once the view is released
    except ValueError:
        return False
    return True
