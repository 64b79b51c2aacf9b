"""A subject that its owner builds anew while a campaign judges it: what the new one does is not to be told of the old one.

A library is judged from a copy of the campaign's own. One that looks for its neighbours is judged where it lies, as a Python
class is: then a change ends the campaign.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Final

from poolproof.spec.files import LIBRARY_BYTES_AT_MOST, read_file

from ..subjects import Subject

_LOOKS_AROUND: Final = (b"$ORIGIN", b"dladdr", b"dl_iterate_phdr", b"/proc/self/")
"""What in a library may depend on where it lies."""


def private_copy(subject: Subject, folder: Path) -> Subject:
    """The subject, from a copy of its file in the folder; the subject as it is where there is none. Raises OSError."""
    if subject.path is None or subject.sha256 is None:
        return subject
    content = read_file(subject.path, LIBRARY_BYTES_AT_MOST)
    if hashlib.sha256(content).hexdigest() != subject.sha256 or any(each in content for each in _LOOKS_AROUND):
        return subject
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder.resolve() / subject.path.name
    copy.unlink(missing_ok=True)  # one that a kill left may be mapped by a process that is not gone yet
    copy.write_bytes(content)
    copy.chmod(0o755)
    return replace(subject, path=copy)


class Watch:
    """Whether the file of a subject is the one that it was."""

    def __init__(self, subject: Subject) -> None:
        python = None if subject.python is None else Path(subject.python.rpartition(":")[0])
        self._file = subject.path or (python if python and python.suffix == ".py" else None)
        self._begun = self._state()

    @property
    def has_changed(self) -> bool:
        return self._state() != self._begun

    def _state(self) -> tuple[int, ...] | None:
        if self._file is None:
            return None
        try:
            found = self._file.stat()
        except OSError:
            return ()
        return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
