"""Dask's plugin for the workers of `poolproof cluster local`.

It is sent to their processes by the name of this module, so it stands where nothing else does, and needs Dask.
"""

from __future__ import annotations

import signal
from typing import Any

from distributed import WorkerPlugin


class LocalWorker(WorkerPlugin):  # type: ignore[misc]  # Dask is typed in part
    """Serves no pages: Dask shows them over HTTP, to whoever asks. Leaves Ctrl-C, which is blocked while a worker comes up, to
    the process that started it; what runs a subject later inherits neither."""

    def setup(self, worker: Any) -> None:
        worker.http_server.stop()
        signal.signal(signal.SIGINT, lambda _signal, _frame: None)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
