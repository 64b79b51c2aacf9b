"""A block of a Python pool as bytes: anything writable with the buffer protocol.

Nothing of a block is held from one look to the next: a pool may release its view, or resize its storage, when a block came
back.
"""

from __future__ import annotations

import array
import ctypes
import sys
from typing import Any, Final, NamedTuple


class Seen(NamedTuple):
    """``address``: where its first byte lies; None: its bytes do not lie one behind the other, so that it has none."""

    address: int | None
    content: bytes


def look(block: Any, size: int) -> Seen | None:
    """The first ``size`` bytes of a block; None: it is no writable buffer of so many."""
    try:
        whole = (ctypes.c_ubyte * size).from_buffer(block)
    except Exception:  # whatever the buffer protocol of a subject's own class raises
        content = _strided(block, size)
        return None if content is None else Seen(None, content)
    return Seen(ctypes.addressof(whole), bytes(whole))


def write(block: Any, content: bytes) -> None:
    """Write to the beginning of a block that could be looked at."""
    try:
        whole = (ctypes.c_ubyte * len(content)).from_buffer(block)
    except TypeError:
        memoryview(block)[: len(content)] = memoryview(content)
    else:
        ctypes.memmove(whole, content, len(content))


def inside(block: Any, offset: int, size: int) -> memoryview:
    """What of a block of ``size`` bytes lies from there on."""
    try:
        return memoryview(block).cast("B")[offset:size]
    except TypeError:  # of a format that only its owner knows, as with ctypes
        return memoryview((ctypes.c_ubyte * (size - offset)).from_buffer(block, offset))


def keeper_of_view(block: Any) -> Any:
    """Something by which a block can be looked at once its pool has released the view that it lent."""
    return memoryview(block) if isinstance(block, memoryview) else block


def dies_if_let_go(objects: list[Any], number: int) -> bool:
    """Whether a block that is memory of its own goes once this list lets go of it. Of other blocks nobody knows."""
    return type(objects[number]) in _OWN_MEMORY and sys.getrefcount(objects[number]) == _REFERENCES_OF_A_LIST


_OWN_MEMORY: Final = (bytearray, array.array)
_LIST: Final = [bytearray(1)]
_REFERENCES_OF_A_LIST: Final = sys.getrefcount(_LIST[0])


def _strided(block: Any, size: int) -> bytes | None:
    try:
        view = memoryview(block)
    except Exception:
        return None
    is_plain = view.ndim == 1 and view.format == "B"
    return view.tobytes()[:size] if is_plain and not view.readonly and view.nbytes >= size and not view.c_contiguous else None
