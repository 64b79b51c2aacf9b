"""How a pool is spoken to where nobody knows yet what it promises: the same calls for libraries of both bindings and classes.

It runs in the process that probes, next to the subject. What comes back are bare facts: codes, and blocks at their addresses.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Code: TypeAlias = int | str
"""What an operation answered: 0 for success, else a library's number or the name of an exception."""
NULL_LENT: Final = "nothing handed out"
"""Of a get that answered success, and handed out nothing."""
COUNTERS: Final = ("capacity", "used", "free", "peak")


@dataclass(frozen=True, slots=True)
class Asked:
    """What create is asked for. ``storage``: bytes that are handed over, None: none are; ``storage_align``: to what they are
    aligned, and to nothing more; ``get_size``: what an ordinary get asks for, None: get takes no size; ``is_default``: with no
    config, of bufferpool.h."""

    count: int
    size: int = 64
    align: int = 8
    storage: int | None = None
    storage_align: int = 0
    get_size: int | None = None
    is_default: bool = False


class Speaker(ABC):
    """``can``: the operations that the subject has, by the names of blockpool.h without their prefix."""

    can: frozenset[str] = frozenset()
    makes_pools = True
    """False: the pool is the process's only one, and there from the beginning."""

    @abstractmethod
    def create(self, asked: Asked) -> tuple[Code, Any]:
        """A code, and the pool or None."""

    @abstractmethod
    def get(self, pool: Any, size: int | None) -> tuple[Code, Any]:
        """A code, and the block or None."""

    @abstractmethod
    def give_back(self, pool: Any, block: Any) -> Code: ...

    @abstractmethod
    def take(self, pool: Any) -> tuple[Code, Any]: ...

    @abstractmethod
    def reset(self, pool: Any) -> None: ...

    @abstractmethod
    def clear(self, pool: Any) -> None: ...

    @abstractmethod
    def destroy(self, pool: Any) -> None: ...

    @abstractmethod
    def counter(self, pool: Any, name: str) -> int: ...

    @abstractmethod
    def address(self, block: Any) -> int: ...

    @abstractmethod
    def read(self, block: Any, size: int) -> bytes: ...

    @abstractmethod
    def write(self, block: Any, content: bytes) -> None: ...

    @abstractmethod
    def inside(self, block: Any, offset: int, size: int) -> Any:
        """What is given back where a place inside a block is."""

    @abstractmethod
    def foreign(self, which: int) -> Any:
        """Something that is no pool's, and can be read and written for 4,096 bytes around: FOREIGN_KINDS of them."""

    def shift(self, units: int) -> None:
        """Take so many units of memory first, so that a pool comes to lie elsewhere."""
        del units

    def size_of(self, _block: Any) -> int | None:
        """How many bytes a block has, where it says so itself."""
        return None

    def storage_touched(self) -> int:
        """How many bytes of the storage that was given last differ from what it was filled with, up to the last that does."""
        return 0


FOREIGN_KINDS: Final = 3
FOREIGN_BYTES: Final = 4096
