"""Shared libraries, spoken to by ctypes: those of ``blockpool.h``, and those of ``bufferpool.h``."""

from __future__ import annotations

import ctypes
import mmap
from typing import Any, Final

from .speakers import COUNTERS, FOREIGN_BYTES, NULL_LENT, Asked, Code, Speaker

_UNTOUCHED: Final = 0x5EED_5EED_5EED
_STORAGE_FILL: Final = 0xC9
_FILLED_AT_MOST: Final = 4 << 20
"""Bytes of storage: more would take longer than all else."""
_LARGEST_ALIGNMENT: Final = 1 << 20
_LANES: Final = 8
_UNIT: Final = 24
"""Bytes that a heap hands out with 16 of its own beside them, or 8: it is no multiple of 32."""


class _Config(ctypes.Structure):
    _fields_ = (
        ("struct_bytes", ctypes.c_uint32),
        ("block_count", ctypes.c_uint32),
        ("block_size", ctypes.c_uint64),
        ("block_align", ctypes.c_uint64),
        ("storage", ctypes.c_void_p),
        ("storage_bytes", ctypes.c_uint64),
    )


class _BufferConfig(ctypes.Structure):
    _fields_ = (("soa_capacity", ctypes.c_uint32), ("receipt_capacity", ctypes.c_uint32))


class _BufferUsage(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint32) for name in ("soa_in_use", "soa_total", "receipts_in_use", "receipts_total"))


class _Library(Speaker):
    """A block is its address. ``_names``: of the functions, by what they do."""

    _names: dict[str, str]

    def __init__(self, path: str) -> None:
        self._library = ctypes.CDLL(path)
        self._foreign: dict[int, Any] = {}
        self._storages: list[mmap.mmap] = []
        self._given = (0, 0)
        self.can = frozenset(does for does, name in self._names.items() if hasattr(self._library, name))
        self.makes_pools = "create" in self.can

    def _function(self, does: str, result: Any, *arguments: Any) -> Any:
        function = self._library[self._names[does]]
        function.restype, function.argtypes = result, arguments
        return function

    def _handed_out(self, does: str, pool: int | None, *sizes: int) -> tuple[Code, int | None]:
        out = ctypes.c_void_p(_UNTOUCHED)
        function = self._function(does, ctypes.c_int, ctypes.c_void_p, *[ctypes.c_size_t] * len(sizes), ctypes.c_void_p)
        code = function(pool, *sizes, ctypes.byref(out))
        if code != 0:
            return code, None
        return (0, out.value) if out.value not in (None, _UNTOUCHED) else (NULL_LENT, None)

    def _plain(self, does: str, pool: int | None) -> None:
        self._function(does, None, ctypes.c_void_p)(pool)

    def give_back(self, pool: Any, block: Any) -> Code:
        code: int = self._function("return", ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(pool, block)
        return code

    def take(self, pool: Any) -> tuple[Code, Any]:
        return self._handed_out("take", pool)

    def reset(self, pool: Any) -> None:
        self._plain("reset", pool)

    def clear(self, pool: Any) -> None:
        self._plain("clear", pool)

    def destroy(self, pool: Any) -> None:
        self._plain("destroy", pool)

    def address(self, block: Any) -> int:
        return int(block)

    def read(self, block: Any, size: int) -> bytes:
        return ctypes.string_at(block, size)

    def write(self, block: Any, content: bytes) -> None:
        ctypes.memmove(block, content, len(content))

    def inside(self, block: Any, offset: int, _size: int) -> Any:
        return block + offset

    def foreign(self, which: int) -> Any:
        memory = self._foreign.setdefault(which, ctypes.create_string_buffer(4 * FOREIGN_BYTES))
        aligned = -(-(ctypes.addressof(memory) + FOREIGN_BYTES) // 256) * 256
        if which == 2:  # on the heap, beside whatever a pool took
            return self._allocate(2 * FOREIGN_BYTES) + FOREIGN_BYTES
        return aligned + (8 if which == 1 else 0)

    def shift(self, units: int) -> None:
        for _ in range(units):
            self._allocate(_UNIT)

    def _allocate(self, size: int) -> int:
        """Memory of the heap that pools live on. It is never given back."""
        allocate = ctypes.CDLL(None).malloc
        allocate.restype, allocate.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
        address: int = allocate(size)
        return address

    def storage_touched(self) -> int:
        address, size = self._given
        content = ctypes.string_at(address, min(size, _FILLED_AT_MOST))
        return len(content.rstrip(bytes([_STORAGE_FILL])))

    def _storage_of(self, asked: Asked) -> int | None:
        if asked.storage is None:
            return None
        align = max(asked.storage_align, 1)
        memory = mmap.mmap(-1, asked.storage + _LARGEST_ALIGNMENT * 2)
        start = ctypes.addressof(ctypes.c_ubyte.from_buffer(memory))
        self._storages.append(memory)
        address = start + -start % _LARGEST_ALIGNMENT + align  # aligned so far, and no further
        ctypes.memset(address, _STORAGE_FILL, min(asked.storage, _FILLED_AT_MOST))
        self._given = address, asked.storage
        return address


class BlockLibrary(_Library):
    """Of blockpool.h."""

    _names: Final = {  # type: ignore[misc]
        **{name: f"pp_{name}" for name in ("get", "get_sized", "create", "destroy", "clear", "take", "reset", *COUNTERS)},
        "return": "pp_return",
    }

    def create(self, asked: Asked) -> tuple[Code, Any]:
        if not self.makes_pools:
            return 0, None
        storage = self._storage_of(asked)
        config = _Config(ctypes.sizeof(_Config), asked.count, asked.size, asked.align, storage, asked.storage or 0)
        out = ctypes.c_void_p(_UNTOUCHED)
        code = self._function("create", ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(ctypes.byref(config), ctypes.byref(out))
        if code != 0:
            return code, None
        return (0, out.value) if out.value not in (None, _UNTOUCHED) else (NULL_LENT, None)

    def get(self, pool: Any, size: int | None) -> tuple[Code, Any]:
        return self._handed_out("get", pool) if size is None else self._handed_out("get_sized", pool, size)

    def counter(self, pool: Any, name: str) -> int:
        return int(self._function(name, ctypes.c_size_t, ctypes.c_void_p)(pool))


class BufferLibrary(_Library):
    """Of bufferpool.h, whose sizes are lanes, and whose records are receipts."""

    _names: Final = {  # type: ignore[misc]
        "create": "bp_create",
        "destroy": "bp_destroy",
        "get_sized": "bp_get_soa",
        "return": "bp_return_soa",
        "take": "bp_get_receipt",
        "reset": "bp_reset_receipts",
        "clear": "bp_clear",
        "capacity": "bp_capacity_usage",
        "used": "bp_capacity_usage",
    }
    records = 1024

    def create(self, asked: Asked) -> tuple[Code, Any]:
        config = None if asked.is_default else ctypes.byref(_BufferConfig(asked.count, self.records))
        out = ctypes.c_void_p(_UNTOUCHED)
        code = self._function("create", ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(config, ctypes.byref(out))
        if code != 0:
            return code, None
        return (0, out.value) if out.value not in (None, _UNTOUCHED) else (NULL_LENT, None)

    def get(self, pool: Any, size: int | None) -> tuple[Code, Any]:
        return self._handed_out("get_sized", pool, _LANES if size is None else size)

    def counter(self, pool: Any, name: str) -> int:
        usage = _BufferUsage()
        self._function(name, None, ctypes.c_void_p, ctypes.c_void_p)(pool, ctypes.byref(usage))
        return int(usage.soa_total if name == "capacity" else usage.soa_in_use)
