"""Ingest in a thread of its own: the parser reads the next blocks while the ones before go through the other stages.

The parser and the C stages let other threads run while they work, so two processors are used where there are two.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from poolproof.reference.pipeline.ingest import Ingest
from poolproof.reference.pipeline.transform import OnProblem
from poolproof.spec.pipeline_errors import PipelineError

_BLOCKS_AHEAD: Final = 4
"""At most in memory: the parser waits when the other stages are slower."""

_GIVE_UP_S: Final = 1.0
"""How long to wait for a reader that is not wanted any more; one that hangs on standard input is left to the end."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A problem, told from the reader's thread and answered from the caller's."""

    problem: PipelineError
    answer: queue.SimpleQueue[bool] = field(default_factory=queue.SimpleQueue)


@dataclass(frozen=True, slots=True)
class _End:
    """Of the input, or by an exception."""

    error: BaseException | None


class Ahead(Ingest):
    """The same blocks and problems, in the same order, from an Ingest that runs ahead."""

    def blocks(self, on_problem: OnProblem) -> Iterator[bytes]:
        """Yield what Ingest yields. ``on_problem`` is called from the caller's thread."""
        ready: queue.Queue[bytes | _Question | _End] = queue.Queue(_BLOCKS_AHEAD)
        unwanted = threading.Event()
        reader = threading.Thread(target=self._read, args=(ready, unwanted), name="ingest", daemon=True)
        reader.start()
        try:
            while True:
                item = ready.get()
                match item:
                    case _Question():
                        item.answer.put(on_problem(item.problem))
                    case _End(error):
                        if error is not None:
                            raise error
                        return
                    case _:
                        yield item
        finally:
            unwanted.set()
            _drain(ready)
            reader.join(_GIVE_UP_S)

    def _read(self, ready: queue.Queue[bytes | _Question | _End], unwanted: threading.Event) -> None:
        def ask(problem: PipelineError) -> bool:
            question = _Question(problem)
            ready.put(question)
            return not unwanted.is_set() and question.answer.get()

        error: BaseException | None = None
        try:
            for block in super().blocks(ask):
                if unwanted.is_set():
                    return
                ready.put(block)
        except BaseException as failure:  # it belongs to the caller's thread
            error = failure
        ready.put(_End(error))


def _drain(ready: queue.Queue[bytes | _Question | _End]) -> None:
    """Make room, so that a reader that waits for it goes on, and sees that it is not wanted."""
    while True:
        try:
            item = ready.get_nowait()
        except queue.Empty:
            return
        if isinstance(item, _Question):
            item.answer.put(False)
