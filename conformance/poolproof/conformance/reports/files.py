"""Files written whole or not at all, and never over a file that somebody else wrote."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poolproof.spec.files import read_head

_HEAD_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Kind:
    """What may be written over: ``what`` it is called, and by what its head is known."""

    what: str
    head: re.Pattern[bytes]

    def stranger(self, target: Path) -> str | None:
        """Why a file that is there is not to be written over; None: it is ours, it is empty, or there is none.

        Raises OSError."""
        if not target.is_file():
            return None
        head = read_head(target, _HEAD_BYTES)
        if not head or self.head.search(head):
            return None
        return f"it is there already, and is no {self.what} of poolproof's: remove it, or give another name"


JSON: Final = Kind("JSON", re.compile(rb'\A\s*\{\s*"schema":\s*\d+,\s*"poolproof":'))
CASE: Final = Kind("case", re.compile(rb'\A\s*\{\s*"case":\s*\d+'))
PROGRAM: Final = Kind(
    "program", re.compile(rb'\A(?:/\*|""")\s*[A-Z0-9, -]+: (?:a counterexample found on|threads that meet in) ')
)
CONTRACT: Final = Kind("inferred contract", re.compile(rb"Inferred by poolproof "))


def write_whole(target: Path, text: str, kind: Kind | None = None) -> None:
    """Write a text file; a reader finds the old one or the new one, never half of it. ``kind``: what an old one must be.

    Raises OSError."""
    if kind is not None and (why := kind.stranger(target)) is not None:
        raise OSError(errno.EEXIST, why, str(target))
    if target.exists() and not target.is_file():  # a device or a pipe: nothing to replace
        target.write_text(text, encoding="utf-8")
        return
    # Beside the target: only within a file system can a file replace another whole.
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink()
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
