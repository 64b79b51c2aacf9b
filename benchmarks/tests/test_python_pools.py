"""What a get and its return cost from Python, with the native pool and with the reference: compare the two within one run.

.venv/bin/python -m pytest benchmarks --benchmark-only
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import poolproof.native
import poolproof.reference


@pytest.mark.parametrize(
    "pool_class", [poolproof.native.BufferPool, poolproof.reference.BufferPool], ids=["native", "reference"]
)
def test_get_and_return(benchmark: Callable[..., Any], pool_class: Callable[[], Any]) -> None:
    with pool_class() as pool:

        def get_and_return() -> None:
            pool.return_soa(pool.get_soa(8))

        benchmark(get_and_return)
        assert pool.capacity_usage().soa_in_use == 0
