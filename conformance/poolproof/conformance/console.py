"""The terminal: a console of rich's, on which what comes from a file or a subject is text and nothing else.

For people, lines are wrapped at the terminal's width. For a pipe or a file they are whole, so that a search finds what it looks
for; a width in COLUMNS, which an environment without a terminal may give, is kept all the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import IO, Any, Final

from rich.console import Console as RichConsole
from rich.console import ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.panel import Panel
from rich.segment import Segment

from . import legible

_WHOLE_COLUMNS: Final = 10_000
_BOX_COLUMNS: Final = 130
"""From here on, a box is as wide as what it holds."""


class Console(RichConsole):
    """Styles are the console's own; a control character in a text is none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if options.get("width") is None and not self.file.isatty() and not os.environ.get("COLUMNS", "").isdigit():
            self.width = _WHOLE_COLUMNS

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


class Box(Panel):
    """A panel that fills a narrow terminal, and no wide one."""

    def __rich_console__(self, console: RichConsole, options: ConsoleOptions) -> RenderResult:
        self.expand = options.max_width <= _BOX_COLUMNS
        yield from super().__rich_console__(console, options)

    def __rich_measure__(self, console: RichConsole, options: ConsoleOptions) -> Measurement:
        self.expand = options.max_width <= _BOX_COLUMNS
        return super().__rich_measure__(console, options)
