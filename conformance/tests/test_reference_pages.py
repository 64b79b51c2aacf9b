"""The reference pages say what the specification and the commands say now."""

from __future__ import annotations

import re
from pathlib import Path

import click

from poolproof.conformance.cli.main import commands
from poolproof.conformance.cli.reference import commands_as_markdown
from poolproof.spec import load_spec
from poolproof.spec.contracts import default_contract, language_as_markdown
from poolproof.spec.markdown import spec_as_markdown

CHECKOUT = Path(__file__).resolve().parents[2]
REMEDY = "is not what it should be by now: make docs"


def test_the_specification_is_up_to_date() -> None:
    page = CHECKOUT / "spec/docs/specification.md"
    assert page.read_text(encoding="utf-8") == spec_as_markdown(load_spec(), default_contract()), f"{page} {REMEDY}"


def test_the_language_of_contracts_is_up_to_date() -> None:
    page = CHECKOUT / "spec/docs/contracts.md"
    assert page.read_text(encoding="utf-8") == language_as_markdown(), f"{page} {REMEDY}"


def test_the_commands_are_up_to_date() -> None:
    page = CHECKOUT / "conformance/docs/commands.md"
    assert page.read_text(encoding="utf-8") == commands_as_markdown(), f"{page} {REMEDY}"


def test_every_option_of_every_command_is_there() -> None:
    lines = commands_as_markdown().splitlines()
    context = click.Context(commands)
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        assert command is not None
        start = lines.index(f"## poolproof {name}")
        end = next((place for place, line in enumerate(lines) if place > start and line.startswith("## ")), len(lines))
        section = "\n".join(lines[start:end])
        for option in (each for each in command.params if isinstance(each, click.Option) and not each.hidden):
            assert option.opts[0] in section
            assert " ".join((option.help or "").split()) in section.replace("\\|", "|")


def test_the_explanation_speaks_of_every_requirement_and_of_no_other() -> None:
    told = set(re.findall(r"\b[A-Z]+-\d+\b", (CHECKOUT / "spec/docs/why.md").read_text(encoding="utf-8")))
    assert told == {each.id for each in load_spec().requirements}


def test_what_has_a_fixed_width_keeps_it() -> None:
    assert "\n```text\nExamples:\n  poolproof explain\n  poolproof explain ORDER-1\n" in commands_as_markdown()
