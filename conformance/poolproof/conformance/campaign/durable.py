"""Files that outlive a kill and a power cut: whole, and on the disk, before anyone relies on them."""

from __future__ import annotations

import os
from pathlib import Path

from poolproof.spec.files import refuse_unless_file

from ..reports.files import write_whole


def write_durably(target: Path, text: str) -> None:
    """Write a text file, whole or not at all; it is on the disk when this returns. Raises OSError."""
    write_whole(target, text)
    for path in (target, target.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class DurableLines:
    """A file of lines that only grows. ``torn``: what a crash left of the last one, for its owner to look at, and to take away
    before another is added."""

    def __init__(self, path: Path) -> None:
        """Raises OSError, and UnicodeDecodeError for what is no text."""
        if path.exists():
            refuse_unless_file(path)
        self._file = path.open("a+b")
        try:
            self._file.seek(0)
            content = self._file.read()
            whole = content[: content.rfind(b"\n") + 1]
            self.torn = content[len(whole) :]
            self.found = whole.decode("utf-8").split("\n")[:-1]
        except BaseException:
            self._file.close()
            raise

    def cut(self) -> None:
        """Take the torn line away."""
        if self.torn:
            self._file.truncate(self._file.seek(0, os.SEEK_END) - len(self.torn))
            self.torn = b""

    def append(self, lines: list[str]) -> None:
        """All of them are on the disk when this returns."""
        self._file.write("".join(f"{line}\n" for line in lines).encode())
        self._file.flush()
        os.fsync(self._file.fileno())

    def clear(self) -> None:
        self._file.truncate(0)
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()
