"""The numbers that options take: none without an end, and none that nobody can mean."""

from __future__ import annotations

import math
from typing import Any, Final

import click

SECONDS_AT_MOST: Final = 366 * 24 * 3600.0
_PROCESSES_AT_MOST: Final = 256
_COUNT_AT_MOST: Final = (1 << 31) - 1
_SEED_AT_MOST: Final = (1 << 64) - 1


class Number(click.IntRange):
    """A whole number between two."""

    name = "number"


SEED: Final = Number(0, _SEED_AT_MOST)
PROCESSES: Final = Number(1, _PROCESSES_AT_MOST)
"""At a time, on this machine: each of them takes memory."""
COUNT: Final = Number(1, _COUNT_AT_MOST)


class Seconds(click.FloatRange):
    """How long something may take: a finite number from ``least`` on, and not more than a year."""

    name = "seconds"

    def __init__(self, least: float = 0.1) -> None:
        super().__init__(min=least)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        seconds = float(super().convert(value, param, ctx))
        if (problem := time_problem(seconds)) is not None:
            self.fail(f"{value} {problem}", param, ctx)
        return seconds


def time_problem(seconds: float, least: float = 0.0) -> str | None:
    """What is wrong with a time, as the end of a sentence. None: nothing."""
    if math.isnan(seconds):
        return f"is no time; give a number of seconds{_from(least)}"
    if seconds > SECONDS_AT_MOST:
        return f"is too long; give at most {SECONDS_AT_MOST:.0f} seconds, a year"
    if seconds < least:
        return f"is too short; give at least {least:g} seconds"
    return None


def _from(least: float) -> str:
    return f" from {least:g} on" if least else ""
