"""A pool of more than 32 buffers never lends its last one."""

from poolproof.reference import BufferPool
from poolproof.reference.records import SoaBuffer
from poolproof.spec.refusals import Exhausted


class Pool(BufferPool):
    def get_soa(self, size: int) -> SoaBuffer:
        usage = self.capacity_usage()
        if size <= 8 and usage.soa_total > 32 and usage.soa_in_use == usage.soa_total - 1:
            raise Exhausted
        return super().get_soa(size)
