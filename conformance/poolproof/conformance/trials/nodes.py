"""The processes of a trial: a Redis server, a cluster of two workers, the campaign. Each can be killed, and started anew."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from .errors import LostError

_COMMAND: Final = (sys.executable, "-m", "poolproof.conformance")
_START_S: Final = 180.0


class Redis:
    """It keeps what it was told to keep, whatever ends it."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise LookupError("there is no redis-server; on Debian: apt-get install redis-server")
        folder.mkdir()
        self.port = _free_port()
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
        self._command = [program, *words, "--appendonly", "yes", "--appendfsync", "always"]
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def cases(self) -> list[str]:
        import redis

        with redis.Redis(port=self.port) as client:
            names: list[bytes] = list(client.hkeys("poolproof:cases"))
        return [each.decode() for each in names]


class Cluster:
    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self._log = folder / "cluster.txt"
        self._begin()
        self._wait_until(lambda: f"workers at {self.address}" in self._log.read_text(encoding="utf-8"))

    def _begin(self) -> None:
        with self._log.open("w", encoding="utf-8") as log:
            words = ["cluster", "local", "--workers", "2", "--port", str(self.port)]
            self.process = subprocess.Popen([*_COMMAND, *words], stdout=log, stderr=log, start_new_session=True)

    def see_that_it_runs(self) -> None:
        """Start it again where it ended: it ends by itself when a worker is killed that is just starting."""
        if self.process.poll() is not None:
            self._begin()

    def workers(self) -> list[int]:
        """Their pids; some may be gone in a moment."""
        import psutil  # Dask brings it along

        found = []
        with contextlib.suppress(psutil.Error):
            for each in psutil.Process(self.process.pid).children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    if "spawn_main" in " ".join(each.cmdline()):
                        found.append(each.pid)
        return sorted(found)

    def kill(self) -> None:
        workers = self.workers()
        self.process.kill()
        self.process.wait()
        for each in workers:
            signal_to(each, signal.SIGKILL)

    def end(self) -> None:
        for each in (*self.workers(), self.process.pid):
            signal_to(each, signal.SIGCONT)
        self.process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        self.kill()

    def _wait_until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _START_S
        while not holds():
            if time.monotonic() >= deadline or self.process.poll() is not None:
                raise LookupError(f"the cluster did not start: {self._log.read_text(encoding='utf-8')[-400:]}")
            time.sleep(0.5)


def _hear_interrupts() -> None:
    """What a shell starts in the background ignores Ctrl-C, and so would the campaign, which is ended by it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Fuzz:
    """The command, in a folder of its own. What it says is read through a pipe, for its disk may be full."""

    def __init__(self, folder: Path, library: Path, cluster: Cluster, redis: Redis) -> None:
        self.folder = folder
        self.ledger = folder / "ledger"
        self.report = folder / "report.json"
        where = ["--cluster", cluster.address, "--corpus", redis.address, "--folder", str(self.ledger)]
        self._words = ["fuzz", str(library), *where, "--json", str(self.report)]
        self.said: list[str] = []
        self._heard: queue.SimpleQueue[str] = queue.SimpleQueue()

    def start(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [*_COMMAND, *self._words, *words],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=_hear_interrupts,
        )
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._heard.put(line.rstrip("\n"))

    def hear(self) -> list[str]:
        """What it said since it was asked last. Raises LostError when it ended by itself."""
        news = []
        with contextlib.suppress(queue.Empty):
            while True:
                news.append(self._heard.get_nowait())
        self.said += news
        return news

    def check_alive(self) -> None:
        """Raises LostError."""
        self.hear()
        status = self.process.poll()
        if status is not None:
            time.sleep(1.0)
            self.hear()
            raise LostError(f"the campaign ended with status {status}:\n" + "\n".join(self.said[-30:]))

    def found(self) -> set[str]:
        """Names of the cases of which it said that it found them."""
        return {match[1] for line in self.said if (match := re.match(r"found .*?: (\S+\.json)$", line))}

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def wait(self, seconds: float) -> int:
        """For its end. Raises LostError."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.hear()
            self.kill()
            raise LostError(f"the campaign did not end in {seconds:.0f} s:\n" + "\n".join(self.said[-30:])) from None
        time.sleep(0.5)
        self.hear()
        return status


def signal_to(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
