"""Runs: from operations and a subject to a trace."""

from .session import Session

__all__ = ["Session"]
