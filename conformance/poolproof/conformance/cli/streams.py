"""Standard output and standard error for a command whose reader may leave before the end, as `head` does.

What is written after that goes nowhere: verdict, reports and history do not depend on who reads.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import ReadableBuffer


_LEGIBLE: Final = "poolproof-legible"
_PLAIN: Final = {"✓": "+", "✗": "x", "·": ".", "…": "..."}
"""For a terminal that can't show them. `?` would not do for marks: it is one of them."""


class _Unread(io.FileIO):
    """A descriptor that turns to nowhere when its reader is gone, or its disk is full, and is never closed."""

    problem: OSError | None = None
    """What it could not be written for, other than that nobody reads."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "w", closefd=False)

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            pass
        except OSError as error:
            self.problem = error
        _replace(self.fileno())
        return super().write(data)


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Of this process. Raises click.ClickException at the end when what was written did not arrive for another reason."""
    for descriptor in (0, 1, 2):  # a closed one would become that of the next file that is opened
        try:
            os.fstat(descriptor)
        except OSError:
            _replace(descriptor)
    codecs.register_error(_LEGIBLE, _legible)
    output, errors = _Unread(1), _Unread(2)
    sys.stdout, sys.stderr = _text(output, sys.stdout), _text(errors, sys.stderr)
    yield
    sys.stdout.flush()
    if output.problem is not None:
        raise click.ClickException(f"standard output can't be written: {output.problem.strerror}")


def _text(raw: _Unread, before: TextIO | None) -> TextIO:
    """A stream like the one before, which is None where it was closed from the beginning."""
    buffer = io.BufferedWriter(raw)
    if not isinstance(before, io.TextIOWrapper):
        return io.TextIOWrapper(buffer, "utf-8")
    before.flush()
    return io.TextIOWrapper(
        buffer, before.encoding, _LEGIBLE, line_buffering=before.line_buffering, write_through=before.write_through
    )


def _legible(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that the terminal's encoding lacks; names of files may hold such."""
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(_PLAIN.get(each, "?") for each in lacking), error.end


def _replace(descriptor: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != descriptor:
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
