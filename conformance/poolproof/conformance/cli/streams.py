"""Standard output and standard error for a command whose reader may leave before the end, as `head` does.

What is written after that goes nowhere: verdict, reports and history do not depend on who reads. What is written is
text: no control character, no command of a runner's and no password comes through, wherever it came from.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TextIO

import click

from .. import legible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import ReadableBuffer


_PADDING: Final = re.compile(r" +(?=\n)")
"""With which a table's last column is filled."""
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


class _Plain(io.TextIOWrapper):
    """Text as it is to be shown. ``styled`` is the same stream for the console's own styles; ``write_command`` is for what a
    runner is to obey."""

    _is_at_line_start = True

    def write(self, text: str, /) -> int:
        return self.write_styled(legible.lines(text.expandtabs()))

    def write_styled(self, text: str) -> int:
        shown = legible.without_commands(legible.without_password(text), at_line_start=self._is_at_line_start)
        return self.write_command(shown)

    def write_command(self, text: str) -> int:
        written = super().write(text)
        if text:
            self._is_at_line_start = not text.rpartition("\n")[2].strip()
        return written

    @property
    def styled(self) -> _Styled:
        return _Styled(self)


class _Styled:
    def __init__(self, stream: _Plain) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write_styled(text if self._stream.isatty() else _PADDING.sub("", text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def echo_command(line: str, *, on_standard_error: bool) -> None:
    """Write a line that a runner takes for a command."""
    stream = sys.stderr if on_standard_error else sys.stdout
    write = getattr(stream, "write_command", stream.write)
    write(f"{line}\n")
    stream.flush()


def _text(raw: _Unread, before: TextIO | None) -> TextIO:
    """A stream like the one before, which is None where it was closed from the beginning."""
    buffer = io.BufferedWriter(raw)
    if not isinstance(before, io.TextIOWrapper):
        return _Plain(buffer, "utf-8")
    before.flush()
    return _Plain(buffer, before.encoding, _LEGIBLE, line_buffering=before.line_buffering, write_through=before.write_through)


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
