"""The record that capacity_usage returns shows what is in use at any later time, too."""

from poolproof.reference import BufferPool


class Record:
    def __init__(self, pool: BufferPool) -> None:
        self._pool = pool

    def __getattr__(self, name: str) -> int:
        return int(getattr(BufferPool.capacity_usage(self._pool), name))


class Pool(BufferPool):
    def capacity_usage(self) -> Record:  # type: ignore[override]
        return Record(self)
