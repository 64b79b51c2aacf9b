"""Files that outlive a kill and a power cut: whole, and on the disk, before anyone relies on them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from .ports import DISK, Disk


def write_durably(target: Path, text: str, disk: Disk = DISK) -> None:
    """Write a text file, whole or not at all; it is on the disk when this returns. Raises OSError."""
    unfinished = target.with_name(f".{target.name}.{os.urandom(4).hex()}")
    try:
        disk.write_new(unfinished, text.encode())
        disk.sync(unfinished)  # before it has the name: a power cut would leave an empty file of it
        disk.replace(unfinished, target)
    except FileExistsError:  # not ours
        raise
    except BaseException:
        with contextlib.suppress(OSError):
            disk.remove(unfinished)
        raise
    disk.sync(target.parent)


class DurableLines:
    """A file of lines that only grows. ``torn``: what a crash left of the last one, for its owner to look at, and to take away
    before another is added."""

    def __init__(self, path: Path, disk: Disk = DISK) -> None:
        """Raises OSError, and UnicodeDecodeError for what is no text."""
        is_new = not disk.has(path)
        self._file = disk.grow(path)
        try:
            if is_new:
                disk.sync(path.parent)
            else:
                self._file.sync()  # who wrote it may have been killed before it did
            content = self._file.content()
            whole = content[: content.rfind(b"\n") + 1]
            self.torn = content[len(whole) :]
            self.found = whole.decode("utf-8").split("\n")[:-1]
            self._size = len(content)
        except BaseException:
            self._file.close()
            raise

    def cut(self) -> None:
        """Take the torn line away."""
        if self.torn:
            self._size -= len(self.torn)
            self._file.cut(self._size)
            self.torn = b""

    def append(self, lines: list[str]) -> None:
        """All of them are on the disk when this returns. Raises OSError: then none of them is, as far as can be told."""
        content = "".join(f"{line}\n" for line in lines).encode()
        try:
            self._file.write(content)
            self._file.sync()
        except OSError:
            with contextlib.suppress(OSError):
                self._file.cut(self._size)
            raise
        self._size += len(content)

    def clear(self) -> None:
        """Raises OSError."""
        self._file.cut(0)
        self._file.sync()
        self._size = 0

    def close(self) -> None:
        self._file.close()
