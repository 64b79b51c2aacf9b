"""object-pool of PyPI, lending arrays of 64 bytes."""

from ctypes import c_ubyte

from object_pool import ObjectPool


class Pool:
    def __init__(self, count):
        self.pool = ObjectPool(c_ubyte * 64, count)

    def get(self):
        return self.pool.get(timeout=0)

    def give_back(self, block):
        self.pool.put(block)
