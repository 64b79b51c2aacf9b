"""Exploration: every state that a small pool can reach, or every sequence up to a length, and a certificate of it."""

from __future__ import annotations

from .certificate import Certificate, Method
from .explore import explore

__all__ = ["Certificate", "Method", "explore"]
