"""pondpond of PyPI, lending arrays of 64 bytes, without its thread that thins out what is seldom borrowed."""

from ctypes import c_ubyte

from pond import Pond, PooledObject, PooledObjectFactory

Array = type("Array", (c_ubyte * 64,), {})


class Arrays(PooledObjectFactory):
    destroy = reset = validate = lambda _self, pooled: pooled

    def createInstance(self):  # noqa: N802 - pondpond's name
        pooled = PooledObject(Array())
        pooled.use().pooled = pooled
        return pooled


class Pool:
    def __init__(self, count):
        self.pond, self.factory = Pond(time_between_eviction_runs=-1), Arrays(pooled_maxsize=count)
        self.pond.register(self.factory)

    def get(self):
        return self.pond.borrow(self.factory).use()

    def give_back(self, block):
        self.pond.recycle(block.pooled, self.factory)
