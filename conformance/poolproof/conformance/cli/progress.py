"""What a verification says while it runs, on standard error: a bar where someone watches, a line for each stage in a log."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ..console import Console
from ..verification.events import Began, Confirmed, Event, Found, OnEvent, in_words, unheard


@contextmanager
def shown_progress(*, quiet: bool) -> Iterator[OnEvent]:
    """``quiet``: nothing in a log, and no more than the bar where someone watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield unheard if quiet else _Lines()
        return
    bar = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True
    )
    with bar:
        yield _Bar(bar)


class _Lines:
    """Each stage once: a log is read afterwards."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, event: Event) -> None:
        what = in_words(event) if isinstance(event, Began | Found | Confirmed) else None
        if what is not None and what != self._last:
            self._last = what
            print(f"poolproof: {what}", file=sys.stderr, flush=True)


class _Bar:
    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("starting", total=1.0)

    def __call__(self, event: Event) -> None:
        what = in_words(event)
        if what is None:
            return
        if isinstance(event, Confirmed):  # it stays, above the bar
            self._bar.console.print(escape(what), soft_wrap=True)
        elif isinstance(event, Began):
            self._bar.update(self._task, description=what, completed=event.share)
        else:
            self._bar.update(self._task, description=escape(what))
