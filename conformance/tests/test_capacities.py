"""Capacities that are tried: which there are, and that each pool is filled to its brim."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.faults import load_catalogue
from poolproof.conformance.faults.build import build
from poolproof.conformance.generators import capacities
from poolproof.conformance.operations import Kind, create
from poolproof.conformance.subjects.constants import plausible_counts


def test_every_small_number_of_buffers_and_of_receipts_comes_once() -> None:
    sizes = capacities.every_small()
    for numbers in zip(*sizes, strict=True):
        assert sorted(numbers) == [*range(1, capacities.EVERY_UP_TO + 1)]


def test_powers_of_two_products_and_the_largest_are_among_the_larger_ones() -> None:
    sizes = capacities.larger((20_011, 30_001), 0)
    assert {(4095, 4097), (4096, 4096), (4097, 4095), (65_536, 65_536), (65_537, 65_535)} <= {*sizes}
    assert {(20_011, 1), (20_010, 1), (1, 30_001), (1, 30_000), (10_005, 15_000), (20_011, 30_001)} <= {*sizes}
    assert any(buffers * receipts == 1 << 16 for buffers, receipts in sizes)
    assert max(buffers * receipts for buffers, receipts in sizes) > 1 << 32
    assert all(1 <= count <= capacities.LARGEST for size in sizes for count in size)


def test_another_seed_tries_others() -> None:
    first, other = (capacities.larger((100, 100), seed) for seed in (1, 2))
    assert first != other
    assert first == capacities.larger((100, 100), 1)


def test_the_default_is_written_out_and_one_of_the_two_varied() -> None:
    sizes = capacities.around_default(16, 1024)
    assert {(16, 1024), (16, 1023), (16, 1025), (15, 1024), (17, 1024), (1024, 1024), (16, 16)} <= {*sizes}


def test_around_a_number_lie_its_neighbours_and_its_double_until_there_are_enough() -> None:
    assert {*capacities.around([2000])} == {(count, count) for count in (1999, 2000, 2001, 4000)}
    assert {*capacities.around([600])} == {(1200, 1200)}
    assert sum(buffers for buffers, _ in capacities.around(range(5000, 60_000, 7))) <= 300_000


@pytest.mark.parametrize(("buffers", "receipts"), [(1, 1), (3, 2), (1100, 5)])
def test_a_pool_is_filled_and_asked_for_one_more(buffers: int, receipts: int) -> None:
    operations = [*capacities.fill_script([(buffers, receipts)]).operations]
    assert operations[0] == create(buffers, receipts).observing_usage()
    kinds = [each.kind for each in operations]
    gets = kinds.index(Kind.RETURN)
    assert kinds[:gets].count(Kind.GET) == buffers + 1
    assert kinds[: kinds.index(Kind.RESET)].count(Kind.TAKE) == receipts + 1


@pytest.mark.skipif(platform.machine() != "x86_64", reason="operands of x86-64's instructions")
@pytest.mark.parametrize(
    ("name", "numbers"), [("capacity-stride-of-1009", {1009}), ("capacity-largest-lends-one-less", {20_010, 20_011})]
)
def test_what_the_code_compares_and_multiplies_with_is_found(name: str, numbers: set[int], tmp_path: Path) -> None:
    (fault,) = (each for each in load_catalogue().faults if each.name == name)
    assert numbers & {*plausible_counts(build(fault, tmp_path, compiler=Compilers.from_environment()), 2, capacities.LARGEST)}


def test_what_is_no_library_has_no_numbers(tmp_path: Path) -> None:
    file = tmp_path / "text"
    file.write_text("hello")
    assert plausible_counts(file, 2, 100) == []
