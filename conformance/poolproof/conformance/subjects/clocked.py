"""What the clock of the benchmarks is told of a subject."""

from __future__ import annotations

from poolproof.benchmarks.field import SubjectLibrary

from .errors import SubjectError
from .resolve import Subject


def library_for_clock(subject: Subject) -> SubjectLibrary:
    """Raises SubjectError for what is no library."""
    if subject.path is None:
        raise SubjectError(
            subject.given,
            "is a Python class, which the clock can't measure",
            "measure it by pytest-benchmark, as in benchmarks/tests/test_python_pools.py",
        )
    return SubjectLibrary(subject.given, subject.path, is_ours=subject.given == "native")
