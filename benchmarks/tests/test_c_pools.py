"""What a get and its return cost in C, inlined: times by pytest-benchmark, core cycles by the clock in ``extra_info``.

.venv/bin/python -m pytest benchmarks --benchmark-only
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pytest

from poolproof.benchmarks import build, field
from poolproof.benchmarks.contest import hold
from poolproof.benchmarks.launch import Contestant, Schedule
from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.benchmarks.workloads import DEPTH1, WORKLOADS

COMPILERS = Compilers.from_environment()
PAIRS_A_CALL = 10_000
"""So many that the call from Python is nothing beside them."""

CREATE = ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p))
DESTROY = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
KERNEL = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint64)


class Kernels(ctypes.Structure):
    """``struct contestant`` of c/kernels.h."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("create", CREATE),
        ("destroy", DESTROY),
        ("kernels", KERNEL * len(WORKLOADS)),
    )


@pytest.mark.skipif(not COMPILERS.available(Language.C), reason="there is no C compiler")
@pytest.mark.parametrize("make", [field.ours, field.floor, field.before], ids=["poolproof", "floor", "aligned_alloc"])
def test_get_and_return_in_c(benchmark: Any, make: Callable[[Compilers], Contestant]) -> None:
    contestant = make(COMPILERS)
    kernels = Kernels.in_dll(ctypes.CDLL(str(contestant.kernels)), "contestant")
    pool = ctypes.c_void_p()
    assert kernels.create(b"", ctypes.byref(pool)) is None
    benchmark(kernels.kernels[DEPTH1.number], pool, PAIRS_A_CALL)
    kernels.destroy(pool)
    contest = hold(build.clock_program(COMPILERS), Schedule((contestant,), {DEPTH1: (0,)}, 11, 1.0), 1)
    cycles = contest.cycles(DEPTH1, 0)
    benchmark.extra_info["pairs_a_call"] = PAIRS_A_CALL
    benchmark.extra_info["cycles"] = contest.why_not(DEPTH1, 0) if cycles is None else round(cycles.value, 3)
    benchmark.extra_info["instructions"] = contest.instructions.get((DEPTH1, 0))
