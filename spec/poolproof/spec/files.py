"""Reading what a user named: a file, and nothing that makes its reader wait, or that has no end."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

TEXT_BYTES_AT_MOST: Final = 64 << 20
LIBRARY_BYTES_AT_MOST: Final = 1 << 30
_KINDS: Final[tuple[tuple[Callable[[int], bool], str], ...]] = (
    (stat.S_ISDIR, "it is a folder, and no file"),
    (stat.S_ISFIFO, "it is a pipe, and no file"),
    (stat.S_ISSOCK, "it is a socket, and no file"),
    (stat.S_ISCHR, "it is a device, and no file"),
    (stat.S_ISBLK, "it is a device, and no file"),
)


def read_file(path: Path, most_bytes: int = TEXT_BYTES_AT_MOST) -> bytes:
    """The content of a regular file. Raises OSError, also for what is none, and for one that is larger than that."""
    content = read_head(path, most_bytes + 1)
    if len(content) > most_bytes:
        raise OSError(errno.EFBIG, f"it is larger than {most_bytes >> 20} MiB", str(path))
    return content


def read_head(path: Path, most_bytes: int) -> bytes:
    """The first bytes of a regular file. Raises OSError, also for what is none."""
    _refuse(path.stat().st_mode, path)  # before it is opened: to open a device may do something
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    with os.fdopen(descriptor, "rb") as stream:
        _refuse(os.fstat(descriptor).st_mode, path)
        return stream.read(most_bytes)


def refuse_unless_file(path: Path) -> None:
    """Raises OSError for what is no regular file, before it is opened."""
    _refuse(path.stat().st_mode, path)


def read_text(path: Path) -> str:
    """The text of a regular file in UTF-8. Raises OSError and UnicodeDecodeError."""
    return read_file(path).decode("utf-8")


def _refuse(mode: int, path: Path) -> None:
    for is_kind, words in _KINDS:
        if is_kind(mode):
            raise OSError(errno.EINVAL, words, str(path))
