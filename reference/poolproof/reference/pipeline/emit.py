"""Emit, the last stage: receipts to an append-only log that survives the death of its writer."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from poolproof.reference.pipeline.check import check_lines
from poolproof.reference.pipeline.records import FIRST_PREV_HASH, chained_line, epoch_fields, open_fields, receipt_fields
from poolproof.spec.files import refuse_unless_file
from poolproof.spec.hot_part import ReceiptRecord
from poolproof.spec.pipeline_errors import LogError


class Emit(Protocol):
    """Where receipts go. ``needs_receipts`` is False where they are only counted: then they need not be read."""

    needs_receipts: bool

    def receipts(self, epoch: int, receipts: Sequence[ReceiptRecord]) -> None: ...

    def end_epoch(self, epoch: int, operations: int) -> None: ...


class NoLog:
    """The receipts stay in the totals of their hooks."""

    needs_receipts = False

    def receipts(self, epoch: int, receipts: Sequence[ReceiptRecord]) -> None:
        pass

    def end_epoch(self, epoch: int, operations: int) -> None:
        pass


class Log:
    """A file of JSON Lines, chained by hashes (PIPE-11). Its writer has it alone.

    To open it checks the whole chain, and cuts a torn last line (PIPE-12); ``cut_bytes`` says how long that was. What
    ``end_epoch`` has returned for is on the disk: the data is synced at the end of each epoch, or of every ``sync_epochs``.
    At each sync it is seen that the file still is what lies at the path, and that nobody else cut it or wrote to it.
    """

    needs_receipts = True

    def __init__(self, path: Path, hooks: Sequence[str], sources: Sequence[str], sync_epochs: int = 1) -> None:
        self._path = path
        self._sync_epochs = sync_epochs
        self._unsynced = 0
        self._in_epoch = 0
        self._pending: list[bytes] = []
        self._is_open = True
        self._descriptor = _open_alone(path)
        try:
            self._record, self._prev_hash, self._size, self.cut_bytes = _repair(path, self._descriptor)
            self._add("open", open_fields(list(hooks), list(sources)))
            self._write()
            self._sync()
            _sync_folder(path)
        except BaseException:
            os.close(self._descriptor)
            raise

    def receipts(self, epoch: int, receipts: Sequence[ReceiptRecord]) -> None:
        """Write receipts of an epoch that is not ended yet."""
        for receipt in receipts:
            self._add("receipt", receipt_fields(receipt, epoch))
        self._in_epoch += len(receipts)
        self._write()

    def end_epoch(self, epoch: int, operations: int) -> None:
        """Write that the epoch is whole, and sync. Raises LogError when the disk does not take it."""
        self._add("epoch", epoch_fields(epoch, operations, self._in_epoch))
        self._in_epoch = 0
        self._write()
        self._unsynced += 1
        if self._unsynced >= self._sync_epochs:
            self._sync()

    def close(self) -> None:
        """Sync what is left, and let others write. The second time does nothing. Raises LogError."""
        descriptor, self._is_open = self._descriptor, False
        try:
            self._sync()
        finally:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None) -> None:
        if self._is_open:
            self.close()

    def _add(self, kind: str, fields: str) -> None:
        line, self._prev_hash = chained_line(self._record, kind, fields, self._prev_hash)
        self._record += 1
        self._pending.append(line)

    def _write(self) -> None:
        """Write all or nothing: a part that the disk did take before it was full is cut again."""
        data = b"".join(self._pending)
        self._pending.clear()
        written = 0
        try:
            while written < len(data):
                written += os.write(self._descriptor, data[written:])
        except OSError as problem:
            os.ftruncate(self._descriptor, self._size)
            raise _refused(self._path, "can't be written", problem) from None
        self._size += len(data)

    def _sync(self) -> None:
        try:
            os.fdatasync(self._descriptor)
        except OSError as problem:
            raise _refused(self._path, "can't be synced", problem) from None
        self._unsynced = 0
        changed = _changed(self._path, self._descriptor, self._size)
        if changed is not None:
            raise LogError(str(self._path), changed, "run again, with a log that nobody touches")


def _open_alone(path: Path) -> int:
    try:
        if path.exists():
            refuse_unless_file(path)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    except OSError as problem:
        raise _refused(path, "can't be opened", problem) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise LogError(str(path), "another run is writing to it", "wait for its end, or give another file") from None
    return descriptor


def _changed(path: Path, descriptor: int, size: int) -> str | None:
    """What somebody else did to the file while it was written, if so."""
    ours = os.fstat(descriptor)
    try:
        found = path.stat()
    except OSError:
        return "was removed while it was written"
    if not os.path.samestat(found, ours):
        return "was replaced while it was written"
    return None if ours.st_size == size else "was cut, or written to, by somebody else while it was written"


def _repair(path: Path, descriptor: int) -> tuple[int, str, int, int]:
    """Return the number of the next record, the hash of the last, the size, and how many bytes of a torn line were cut."""
    with os.fdopen(os.dup(descriptor), "rb") as lines:
        found = check_lines(path, lines)
    if found.bad is not None:
        raise LogError(
            f"{path}: record {found.bad.record}",
            found.bad.problem,
            "keep it as evidence, and give another file",
        )
    if found.torn_bytes:
        os.ftruncate(descriptor, found.sound_bytes)
        os.fsync(descriptor)
    return found.records, found.last_hash or FIRST_PREV_HASH, found.sound_bytes, found.torn_bytes


def _sync_folder(path: Path) -> None:
    """A new file is on the disk only when its name is."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _refused(path: Path, problem: str, cause: OSError) -> LogError:
    return LogError(str(path), f"{problem}: {cause.strerror}", "give a file on a disk that has room")
