"""Windows: parts of the pool's memory that can be looked at while they are open, and by nobody once they are closed.

A memoryview can be released, but not those that its holder made of it: slices, casts, arrays. So each opening makes an
*exporter* of its own, an object that stands for the window's bytes and that every view of them keeps alive. Once our views
are released and our reference to the exporter is gone, it is alive just when somebody else still looks. (This takes
CPython's reference counts: there an object ends with its last reference.)
"""

from __future__ import annotations

import ctypes
import mmap
import weakref
from collections.abc import Iterable
from contextlib import suppress
from typing import Literal, TypeAlias

from poolproof.spec.refusals import NotInUse

Format: TypeAlias = Literal["B", "I", "Q"]
"""One item: a byte, 32 bits or 64 bits, unsigned."""


class Window:
    """``size`` bytes of ``memory`` from ``offset`` on; closed at first."""

    def __init__(self, memory: mmap.mmap, offset: int, size: int) -> None:
        self._memory = memory
        self._offset = offset
        self._size = size
        self._exporter: ctypes.Array[ctypes.c_ubyte] | None = None
        self._views: dict[tuple[int, int, str], memoryview] = {}

    @property
    def address(self) -> int:
        """The memory address of the first byte. Raises NotInUse when the window is closed."""
        return ctypes.addressof(self._open_exporter())

    def blank(self) -> None:
        """Make every byte zero, whether it is open or not."""
        self._memory[self._offset : self._offset + self._size] = bytes(self._size)

    def open(self) -> None:
        self._exporter = (ctypes.c_ubyte * self._size).from_buffer(self._memory, self._offset)

    def close(self) -> None:
        """Release every view that was handed out.

        Raises BufferError when something made of these views is still held, and leaves the window open; the views
        themselves are released all the same, for only then can the others be told from them. ``view`` makes new ones.
        """
        self._release_views()
        exporter = weakref.ref(self._open_exporter())
        self._exporter = None
        self._exporter = exporter()  # no local variable: the traceback of the refusal would keep it alive for the next try
        if self._exporter is not None:
            raise BufferError("slices, casts or arrays made of the views are still held: delete them first")

    def view(self, start: int, stop: int, format: Format) -> memoryview:
        """Return bytes ``start`` to ``stop`` as a writable view of items of ``format``; the same one each time while open.

        Raises NotInUse when the window is closed.
        """
        exporter = self._open_exporter()
        key = (start, stop, format)
        if key not in self._views:
            self._views[key] = memoryview(exporter).cast("B")[start:stop].cast(format)
        return self._views[key]

    def read(self, start: int, stop: int, format: Format) -> int:
        """Return the first item of these bytes. Raises NotInUse when the window is closed."""
        return memoryview(self._open_exporter()).cast("B")[start:stop].cast(format)[0]

    def write(self, start: int, stop: int, format: Format, value: int) -> None:
        """Set the first item of these bytes. Raises NotInUse when closed, ValueError when the value does not fit the format."""
        memoryview(self._open_exporter()).cast("B")[start:stop].cast(format)[0] = value

    def _open_exporter(self) -> ctypes.Array[ctypes.c_ubyte]:
        if self._exporter is None:
            raise NotInUse
        return self._exporter

    def _release_views(self) -> None:
        for key, view in list(self._views.items()):
            # BufferError: an array was made right on this view. It keeps the exporter alive, and is seen by that. The view
            # must be tried again when the array is gone, so it is kept.
            with suppress(BufferError):
                view.release()
                del self._views[key]


def close_all(windows: Iterable[Window]) -> None:
    """Close all of these windows, or none: raises BufferError when one of them can't be closed."""
    closed: list[Window] = []
    try:
        for window in windows:
            window.close()
            closed.append(window)
    except BufferError:
        for window in closed:
            window.open()
        raise
