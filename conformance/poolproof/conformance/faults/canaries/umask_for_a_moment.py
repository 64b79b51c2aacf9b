"""Each create sets the umask, reads what it was, and puts it back."""

import os

from poolproof.native import BufferPool


class Pool(BufferPool):
    def __init__(self, soa_capacity: int | None = None, receipt_capacity: int | None = None) -> None:
        before = os.umask(0o077)
        try:
            super().__init__(soa_capacity, receipt_capacity)
        finally:
            os.umask(before)
