"""The terminal: a console of rich's, on which what comes from a file or a subject is text and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from rich.console import Console as RichConsole
from rich.console import ConsoleOptions, RenderableType
from rich.segment import Segment

from . import legible


class Console(RichConsole):
    """Styles are the console's own; a control character in a text is none."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            is_text = not segment.control and not segment.text.isprintable()
            yield Segment(legible.lines(segment.text), segment.style) if is_text else segment

    @property
    def file(self) -> IO[str]:
        """Where styles may be written: standard output and standard error refuse them else."""
        file = super().file
        styled: IO[str] = getattr(file, "styled", file)
        return styled

    @file.setter
    def file(self, new_file: IO[str]) -> None:
        self._file = new_file
