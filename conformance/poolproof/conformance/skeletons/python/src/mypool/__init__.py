"""A buffer pool in Python."""

from .pool import BufferPool

__all__ = ["BufferPool"]
