"""The memory of a pool, from create to destroy: what buffers, receipts and views hold on to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from poolproof.native._bufferpool import ffi, lib
from poolproof.native.views import OpenViews
from poolproof.spec.refusals import Destroyed, error_for

if TYPE_CHECKING:
    from poolproof.native._bufferpool import Config, Pool

# cffi makes the object of a C function at its first use. Made here, none is made in the first operation of a process (HOT-1).
for _name in dir(lib):
    getattr(lib, _name)

SOA_BYTES: Final = 192
RECEIPT_BYTES: Final = 128


class PoolMemory:
    """A C pool, with the views of what it has lent.

    Every view keeps ``ffi.buffer`` alive, and that the C pool: dropping the Python objects of a pool never takes memory away
    from under a view.
    """

    __slots__ = ("_handle", "receipt_views", "soa_views")

    def __init__(self, config: Config) -> None:
        out = ffi.new("bp_pool **")
        status = lib.bp_create(config, out)
        if status:
            raise error_for(status)
        handle = ffi.gc(out[0], lib.bp_destroy)
        exporter = ffi.buffer(handle, lib.poolproof_mapping_bytes(handle))
        self._handle: Pool | None = handle
        self.soa_views = OpenViews(exporter, SOA_BYTES)
        self.receipt_views = OpenViews(exporter, RECEIPT_BYTES)

    def handle(self) -> Pool:
        """Return the C pool. Raises Destroyed when it is no more."""
        if self._handle is None:
            raise Destroyed
        return self._handle

    def is_destroyed(self) -> bool:
        return self._handle is None

    def close_receipt_views(self) -> None:
        """Raises BufferError when something made of them is still held."""
        self.receipt_views.require_no_others()
        self.receipt_views.close_all()

    def close_views(self) -> None:
        """Raises BufferError when something made of them is still held."""
        self.soa_views.require_no_others()
        self.receipt_views.require_no_others()
        self.soa_views.close_all()
        self.receipt_views.close_all()

    def destroy(self) -> None:
        """Give the memory back, or do nothing the second time. Raises BufferError when it is still looked at."""
        if self._handle is None:
            return
        self.close_views()
        ffi.release(self._handle)
        self._handle = None
