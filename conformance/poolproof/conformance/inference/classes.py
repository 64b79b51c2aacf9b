"""Python classes of blocks, spoken to as a user would."""

from __future__ import annotations

from typing import Any, Final

from poolproof.spec.vocabulary import DestroyHow, Terms

from ..subjects.block_bytes import inside, look, write
from ..subjects.promised_members import takes_count
from ..subjects.python_class import NoPoolClassError, load_class
from .speakers import COUNTERS, FOREIGN_BYTES, NULL_LENT, Asked, Code, Speaker

_METHODS: Final = ("get", "get_sized", "clear", "take", "reset")


class BlockClass(Speaker):
    """A block is whatever the class lends: anything writable with the buffer protocol."""

    def __init__(self, given: str) -> None:
        self._class = _loaded(given)
        self._takes_count = takes_count(self._class)
        names = {each for each in _METHODS if callable(getattr(self._class, each, None))}
        names |= {"create"} if self._takes_count else set()
        names |= {"destroy"} if callable(getattr(self._class, "close", None)) else set()
        self.can = frozenset(names | set(COUNTERS))  # an attribute may be made with each pool

    def create(self, asked: Asked) -> tuple[Code, Any]:
        return _answered(lambda: self._class(*([asked.count] if self._takes_count else [])))

    def get(self, pool: Any, size: int | None) -> tuple[Code, Any]:
        return _answered(pool.get if size is None else lambda: pool.get_sized(size))

    def give_back(self, pool: Any, block: Any) -> Code:
        return _answered(lambda: pool.give_back(block) or True)[0]

    def take(self, pool: Any) -> tuple[Code, Any]:
        return _answered(pool.take)

    def reset(self, pool: Any) -> None:
        pool.reset()

    def clear(self, pool: Any) -> None:
        pool.clear()

    def destroy(self, pool: Any) -> None:
        pool.close()

    def counter(self, pool: Any, name: str) -> int:
        return int(getattr(pool, name))

    def address(self, block: Any) -> int:
        seen = look(block, 1)
        return id(block) if seen is None or seen.address is None else seen.address

    def read(self, block: Any, size: int) -> bytes:
        seen = look(block, size)
        if seen is None:
            raise ValueError("no writable buffer")
        return seen.content

    def write(self, block: Any, content: bytes) -> None:
        write(block, content)

    def inside(self, block: Any, offset: int, size: int) -> Any:
        return inside(block, offset, size)

    def foreign(self, which: int) -> Any:
        return (object(), bytearray(FOREIGN_BYTES), 8)[which]

    def size_of(self, block: Any) -> int | None:
        return memoryview(block).nbytes


def _answered(call: Any) -> tuple[Code, Any]:
    try:
        value = call()
    except Exception as error:
        return type(error).__name__, None
    return (0, value) if value is not None else (NULL_LENT, None)


def _loaded(given: str) -> Any:
    """The class. A contract that promises nothing asks for get, or get_sized, and give_back. Raises NoPoolClassError."""
    promises_nothing = Terms(binding=2, destroy=DestroyHow.NONE)
    try:
        return load_class(given, promises_nothing)
    except NoPoolClassError:
        return load_class(given, promises_nothing._replace(has_size=1))
