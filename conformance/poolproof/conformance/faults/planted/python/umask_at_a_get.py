"""Each get sets the umask of the process, for a file of its own, and leaves it so."""

import os

from poolproof.reference import BufferPool
from poolproof.reference.records import SoaBuffer


class Pool(BufferPool):
    def get_soa(self, size: int) -> SoaBuffer:
        os.umask(0o077)
        return super().get_soa(size)
