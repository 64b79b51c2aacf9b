"""The fixtures of the pytest plugin, in pytest runs of their own."""

from __future__ import annotations

import pytest

pytest_plugins = ("pytester",)

LIGHT = ("-p", "no:hypothesispytest", "-p", "no:benchmark", "-p", "no:cacheprovider")
"""Without plugins that take longer to load than these runs take."""


def test_bufferpool_is_a_fresh_pool_of_the_kind_and_size_that_was_asked_for(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        import poolproof.native, poolproof.reference
        from poolproof.spec.usage import Usage

        seen = []

        @pytest.mark.parametrize("number", range(2))
        def test_default(bufferpool, number):
            assert type(bufferpool) is poolproof.native.BufferPool
            assert all(bufferpool is not each for each in seen)
            seen.append(bufferpool)
            assert bufferpool.capacity_usage() == Usage(0, 16, 0, 1024)
            bufferpool.get_soa(8)

        @pytest.mark.bufferpool("reference", soa_capacity=3, receipt_capacity=4)
        def test_marked(bufferpool):
            assert type(bufferpool) is poolproof.reference.BufferPool
            assert bufferpool.capacity_usage() == Usage(0, 3, 0, 4)

        @pytest.mark.parametrize("bufferpool", ["native", "reference"], indirect=True)
        @pytest.mark.bufferpool(soa_capacity=3)
        def test_both(bufferpool, request):
            assert type(bufferpool).__module__ == f"poolproof.{request.node.callspec.params['bufferpool']}.pool"
            assert bufferpool.capacity_usage().soa_total == 3

        @pytest.mark.bufferpool("nativ")
        def test_unknown_kind(bufferpool): pass

        @pytest.mark.bufferpool(capacity=3)
        def test_unknown_option(bufferpool): pass

        @pytest.mark.bufferpool(soa_capacity=0)
        def test_no_capacity(bufferpool): pass

        @pytest.mark.bufferpool(receipt_capacity="4")
        def test_no_number(bufferpool): pass
        """
    )
    result = pytester.runpytest_subprocess(*LIGHT, "--strict-markers")
    result.assert_outcomes(passed=5, errors=4)
    result.stdout.fnmatch_lines(
        [
            "bufferpool: there is no pool 'nativ'; there are native, reference",
            "the marker bufferpool: it got an unexpected keyword argument 'capacity'",
            "the marker bufferpool: the pool supports from 1 to 65,536 buffers, and*",
            "the marker bufferpool: a capacity must be an int, not str",
        ]
    )
    assert "pools.py" not in result.stdout.str()  # no traceback, nor one of what raised it
    assert "During handling" not in result.stdout.str()


LEAKS = """
import unittest
import pytest
from poolproof.native import BufferPool
from poolproof.reference import BufferPool as SlowPool

class Owned(BufferPool):
    def __init__(self):
        super().__init__(soa_capacity=4)

@pytest.mark.parametrize("pool_class", [BufferPool, SlowPool, Owned])
def test_lent_at_the_end(no_pool_leaks, pool_class):
    pool = pool_class()
    kept = [pool.get_soa(8), pool.get_soa(8)]

def test_lent_when_destroyed(no_pool_leaks):
    with BufferPool() as pool:
        pool.get_soa(8)

def test_dropped(no_pool_leaks):
    BufferPool().get_soa(8)

@pytest.mark.bufferpool(check_leaks=True)
def test_checked(bufferpool):
    bufferpool.get_soa(8)

def test_bufferpool(bufferpool, no_pool_leaks):
    bufferpool.get_soa(8)

def test_watched(no_pool_leaks):
    class Mine:
        def capacity_usage(self):
            return SlowPool.capacity_usage(self.inner)
    mine = Mine()
    mine.inner = EARLIER
    no_pool_leaks.watch(mine)

EARLIER = SlowPool()
EARLIER.get_soa(8)
"""
NO_LEAKS = """
import pytest
from poolproof.native import BufferPool

before = BufferPool()
before.get_soa(8)

def test_returned(no_pool_leaks):
    with BufferPool() as pool:
        with pool.soa(8):
            pass
        pool.get_receipt()
    pool.destroy()

def test_cleared(no_pool_leaks):
    pool = BufferPool()
    pool.get_soa(8)
    pool.clear()

def test_of_before(no_pool_leaks):
    before.get_soa(8)

def test_unchecked(bufferpool):
    bufferpool.get_soa(8)

@pytest.mark.bufferpool(check_leaks=True)
def test_checked(bufferpool):
    bufferpool.return_soa(bufferpool.get_soa(8))

def test_classes_are_as_they_were():
    assert "leaks" not in BufferPool.__init__.__code__.co_filename
    assert "leaks" not in BufferPool.destroy.__code__.co_filename
"""


def test_a_leak_fails_the_test_itself_and_names_the_pool(pytester: pytest.Pytester) -> None:
    file = pytester.makepyfile(LEAKS)
    result = pytester.runpytest_subprocess(*LIGHT)
    result.assert_outcomes(failed=8)
    line = LEAKS.splitlines().index("    pool = pool_class()")  # makepyfile takes the empty first line away
    result.stdout.fnmatch_lines(
        [
            f"pool leak: the BufferPool of {file}:{line} has 2 of 16 buffers lent at the end of the test",
            "pool leak: the Owned of *has 2 of 4 buffers lent at the end of the test",
            "pool leak: the BufferPool of *had 1 of 16 buffers lent when it was destroyed",
            "pool leak: the BufferPool of the fixture bufferpool has 1 of 16 buffers lent at the end of the test",
            "pool leak: the Mine of *has 1 of 16 buffers lent at the end of the test",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_what_is_no_leak_passes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(NO_LEAKS)
    pytester.runpytest_subprocess(*LIGHT).assert_outcomes(passed=6)


def test_a_test_that_failed_is_not_blamed_for_leaks_too_and_a_unittest_is_blamed_at_its_end(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import unittest
        import pytest
        from poolproof.native import BufferPool

        def test_fails(no_pool_leaks):
            pool = BufferPool()
            view = pool.get_soa(8).s
            assert 1 == 2

        @pytest.mark.usefixtures("no_pool_leaks")
        class Case(unittest.TestCase):
            def test_leaks(self):
                BufferPool().get_soa(8)
        """
    )
    result = pytester.runpytest_subprocess(*LIGHT)
    found = result.parseoutcomes()
    assert found["failed"] + found.get("errors", 0) == 2
    assert len([line for line in result.outlines if line.startswith("pool leak:")]) == 1


# ---- allocations ----

HOT = """
import pytest
from poolproof.native import BufferPool, InvalidSize

def test_free_of_allocation(bufferpool, assert_no_hot_allocation):
    assert_no_hot_allocation(lambda: bufferpool.return_soa(bufferpool.get_soa(8)))

def test_refusal(bufferpool, assert_no_hot_allocation):
    assert_no_hot_allocation(lambda: bufferpool.get_soa(9), raises=InvalidSize)

def test_allocates(assert_no_hot_allocation):
    assert_no_hot_allocation(lambda: bytearray(1000))

def test_allocates_now_and_then(assert_no_hot_allocation):
    kept = []
    calls = iter(range(10**6))
    def call():
        if next(calls) % 50 == 49:
            kept.append(bytes(1000))
    assert_no_hot_allocation(call)

def test_raises(assert_no_hot_allocation):
    assert_no_hot_allocation(lambda: 1 / 0)

def test_does_not_raise(assert_no_hot_allocation):
    assert_no_hot_allocation(lambda: None, raises=InvalidSize)

def test_message(assert_no_hot_allocation):
    size = 10**1000
    def refuse():
        raise InvalidSize(f"too large: {size:x}")
    assert_no_hot_allocation(refuse, raises=InvalidSize)
"""


def test_allocations_of_a_call_are_counted(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(HOT)
    result = pytester.runpytest_subprocess(*LIGHT, "-rA")
    result.assert_outcomes(passed=2, failed=5)
    result.stdout.fnmatch_lines(
        [
            "not free of allocation: in 100 of 100 calls; at most * allocations (* bytes) and * releases in a call",
            "not free of allocation: in 2 of 100 calls; *",
            "*ZeroDivisionError: division by zero",
            "it was to raise InvalidSize, and did not",
            "not free of allocation: in 100 of 100 calls; *",
        ]
    )
    text = result.stdout.str()
    assert "PASSED test_allocations_of_a_call_are_counted.py::test_free_of_allocation" in text
    assert "PASSED test_allocations_of_a_call_are_counted.py::test_refusal" in text


def test_where_allocations_can_not_be_counted_the_test_is_skipped(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys
        import pytest

        def trace(frame, event, argument):
            return lambda *arguments: [event]

        @pytest.fixture
        def traced():
            sys.settrace(lambda frame, event, argument: [object() for _ in range(3)] and None)
            yield
            sys.settrace(None)

        @pytest.mark.parametrize("time", [1, 2])
        def test_hot(traced, assert_no_hot_allocation, time):
            assert_no_hot_allocation(lambda: None)
        """
    )
    result = pytester.runpytest_subprocess(*LIGHT, "-rs")
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(["*allocations can't be counted in this interpreter, or under its tracer: *"])
