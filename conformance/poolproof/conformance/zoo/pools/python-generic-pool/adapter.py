"""generic-pool of PyPI, lending arrays of 64 bytes."""

from ctypes import c_ubyte

from generic_pool import Factory
from generic_pool import Pool as GenericPool


class Arrays(Factory):
    def create(self):
        return (c_ubyte * 64)()


class Pool:
    def __init__(self, count):
        pool = GenericPool(Arrays(), maxsize=count)
        self.get, self.give_back = pool.acquire, pool.release
