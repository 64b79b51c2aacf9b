"""What is wrong with a project that is asked for."""

from __future__ import annotations


class SkeletonError(ValueError):
    """A project can't be made so; the text says why, and what would help."""
