"""A case of threads that met as a C program: real threads, one at a time, stopped by the trap flag where the schedule says.

The texts beside this file are its parts, in the order of ``program.PARTS``.
"""

from __future__ import annotations

from .program import case_of_threads_as_c

__all__ = ["case_of_threads_as_c"]
