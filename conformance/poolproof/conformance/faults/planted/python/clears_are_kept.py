"""Each clear is noted down in a list that grows for as long as the pool lives."""

from poolproof.reference import BufferPool


class Pool(BufferPool):
    def __init__(self, soa_capacity: int | None = None, receipt_capacity: int | None = None) -> None:
        super().__init__(soa_capacity, receipt_capacity)
        self._cleared: list[list[int]] = []

    def clear(self) -> None:
        super().clear()
        self._cleared.append([len(self._cleared)])
