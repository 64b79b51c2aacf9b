"""The memoryviews of what is lent: made when asked for, released when the lending ends.

A memoryview can be released, but not what its holder made of it: slices, casts, arrays. Each of these holds on to the same
hidden object, CPython's managed buffer, which all views of one lending share. So its reference count tells whether there are
more of them than ours, before anything is released.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from poolproof.native._bufferpool import Memory

_STILL_HELD: Final = "slices, casts or arrays made of the views are still held: delete them first"


class LentViews:
    """The views of one lent record: ``size`` bytes of ``exporter`` from ``offset`` on."""

    __slots__ = ("_parts", "_whole")

    def __init__(self, exporter: Memory, offset: int, size: int) -> None:
        self._whole = memoryview(exporter)[offset : offset + size]
        self._parts: dict[tuple[int, int], memoryview] = {}

    def part(self, start: int, stop: int, format: str) -> memoryview:
        """Return bytes ``start`` to ``stop`` as items of ``format``, writable; the same object each time."""
        view = self._parts.get((start, stop))
        if view is None:
            view = self._whole[start:stop].cast(format)  # type: ignore[call-overload]
            self._parts[start, stop] = view
        return view

    def require_no_others(self) -> None:
        """Raise BufferError when a view that was made of these is alive. Nothing is changed."""
        ours = (self._whole, *self._parts.values())
        if _count_of_views(self._whole) > len(ours) and _another_is_open(self._whole, ours):
            raise BufferError(_STILL_HELD)

    def release(self) -> None:
        """Release the views.

        Raises BufferError for one that something else reads or writes directly, without a view of its own (``from_buffer``
        of cffi does). That one is still open then, and ``part`` makes new ones for those that had been released before it.
        """
        for key in list(self._parts):
            self._parts[key].release()
            del self._parts[key]
        self._whole.release()


class OpenViews:
    """The views of all lent records of one kind, by the offset of the record."""

    __slots__ = ("_by_offset", "_exporter", "_record_bytes")

    def __init__(self, exporter: Memory, record_bytes: int) -> None:
        self._exporter = exporter
        self._record_bytes = record_bytes
        self._by_offset: dict[int, LentViews] = {}

    def part(self, offset: int, start: int, stop: int, format: str) -> memoryview:
        views = self._by_offset.get(offset)
        if views is None:
            views = self._by_offset[offset] = LentViews(self._exporter, offset, self._record_bytes)
        return views.part(start, stop, format)

    def close(self, offset: int) -> None:
        """Release the views of one record. Raises BufferError when something made of them is still held."""
        views = self._by_offset.get(offset)
        if views is not None:
            views.require_no_others()
            views.release()
            del self._by_offset[offset]

    def are_none(self) -> bool:
        """Asked before each end of a lending, so that without views nothing is allocated for them."""
        return not self._by_offset

    def require_no_others(self) -> None:
        """Raise BufferError when ``close_all`` would, for the views that were made of these. Nothing is changed."""
        for views in self._by_offset.values():
            views.require_no_others()

    def close_all(self) -> None:
        for offset in list(self._by_offset):
            self.close(offset)


def _managed_buffer(view: memoryview) -> object:
    (managed,) = gc.get_referents(view)
    return managed


def _references_to_managed_buffer(view: memoryview) -> int:
    return sys.getrefcount(_managed_buffer(view))


_REFERENCES_FOR_ONE_VIEW: Final = _references_to_managed_buffer(memoryview(b""))
"""Measured, because the references of the calls themselves are counted too, and differ between versions of Python."""


def _count_of_views(view: memoryview) -> int:
    """Return how many memoryview objects share the buffer of ``view``: itself, and released ones that are not deleted yet."""
    return _references_to_managed_buffer(view) - _REFERENCES_FOR_ONE_VIEW + 1


def _another_is_open(view: memoryview, ours: Iterable[memoryview]) -> bool:
    """Walk all objects for the views that share this buffer: slow, but only asked when there are others, open or released."""
    own_ids = {id(each) for each in ours}
    sharing = gc.get_referrers(_managed_buffer(view))
    return any(isinstance(other, memoryview) and id(other) not in own_ids and _is_open(other) for other in sharing)


def _is_open(view: memoryview) -> bool:
    try:
        view.nbytes  # noqa: B018 - any attribute raises once the view is released
    except ValueError:
        return False
    return True
