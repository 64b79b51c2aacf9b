"""Medians, their intervals, and what is concluded from them: on samples whose truth is known."""

from __future__ import annotations

import random
import statistics

import pytest

from poolproof.benchmarks.estimates import Estimate, estimate
from poolproof.benchmarks.judgement import Answer, Comparison, at_least, at_most, compare

LAUNCHES, ROUNDS = 5, 41


def noisy(source: random.Random, cycles: float, noise: float) -> list[float]:
    """Rounds of one launch: now and then one is disturbed, which only slows."""
    return [cycles * (1 + abs(source.gauss(0, noise))) for _ in range(ROUNDS)]


def ratios(source: random.Random, ours: float, other: float, noise: float) -> Estimate:
    launches = [
        [mine / theirs for mine, theirs in zip(noisy(source, ours, noise), noisy(source, other, noise), strict=True)]
        for _ in range(LAUNCHES)
    ]
    return estimate(launches)


def test_the_value_is_the_median_of_the_launches_medians() -> None:
    assert estimate([[1, 2, 9], [4, 5, 6], [7, 8, 100]]).value == 5


def test_one_odd_launch_of_five_moves_no_figure() -> None:
    source = random.Random(1)
    found = estimate([*(noisy(source, 7.0, 0.001) for _ in range(4)), noisy(source, 10.5, 0.001)])
    assert found.value == pytest.approx(7.0, rel=0.005)
    assert found.high > 7.1, "and yet the interval tells of it"


def test_the_same_samples_give_the_same_interval() -> None:
    samples = [noisy(random.Random(at), 7.0, 0.05) for at in range(LAUNCHES)]
    assert estimate(samples) == estimate(samples)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    source = random.Random(7)
    held = 0
    for _ in range(40):
        found = estimate([[source.gauss(10, 0.5) for _ in range(ROUNDS)] for _ in range(LAUNCHES)], seed=3)
        held += found.low <= 10 <= found.high
    assert 34 <= held <= 40


def test_a_resampled_median_is_distributed_as_by_resampling() -> None:
    samples = sorted(random.Random(2).gauss(10, 1) for _ in range(ROUNDS))
    source = random.Random(3)
    drawn = sorted(statistics.median(source.choices(samples, k=ROUNDS)) for _ in range(1000))
    found = estimate([samples], seed=4)
    assert found.low == pytest.approx(drawn[25], abs=0.1)
    assert found.high == pytest.approx(drawn[974], abs=0.1)


def test_one_thing_against_itself_is_no_difference() -> None:
    source = random.Random(11)
    assert {compare(ratios(source, 7.0, 7.0, 0.004)) for _ in range(10)} == {Comparison.SAME}


def test_a_cycle_more_is_seen() -> None:
    source = random.Random(12)
    assert {compare(ratios(source, 8.0, 7.0, 0.004)) for _ in range(10)} == {Comparison.SLOWER}
    assert compare(ratios(source, 6.0, 7.0, 0.004)) is Comparison.FASTER


def test_wide_noise_shows_nothing() -> None:
    assert compare(Estimate(1.0, 0.9, 1.1)) is Comparison.INCONCLUSIVE
    assert compare(None) is Comparison.INCONCLUSIVE


@pytest.mark.parametrize(
    ("figure", "least", "answer"),
    [
        (Estimate(7.02, 7.0, 7.05), 7.0, Answer.MEETS),
        (Estimate(7.05, 7.0, 7.2), 7.0, Answer.INCONCLUSIVE),
        (Estimate(8.0, 7.99, 8.02), 7.98, Answer.MISSES),
        (Estimate(9.0, 8.0, 12.0), 7.0, Answer.INCONCLUSIVE),
        (None, None, Answer.INCONCLUSIVE),
    ],
)
def test_a_budget_of_seven_ticks(figure: Estimate | None, least: float | None, answer: Answer) -> None:
    found = at_most(figure, 7, "no clock", least=least)
    assert found.answer is answer
    assert found.why == "no clock" if figure is None else f"{figure.value:.2f}" in found.why


def test_at_least_one_tick_less() -> None:
    assert at_least(Estimate(5, 4, 6), 1, "").answer is Answer.MEETS
    assert at_least(Estimate(0.5, 0.4, 0.9), 1, "").answer is Answer.MISSES
    assert at_least(Estimate(1.5, 0.5, 2), 1, "").answer is Answer.INCONCLUSIVE
    assert at_least(None, 1, "no clock").why == "no clock"
