"""A buffer that is not lent is taken back without a word: nothing changes, and nobody learns of it."""

from contextlib import suppress

from poolproof.reference import BufferPool
from poolproof.spec.refusals import NotInUse


class Pool(BufferPool):
    def return_soa(self, buffer: object) -> None:
        with suppress(NotInUse):
            super().return_soa(buffer)
