"""The line to a Dask scheduler. Every call ends in time, and a line that is broken is made anew."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from distributed import Client, Future

_ANSWER_S: Final = 5.0
"""A scheduler that takes longer to say who its workers are is stopped, or its machine is."""
_GREETING_S: Final = 60.0
"""The subject's file has to get there."""
_FAREWELL_S: Final = 1.0


class LinkError(Exception):
    """The scheduler does not answer now; the text says so in a few words."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A worker, as the scheduler sees it: ``last_seen``, by its clock, is when it was heard last."""

    threads: int
    last_seen: float


class Link:
    def __init__(self, connect: Callable[[], Client]) -> None:
        """Raises what ``connect`` does."""
        self._connect = connect
        self._client = connect()
        _silence()

    def renew(self) -> None:
        """Give up the line, and make another. Raises LinkError."""
        with contextlib.suppress(Exception):
            self._client.close(timeout=_FAREWELL_S)
        try:
            self._client = self._connect()
        except Exception as error:  # of one that is just starting, Dask raises errors of many kinds
            raise LinkError("does not answer") from error

    def workers(self) -> dict[str, Seen]:
        """Those that the scheduler has. Raises LinkError."""
        try:
            told = self._client.sync(self._client.scheduler.identity, callback_timeout=_ANSWER_S)
            return {name: Seen(each["nthreads"], each["last_seen"]) for name, each in told["workers"].items()}
        except Exception as error:  # of a line that broke in the middle, Dask raises errors of many kinds
            raise LinkError("does not answer") from error

    def submit(self, worker: str, key: str, function: Callable[..., object], *arguments: object) -> Future:
        """Raises LinkError."""
        try:
            return self._client.submit(function, *arguments, key=key, workers=[worker], pure=False)
        except Exception as error:  # as above
            raise LinkError("takes no work") from error

    def begin(self, coroutine: Callable[..., Coroutine[Any, Any, None]], *arguments: object) -> None:
        """Run it in the client's thread. Raises LinkError."""
        try:
            self._client.loop.add_callback(coroutine, *arguments)
        except Exception as error:  # as above
            raise LinkError("does not answer") from error

    async def ask(self, worker: str, function: Callable[..., object], *arguments: object) -> object:
        """Call a function on a worker, from a coroutine. Raises what it raises, and OSError or KeyError for a worker that is
        gone, TimeoutError for one that does not answer."""
        async with asyncio.timeout(_GREETING_S):
            answers = await self._client._run(function, *arguments, workers=[worker])
        return answers[worker]

    def close(self, *, everywhere: Callable[..., object] | None = None, argument: object = None) -> None:
        """``everywhere``: what the workers are to do before. One that is stopped is not waited for."""
        with contextlib.suppress(Exception):
            if everywhere is not None:
                run = self._client._run
                self._client.sync(run, everywhere, argument, on_error="ignore", callback_timeout=_ANSWER_S)
        with contextlib.suppress(Exception):
            self._client.close(timeout=_ANSWER_S)


def _silence() -> None:
    """Dask tells of each broken line, with a traceback; who is away is told by us."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
