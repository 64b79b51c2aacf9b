"""``poolproof contracts``: which there are, what one promises, and what is wrong with a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from poolproof.conformance.cli.contracts import contracts
from poolproof.spec import SpecError
from poolproof.spec.contracts import block_header_path, built_in_names, derived_requirements, load_contract

SLAB = """contract = 1
name = "slab"
about = "blocks of 64 bytes"
[block]
size = 64
count = 32
[order]
reuse = "lifo"
[misuse]
double = "aborts"
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(contracts, arguments, env={"COLUMNS": "120"})


@pytest.fixture
def slab(tmp_path: Path) -> Path:
    file = tmp_path / "slab.toml"
    file.write_text(SLAB, encoding="utf-8")
    return file


def test_the_built_in_ones_are_listed() -> None:
    output = run().output
    for name in built_in_names():
        assert f" {name} " in output


def test_a_contract_of_ones_own_is_shown_with_its_values(slab: Path) -> None:
    output = run(str(slab)).output
    assert "slab  blocks of 64 bytes" in output
    assert "Get lends the free block that was returned last (LIFO), at every depth." in output
    assert "To return a block that is free ends the process" in output


def test_what_it_does_not_promise_is_said_with_the_key(slab: Path) -> None:
    promised, left_out = run(str(slab)).output.split("not promised, and not judged")
    assert "GUARD-1    there is no table [size]" in left_out
    assert "GUARD-1" not in promised
    assert "contents.at_get is any" in left_out


def test_every_requirement_is_on_one_side_or_the_other(slab: Path) -> None:
    output = run(str(slab)).output
    for each in derived_requirements(load_contract(str(slab))):
        assert output.count(f" {each.id} ") == 1, each.id


def test_a_wrong_file_is_an_error_that_names_file_and_key(slab: Path) -> None:
    slab.write_text(SLAB.replace("size = 64", "size = 0"), encoding="utf-8")
    error = run(str(slab)).exception
    assert isinstance(error, SpecError)
    assert (error.file, error.key) == (str(slab), "block.size")


def test_the_header_is_that_of_the_second_binding() -> None:
    assert run("--header").output == block_header_path().read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [("knhk", "--header"), ("--header", "--language")])
def test_two_questions_at_once_are_refused(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "one of them" in result.output
