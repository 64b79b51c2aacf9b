"""What the pools of blocks have in Python beside their C: how their numbers are checked, and how they end."""

from __future__ import annotations

from types import TracebackType
from typing import Final, Protocol

_WORDS: Final = ("count", "size", "align")


class Closing(Protocol):
    def close(self) -> None: ...


def check_numbers(count: object, size: object, align: object, refusal: type[Exception]) -> None:
    """Raises TypeError for what is no int, and ``refusal`` for what is out of every pool's range."""
    for name, value in zip(_WORDS, (count, size, align), strict=True):
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{name} must be an int, not {type(value).__name__}")
        if not 0 < value < 1 << 32:
            raise refusal


class Ending:
    """A ``with`` block at whose end the pool is closed."""

    __slots__ = ()

    def __exit__(
        self: Closing, kind: type[BaseException] | None, failure: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the pool. An exception of the block is never hidden by a BufferError: it gets a note instead."""
        try:
            self.close()
        except BufferError as held:
            if failure is None:
                raise
            failure.add_note(f"and the memory could not be taken back: {held}")
