"""Leaks: growth time and again is one, growth once is none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from poolproof.conformance.judge.leaks import LeakWatch


def leak(
    taken: Sequence[int], pages: Sequence[int] | None = None, descriptors: Sequence[int] | None = None, *, exact: bool = True
) -> str | None:
    watch = LeakWatch(exact=exact)
    still = [7] * len(taken)
    for sample in zip(taken, pages or still, descriptors or still, strict=True):
        watch.end_round(*sample)
    return watch.leak


def test_it_takes_six_samples_to_tell() -> None:
    watch = LeakWatch(exact=True)
    assert [watch.end_round(0, 0, 0) for _ in range(7)] == [False] * 5 + [True] * 2
    assert leak([0, 9, 18, 27, 36]) is None


@pytest.mark.parametrize(
    "taken",
    [
        [0, 0, 0, 0, 0, 0],
        [0, 4096, 4096, 4096, 4096, 4096],
        [0, 64, 128, 128, 128, 128],
        [0, 64, 128, 64, 128, 192],
        [600, 500, 400, 300, 200, 100],
        [0, 64, 128, 192, 256, 256, 256, 256],
        [0, 9, 8, 17, 26, 35],
        [0, *[1] * 4, *[2] * 4, *[2] * 3],
    ],
)
def test_what_was_set_up_once_or_given_back_later_is_no_leak(taken: list[int]) -> None:
    assert leak(taken) is None


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        ([0, 1, 2, 3, 4, 5], "each life leaves 1 byte behind"),
        ([0, 0, 64, 64, 128, 192], "3 of 5 lives leave 64 bytes behind each"),
        ([0, 1000, 1000, 2000, 2000, 3000], "3 of 5 lives leave 1,000 bytes behind each"),
        ([0, 8, 24, 32, 48, 56], "each life leaves something behind: 8, 16, 8, 16 and 8 bytes"),
        ([5, 4, 3, 2, 1, 1, 2, 3, 4, 5], "4 of 5 lives leave 1 byte behind each"),
    ],
)
def test_growth_in_every_other_round_is_a_leak_where_bytes_are_counted(taken: list[int], words: str) -> None:
    assert leak(taken) == words


def test_growth_in_every_fourth_round_is_a_leak_in_twice_as_many() -> None:
    seldom = [0, *[1] * 4, *[2] * 4, *[3] * 3]
    assert leak(seldom) == "3 of 11 lives leave 1 byte behind each"
    assert leak(seldom[:-3]) is None
    assert leak([0, *seldom]) == leak(seldom)


def test_objects_of_an_interpreter_must_grow_in_every_round() -> None:
    assert leak([0, 0, 64, 64, 128, 192], exact=False) is None
    assert leak([0, 1, 2, 3, 4, 5], exact=False) is None  # its own breath
    assert leak([0, 16, 32, 48, 64, 80], exact=False) == "each life leaves 16 objects behind"
    assert leak([0, 15, 31, 47, 63, 79], exact=False) is None
    assert leak([0, 0, 16, 32, 48, 64], exact=False) is None


def test_an_address_space_must_grow_in_every_round() -> None:
    assert leak([0] * 6, pages=[1, 2, 3, 3, 4, 5]) is None
    assert leak([0] * 6, pages=[1, 2, 3, 4, 5, 6]) == "each life leaves 1 page behind"


def test_descriptors_are_counted_too() -> None:
    assert leak([0] * 6, descriptors=[3, 4, 4, 4, 4, 4]) is None
    assert leak([0] * 6, descriptors=[3, 4, 5, 6, 7, 7]) is None
    assert leak([0] * 6, descriptors=[3, 4, 5, 6, 8, 9]) == "each life leaves a file descriptor open"


def kept_of_each(sizes: Sequence[int], kept: Sequence[int]) -> str | None:
    """Of rounds with a pool of so many receipts, which takes their bytes beside what is there, and leaves so much behind."""
    watch, before = LeakWatch(exact=True), 0
    for receipts, taken in zip(sizes, kept, strict=True):
        watch.note_create((1, receipts), before + 128 * receipts, 0)
        watch.end_round(taken, 0, 3)
        before = taken
    return watch.leak


def test_what_is_kept_of_the_last_pool_may_grow_with_it() -> None:
    assert kept_of_each([1, 2, 3, 4, 5, 6], [128 * receipts for receipts in (1, 2, 3, 4, 5, 6)]) is None
    assert kept_of_each([2, 2, 2, 2, 2, 2], [0, 1, 2, 3, 4, 5]) is not None


@pytest.mark.parametrize(
    ("sizes", "is_told"),
    [([7, 2, 2, 2, 2, 2], True), ([2, 7, 2, 2, 2, 2], False), ([2, 2, 2, 2, 2, 7], False)],
    ids=["before", "first", "last"],
)
def test_rounds_are_alike_when_all_since_the_first_sample_are(sizes: Sequence[int], is_told: bool) -> None:
    assert (kept_of_each(sizes, [0, 1, 2, 3, 4, 5]) is not None) == is_told


def test_the_footprint_of_an_earlier_round_excuses_nothing() -> None:
    growing = [0, 200, 400, 600, 800, 1000]
    more = "1,000 bytes more is taken after the last 5 lives, which is more than one of their pools takes"
    assert kept_of_each([100, 1, 2, 1, 2, 1], growing) == more
    assert kept_of_each([1, 100, 2, 1, 2, 1], growing) is None
    assert kept_of_each([1, 2, 2, 2, 2, 1], [0, 50, 100, 150, 200, 256]) is None, "as much as the largest took"
    assert kept_of_each([1, 2, 2, 2, 2, 1], [0, 50, 100, 150, 200, 257]) is not None


def test_what_is_kept_of_every_pool_is_a_leak() -> None:
    of_all = [10_000 + 128 * kept for kept in (1, 3, 6, 10, 15, 21)]
    assert kept_of_each([1, 2, 3, 4, 5, 6], of_all) is not None


def test_a_descriptor_is_no_memory_that_may_be_kept() -> None:
    watch = LeakWatch(exact=True)
    for receipts in range(1, 7):
        watch.note_create((1, receipts), 128, 0)
        watch.end_round(0, 0, receipts)
    assert watch.leak is not None
