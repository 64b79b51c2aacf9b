"""Where the pipeline reads from: files, packed or not, and standard input."""

from __future__ import annotations

import gzip
import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from poolproof.reference.pipeline.parsers import FORMATS
from poolproof.spec.pipeline_errors import IngestError, UnreadableError

STANDARD_INPUT: Final = "-"
JSON_FORMATS: Final = ("json", "jsonl")
"""One delta; one delta a line."""
ALL_FORMATS: Final = (*FORMATS, *JSON_FORMATS)

_GZIP_MAGIC: Final = b"\x1f\x8b"
_OTHER_ENDINGS: Final = {"turtle": "ttl", "ndjson": "jsonl"}


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    """A path, or - for standard input."""
    format: str
    """One of ALL_FORMATS."""
    base: str | None = None
    """What its relative IRIs are resolved against; None: the file's own URL, and none for standard input."""

    @property
    def base_iri(self) -> str | None:
        if self.base is not None or self.name == STANDARD_INPUT:
            return self.base
        return Path(self.name).resolve().as_uri()

    def is_file(self, path: Path) -> bool:
        """Whether it reads from this very file, by whatever name."""
        if self.name != STANDARD_INPUT and Path(self.name).resolve() == path.resolve():
            return True
        try:
            ours = os.fstat(sys.stdin.fileno()) if self.name == STANDARD_INPUT else Path(self.name).stat()
            return os.path.samestat(ours, path.stat())
        except (OSError, ValueError):  # one of them is not there
            return False

    def open(self) -> IO[bytes]:
        """Return its bytes, unpacked when they are packed with gzip. Raises UnreadableError."""
        try:
            buffered = io.BufferedReader(io.FileIO(self._descriptor_or_path()))
        except OSError as problem:
            raise UnreadableError(self.name, f"can't be read: {problem.strerror or problem}", "give a readable file") from None
        if buffered.peek(2)[:2] == _GZIP_MAGIC:
            return cast(IO[bytes], gzip.GzipFile(fileobj=buffered, mode="rb"))
        return cast(IO[bytes], buffered)

    def _descriptor_or_path(self) -> int | str:
        return os.dup(sys.stdin.fileno()) if self.name == STANDARD_INPUT else self.name


def source_of(name: str, format: str | None, base: str | None = None) -> Source:
    """Return the source of this name; its ending tells the format when none is given. Raises IngestError when it does not."""
    if format is None:
        path = Path(name)
        ending = (path.with_suffix("") if path.suffix == ".gz" else path).suffix.lstrip(".").lower()
        format = _OTHER_ENDINGS.get(ending, ending)
    if format not in ALL_FORMATS:
        raise IngestError(name, "its ending tells no format", f"give --format, one of {', '.join(ALL_FORMATS)}")
    return Source(name, format, base)
