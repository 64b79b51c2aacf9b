"""Fixtures for tests of Python code that uses a pool. What they need is loaded when a test asks for them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .hot_allocation import HotAllocationCheck
    from .leaks import LeakWatch
    from .pools import Pool

LEAKS: pytest.StashKey[LeakWatch] = pytest.StashKey()


@pytest.fixture
def bufferpool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    """A fresh pool: the C pool, or the reference in pure Python.

    ``@pytest.mark.bufferpool("reference", soa_capacity=4, receipt_capacity=6)`` says which, and how large; parametrised
    indirectly, the parameter says which. With ``check_leaks=True`` a buffer that is still lent at the end fails the test.
    """
    from .pools import PoolOptions

    options = PoolOptions.of(request)
    pool = options.make()
    if options.check_leaks or "no_pool_leaks" in request.fixturenames:  # whichever of the two is set up first
        _watch_of(request.node).note(pool, "the fixture bufferpool")
    yield pool
    if options.check_leaks:
        _watch_of(request.node).check()
    # Not destroyed: a test that failed may hold views of its buffers, and the memory goes with the last of them.


@pytest.fixture
def no_pool_leaks(request: pytest.FixtureRequest) -> Iterator[LeakWatch]:
    """Fails the test when a pool of poolproof's that was made in it has buffers lent at its end, or had when it was destroyed.

    Any other pool with a ``capacity_usage`` is looked at when it is given to ``no_pool_leaks.watch``. Receipts, which nobody
    returns, do not count.
    """
    from .leaks import every_pool_watched

    watch = _watch_of(request.node)
    with every_pool_watched(watch):
        yield watch
    watch.check()


@pytest.fixture
def assert_no_hot_allocation() -> HotAllocationCheck:
    """A function that calls another again and again, and fails the test when it asks CPython's allocators for anything.

    ``assert_no_hot_allocation(lambda: pool.return_soa(pool.get_soa(8)))``. Where allocations can't be counted (under a tracer,
    like coverage's or a debugger's, or in another interpreter than CPython) the test is skipped.
    """
    from .hot_allocation import checker

    return checker()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """A leak fails the test itself, and not only what comes after it; where the test has failed already it says nothing new."""
    try:
        result = yield
    except BaseException:
        if (watch := pyfuncitem.stash.get(LEAKS, None)) is not None:
            watch.forget()
        raise
    if (watch := pyfuncitem.stash.get(LEAKS, None)) is not None:
        watch.check()
    return result


def _watch_of(item: pytest.Item) -> LeakWatch:
    from .leaks import LeakWatch

    return item.stash.setdefault(LEAKS, LeakWatch())
