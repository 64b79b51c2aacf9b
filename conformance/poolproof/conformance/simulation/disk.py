"""A disk in memory. It may be full, read-only or failing; its user may be killed at any call; the power may go.

What was written and not synced may be there after a power cut, or not, or half of it. The same holds of a name in a folder
that was not synced: a file may be found under the name that it had before, or not at all.
"""

from __future__ import annotations

import enum
import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from ..campaign.ports import Closing, GrowingFile


class Killed(BaseException):
    """The process is gone. What it would have done on its way out is not done."""


class Trouble(enum.Enum):
    """What a disk does in place of a change."""

    FULL = errno.ENOSPC
    """Half of what is written gets there; what makes things smaller works."""
    READ_ONLY = errno.EROFS
    FAILING = errno.EIO
    """What is written arrives in memory, and nobody gets it onto the disk."""


class Call(enum.Enum):
    """What is asked of the system: before each its process may be killed."""

    ANY = "any of them"
    LOOK = "what is there"
    MAKE = "a folder, a lock, a file"
    WRITE = "the second half of something"
    REPLACE = "give a file its name"
    CUT = "make a file shorter"
    SYNC = "put it onto the disk"
    TALK = "speak with a process, or wait"


_IN_TROUBLE: Final = {
    Call.MAKE: (Trouble.READ_ONLY,),
    Call.WRITE: (Trouble.FULL, Trouble.READ_ONLY),
    Call.REPLACE: (Trouble.READ_ONLY,),
    Call.CUT: (Trouble.READ_ONLY,),
    Call.SYNC: (Trouble.FAILING,),
}


@dataclass(slots=True, eq=False)
class _File:
    """``kept``: what is sure to be there after a power cut."""

    content: bytes = b""
    kept: bytes = b""


@dataclass(slots=True)
class Platter:
    """What is there whoever runs: ``names`` now, and those that a power cut is sure to leave."""

    names: dict[Path, _File] = field(default_factory=dict)
    kept_names: dict[Path, _File] = field(default_factory=dict)
    locked_by: dict[Path, object] = field(default_factory=dict)
    trouble: Trouble | None = None

    def put(self, path: Path, content: bytes) -> None:
        """A file of somebody else's, that is there since long."""
        self.names[path] = self.kept_names[path] = _File(content, content)

    def folder(self, path: Path) -> dict[str, bytes]:
        """What lies in a folder, by name."""
        return {each.name: file.content for each, file in self.names.items() if each.parent == path}

    def unlock(self, owner: object) -> None:
        """Its process has ended."""
        self.locked_by = {path: each for path, each in self.locked_by.items() if each is not owner}

    def cut_power(self, source: Random) -> None:
        for path in {**self.names, **self.kept_names}:
            now, kept = self.names.get(path), self.kept_names.get(path)
            chosen = source.choice((now, kept, kept))
            if chosen is None:
                self.names.pop(path, None)
            else:
                self.names[path] = chosen
        for file in self.names.values():
            file.content = file.kept = source.choice((file.kept, file.kept, file.content, _part(file, source)))
        self.kept_names = dict(self.names)
        self.locked_by.clear()


def _part(file: _File, source: Random) -> bytes:
    """Some of what was added since the last sync."""
    if not file.content.startswith(file.kept):
        return file.kept
    return file.content[: source.randint(len(file.kept), len(file.content))]


class SimulatedDisk:
    """A platter, as one process sees it. ``point``: is told of each call, and raises Killed where the process ends there."""

    def __init__(self, platter: Platter, point: Callable[[Call], None]) -> None:
        self._platter = platter
        self._point = point

    def has(self, path: Path) -> bool:
        self._point(Call.LOOK)
        return path in self._platter.names

    def names(self, folder: Path) -> list[str]:
        self._point(Call.LOOK)
        return list(self._platter.folder(folder))

    def read(self, path: Path) -> bytes:
        self._point(Call.LOOK)
        return self._found(path).content

    def make_folder(self, path: Path) -> None:
        self._begin(Call.MAKE, path)

    def lock(self, path: Path) -> Closing:
        self._begin(Call.MAKE, path)
        if path in self._platter.locked_by:
            raise BlockingIOError(errno.EWOULDBLOCK, "is locked", str(path))
        self._platter.locked_by[path] = self
        return _Lock(self._platter, path, self)

    def grow(self, path: Path) -> GrowingFile:
        self._begin(Call.MAKE, path)
        return _Growing(self, path, self._platter.names.setdefault(path, _File()))

    def write_new(self, path: Path, content: bytes) -> None:
        self._begin(Call.MAKE, path)
        if path in self._platter.names:
            raise FileExistsError(errno.EEXIST, "is there", str(path))
        file = self._platter.names[path] = _File()
        self.add(path, file, content)

    def replace(self, path: Path, target: Path) -> None:
        self._begin(Call.REPLACE, path)
        self._found(path)
        self._platter.names[target] = self._platter.names.pop(path)

    def remove(self, path: Path) -> None:
        self._begin(Call.REPLACE, path)
        self._found(path)
        del self._platter.names[path]

    def sync(self, path: Path) -> None:
        self._begin(Call.SYNC, path)
        if path in self._platter.names:
            self.keep(self._platter.names[path])
            return
        platter = self._platter
        within = {each: file for each, file in platter.names.items() if each.parent == path}
        platter.kept_names = {each: file for each, file in platter.kept_names.items() if each.parent != path} | within

    # ---- what files and folders share ----

    def add(self, path: Path, file: _File, content: bytes) -> None:
        half = len(content) // 2
        file.content += content[:half]
        self._begin(Call.WRITE, path)
        file.content += content[half:]

    def cut(self, path: Path, file: _File, size: int) -> None:
        self._begin(Call.CUT, path)
        file.content = file.content[:size]

    def sync_file(self, path: Path, file: _File) -> None:
        self._begin(Call.SYNC, path)
        self.keep(file)

    def keep(self, file: _File) -> None:
        file.kept = file.content

    def _begin(self, call: Call, path: Path) -> None:
        """Raises Killed, and OSError where the disk can't do it now."""
        self._point(call)
        trouble = self._platter.trouble
        if trouble in _IN_TROUBLE[call]:
            raise OSError(trouble.value, trouble.name.lower().replace("_", " "), str(path))

    def _found(self, path: Path) -> _File:
        if path not in self._platter.names:
            raise FileNotFoundError(errno.ENOENT, "is not there", str(path))
        return self._platter.names[path]


@dataclass(slots=True)
class _Lock:
    platter: Platter
    path: Path
    owner: object

    def close(self) -> None:
        if self.platter.locked_by.get(self.path) is self.owner:
            del self.platter.locked_by[self.path]


@dataclass(slots=True)
class _Growing:
    disk: SimulatedDisk
    path: Path
    file: _File

    def content(self) -> bytes:
        return self.file.content

    def write(self, content: bytes) -> None:
        self.disk.add(self.path, self.file, content)

    def cut(self, size: int) -> None:
        self.disk.cut(self.path, self.file, size)

    def sync(self) -> None:
        self.disk.sync_file(self.path, self.file)

    def close(self) -> None:
        """Nothing is kept back."""
