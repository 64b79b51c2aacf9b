"""What a campaign asks of the machine: the time, a disk, processes. Tests put others in their place, which fail when told to.

Each method is one thing that an operating system does, and that may fail by itself. Its caller decides what holds then.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Final, Protocol

from poolproof.spec.files import read_file, refuse_unless_file

_PATIENCE_S: Final = 5.0


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since some moment."""
        ...

    def sleep(self, seconds: float) -> None: ...


class Closing(Protocol):
    """Something that is given up by its end."""

    def close(self) -> None: ...


class GrowingFile(Closing, Protocol):
    """A file that is written at its end. All of it raises OSError."""

    def content(self) -> bytes: ...

    def write(self, content: bytes) -> None:
        """When it raises, any part of it may have been written."""
        ...

    def cut(self, size: int) -> None:
        """Leave so many bytes."""
        ...

    def sync(self) -> None:
        """It outlives a power cut when this returns: the file, and not yet its name in the folder."""
        ...


class Disk(Protocol):
    """All of it raises OSError."""

    def has(self, path: Path) -> bool:
        """Whether there is something of this name, be it a link that leads nowhere."""
        ...

    def names(self, folder: Path) -> list[str]:
        """Of what lies there; none, where there is no folder."""
        ...

    def read(self, path: Path) -> bytes:
        """The content of a regular file."""
        ...

    def make_folder(self, path: Path) -> None:
        """And those that it lies in, as far as they are missing."""
        ...

    def lock(self, path: Path) -> Closing:
        """Raises BlockingIOError where another has it. It ends with the process."""
        ...

    def grow(self, path: Path) -> GrowingFile:
        """Open a regular file, or make one."""
        ...

    def write_new(self, path: Path, content: bytes) -> None:
        """Raises FileExistsError."""
        ...

    def replace(self, path: Path, target: Path) -> None:
        """Give a file another's name, at once."""
        ...

    def remove(self, path: Path) -> None: ...

    def sync(self, path: Path) -> None:
        """A file's content, or the names that a folder holds, outlive a power cut when this returns."""
        ...


class Process(Closing, Protocol):
    """One that does shards, and is sent messages."""

    def send(self, message: bytes) -> None:
        """Raises OSError."""
        ...

    def receive(self) -> bytes:
        """Raises EOFError or OSError when it has ended."""
        ...

    def ending(self) -> str:
        """How it ended, in words."""
        ...


class Processes(Protocol):
    def start(self) -> Process: ...

    def ready(self, processes: Sequence[Process], seconds: float) -> list[Process]:
        """Those that sent something, or ended; waits at most so long for the first."""
        ...


# ---- this machine ----


class _ThisClock:
    def now(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _ThisFile:
    def __init__(self, path: Path) -> None:
        if path.exists():
            refuse_unless_file(path)
        self._file = path.open("a+b", buffering=0)

    def content(self) -> bytes:
        self._file.seek(0)
        return self._file.read()

    def write(self, content: bytes) -> None:
        while content:
            content = content[self._file.write(content) :]

    def cut(self, size: int) -> None:
        self._file.truncate(size)

    def sync(self) -> None:
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


class _ThisDisk:
    def has(self, path: Path) -> bool:
        return os.path.lexists(path)

    def names(self, folder: Path) -> list[str]:
        try:
            return [each.name for each in folder.iterdir()]
        except FileNotFoundError:
            return []

    def read(self, path: Path) -> bytes:
        return read_file(path)

    def make_folder(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)

    def lock(self, path: Path) -> Closing:
        if path.exists():
            refuse_unless_file(path)
        file = path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            file.close()
            raise
        return file

    def grow(self, path: Path) -> GrowingFile:
        return _ThisFile(path)

    def write_new(self, path: Path, content: bytes) -> None:
        with path.open("xb") as file:
            file.write(content)

    def replace(self, path: Path, target: Path) -> None:
        path.replace(target)

    def remove(self, path: Path) -> None:
        path.unlink()

    def sync(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EROFS):  # it has no such call, or nothing to write
                raise
        finally:
            os.close(descriptor)


class _ThisProcess:
    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "poolproof.conformance.campaign.process", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C at the terminal is for the campaign to pass on
            )
        self.channel = Connection(ours.detach())

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, message: bytes) -> None:
        self.channel.send_bytes(message)

    def receive(self) -> bytes:
        return self.channel.recv_bytes()

    def ending(self) -> str:
        try:
            status = self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            return "its process closed the line, or what it said makes no sense"
        return f"its process was killed by signal {-status}" if status < 0 else f"its process ended with status {status}"

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self.channel.close()


class _TheseProcesses:
    def start(self) -> Process:
        return _ThisProcess()

    def ready(self, processes: Sequence[Process], seconds: float) -> list[Process]:
        found = {each.channel: each for each in processes if isinstance(each, _ThisProcess)}
        return [found[channel] for channel in wait(list(found), seconds) if isinstance(channel, Connection)]


CLOCK: Final[Clock] = _ThisClock()
DISK: Final[Disk] = _ThisDisk()
PROCESSES: Final[Processes] = _TheseProcesses()
