"""What a verification says of itself while it runs, and the outputs that are made of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest

from poolproof.conformance.cli.outputs import OUTPUTS, Outputs, output_options
from poolproof.conformance.reports.forms import FORMS
from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import Plan, verify
from poolproof.conformance.verification.events import Began, Confirmed, Ended, Event, Found, in_words
from poolproof.spec import Level

SMALL = Plan(level=Level.CORE, lane_operations=1000, walks=1, machine_examples=0)
NOT_WIPED = ("memset(&pool->soa[number], 0, sizeof(bp_soa));", "")


def heard(library: Path) -> list[Event]:
    events: list[Event] = []
    verify(resolve(str(library)), SMALL, events.append)
    return events


def test_a_sound_pool_is_told_by_its_stages_and_its_end(build: Callable[..., Path], pool_source: Callable[..., str]) -> None:
    *before, end = heard(build(pool_source("array_stack")))
    assert isinstance(end, Ended)
    assert not any(isinstance(each, Found | Confirmed | Ended) for each in before)
    shares = [each.share for each in before if isinstance(each, Began)]
    assert shares[0] == 0.0
    assert max(shares) <= 1.0
    assert "scripts" in map(in_words, before)


def test_a_violation_is_found_then_confirmed_then_part_of_the_run(small_pool: Callable[..., Path]) -> None:
    *before, end = heard(small_pool(NOT_WIPED))
    found = next(at for at, each in enumerate(before) if isinstance(each, Found) and "ZERO-1" in each.finding.requirements)
    confirmed = next(
        at for at, each in enumerate(before) if isinstance(each, Confirmed) and "ZERO-1" in each.example.finding.requirements
    )
    assert found < confirmed
    assert isinstance(end, Ended)
    assert "ZERO-1" in [each.requirement.id for each in end.run.failures()]


def test_a_requirement_is_confirmed_once(small_pool: Callable[..., Path]) -> None:
    confirmed = [each.example.finding.requirements[0] for each in heard(small_pool(NOT_WIPED)) if isinstance(each, Confirmed)]
    assert len(confirmed) == len(set(confirmed))


def test_every_output_of_the_lists_has_its_options() -> None:
    seen: list[Outputs] = []

    @click.command()
    @output_options
    def command(outputs: Outputs) -> None:
        seen.append(outputs)

    names = {each.name for each in command.params}
    assert {f"{form.option}_file" for form in FORMS} <= names
    assert len(names) > len(FORMS) + len(OUTPUTS) - 1
    command.main(["--quiet", "--junit", "here.xml", "--no-history"], standalone_mode=False)
    assert seen[0].given["quiet"]
    assert seen[0].given["no_history"]
    assert [(form.option, file) for form, file in seen[0].files.files.items()] == [("junit", "here.xml")]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_what_it_is(form: type) -> None:
    assert form.option
    assert form.about
