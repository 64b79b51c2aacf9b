"""The last few clears are remembered: what is kept grows for a while, and then no more."""

from collections import deque

from poolproof.native import BufferPool


class Pool(BufferPool):
    def __init__(self, soa_capacity: int | None = None, receipt_capacity: int | None = None) -> None:
        super().__init__(soa_capacity, receipt_capacity)
        self._cleared: deque[list[int]] = deque(maxlen=20)

    def clear(self) -> None:
        super().clear()
        self._cleared.append([len(self._cleared)])
