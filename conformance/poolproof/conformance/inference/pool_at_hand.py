"""The pool that a probe works with, and what it lent."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from .speakers import Asked, Code, Speaker

Tell = Callable[..., None]
_FIELDS = [each.name for each in dataclasses.fields(Asked)]


class PoolAtHand:
    """``lent``: the blocks, the newest last. Raises NotCreated where create refuses: nothing follows then."""

    def __init__(self, speaker: Speaker, asked: dict[str, Any], tell: Tell) -> None:
        code, self.handle = speaker.create(self.asked_of(asked))
        tell("created", code)
        if code != 0:
            raise NotCreatedError
        self._speaker, self._size = speaker, asked["get_size"]
        self.lent: list[Any] = []

    @staticmethod
    def asked_of(asked: dict[str, Any]) -> Asked:
        return Asked(**{name: asked[name] for name in _FIELDS})

    @classmethod
    def of(cls, speaker: Speaker, asked: dict[str, Any], handle: Any) -> PoolAtHand:
        """One that was made already."""
        pool = cls.__new__(cls)
        pool.handle, pool._speaker, pool._size, pool.lent = handle, speaker, asked["get_size"], []
        return pool

    def get(self) -> tuple[Code, Any]:
        code, block = self._speaker.get(self.handle, self._size)
        if block is not None:
            self.lent.append(block)
        return code, block

    def give_back(self, at: int) -> Code:
        return self._speaker.give_back(self.handle, self.lent.pop(at))


class NotCreatedError(Exception):
    """Create refused."""
