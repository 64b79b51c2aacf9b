"""A contract that is kept as a text comes back as it was, whatever becomes of its file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.spec import SpecError
from poolproof.spec.contracts import (
    Contract,
    default_contract,
    kept_contract,
    kept_lines,
    load_contract,
    promise_lines,
    read_contract,
)

RICH = """
contract = 1
name = "slab"
about = 'says "no" to a \\ and more'
[block]
size = 24
align = 8
count = 7
counts = [1, 4096]
all_counts = false
exhausted = "refused:-12"
[order]
reuse = "lifo"
fresh_first = true
[contents]
at_get = "0xDD"
while_free = "kept"
[size]
smallest = 1
largest = 24
too_large = "aborts"
[misuse]
double = "refused:BufferError"
null = "ignored"
[life]
clear = true
storage = "given"
[counters]
peak = "at-rest"
[sequence]
size = 16
count = 3
number_at = 0
[hot]
system_calls = "futex"
[cost]
cache_hits = 0.95
"""
BARE = 'contract = 1\nname = "bare"\n[block]\nsize = 8\ncount = 1\n'


@pytest.mark.parametrize("contract", [read_contract(RICH, "rich"), read_contract(BARE, "bare"), default_contract()])
def test_a_kept_contract_comes_back_as_it_was(contract: Contract) -> None:
    assert kept_contract(kept_lines(contract), contract.sha256, "a case") == contract


def test_every_promise_is_in_the_text() -> None:
    """Where a default changes one day, what was kept stays."""
    lines = "\n".join(kept_lines(read_contract(BARE, "bare")))
    assert 'reuse = "any"' in lines
    assert 'at_get = "any"' in lines
    assert "[hot]" not in lines


def test_it_needs_no_base_beside_it(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(RICH, encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text('contract = 1\nname = "mine"\nbased_on = "./base.toml"\nsize = false\n', encoding="utf-8")
    contract = load_contract(str(file))
    kept = kept_contract(kept_lines(contract), contract.sha256, "a case")
    assert replace(kept, based_on=contract.based_on) == contract


def test_a_built_in_of_another_day_stays_what_it_was() -> None:
    """What is called knhk may come to promise otherwise: a case that was saved before is judged by what it was."""
    then = replace(default_contract(), block=replace(default_contract().block, count=17))
    kept = kept_contract(kept_lines(then), "0" * 64, "a case")
    assert (kept.name, kept.block.count, kept.sha256) == ("knhk", 17, "0" * 64)
    assert promise_lines(kept) != promise_lines(default_contract())


def test_what_it_is_called_is_no_promise() -> None:
    contract = read_contract(BARE, "bare")
    assert promise_lines(replace(contract, name="other", about="else")) == promise_lines(contract)


def test_a_text_that_is_no_contract_is_refused_with_its_place() -> None:
    lines = [line.replace("size = 8", "size = 0") for line in kept_lines(read_contract(BARE, "bare"))]
    with pytest.raises(SpecError, match="size"):
        kept_contract(lines, "0" * 64, "a case")
