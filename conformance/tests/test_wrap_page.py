"""The table of the page on wrapping a pool says what the worker asks a library for, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, SubjectError
from poolproof.spec.contracts import block_header_path

BuildOf = Callable[..., Subject]

PAGE = Path(__file__).resolve().parents[2] / "conformance/docs/how-to/wrap.md"
ROW = re.compile(r"^\| ([^|]*`[a-z._]+`[^|]*|only [^|]*) \| ([^|]*`pp_[^|]*) \|$", re.M)
ALL = """
contract = 1
name = "all"
[block]
size = 64
count = 32
counts = [1, 64]
[life]
clear = true
out_of_memory = "refused"
bad_config = "refused"
storage = "given"
[counters]
capacity = "exact"
used = "exact"
free = "exact"
peak = "exact"
[size]
largest = 64
[sequence]
size = 8
count = 4
"""
HEADER = '#include "blockpool.h"\n'
RETURN = "int pp_return(pp_pool *pool, void *block) { (void)pool; (void)block; return 0; }\n"
CREATE = "int pp_create(const pp_config *config, pp_pool **out) { (void)config; *out = NULL; return 1; }\n"


def table() -> set[tuple[str, str]]:
    """Promise and function, for each pair that the page's table holds; the promise of what must be there is empty."""
    pairs = set()
    for promise, functions in ROW.findall(PAGE.read_text(encoding="utf-8")):
        key = re.search(r"`([a-z._]+)`", promise)
        pairs |= {(key[1] if key else "", name) for name in re.findall(r"`(pp_\w+)`", functions) if name != "pp_get" or not key}
    return pairs


def asked_for(build_of: BuildOf, source: str) -> set[tuple[str, str]]:
    """Promise and function, for each that the worker misses in a library, by a contract that promises everything."""
    with pytest.raises(SubjectError) as refused:
        Session(build_of(ALL, HEADER + source))
    return set(re.findall(r"([a-z._]+) (?:promises|needs) (pp_\w+)", refused.value.problem))


def test_the_table_says_which_functions_a_promise_asks_for(build_of: BuildOf) -> None:
    asked = asked_for(build_of, RETURN) | asked_for(build_of, RETURN + CREATE)
    assert table() - {("", "pp_get"), ("", "pp_return")} == asked
    assert len(asked) >= 14


def test_without_a_promise_two_functions_are_asked_for(build_of: BuildOf) -> None:
    bare = 'contract = 1\nname = "bare"\n[block]\nsize = 8\ncount = 4\n'
    with pytest.raises(SubjectError) as refused:
        Session(build_of(bare, HEADER + "int nothing;\n"))
    assert set(re.findall(r"pp_\w+", refused.value.problem)) == {name for key, name in table() if not key}


def test_every_function_of_the_header_has_its_place_on_the_page() -> None:
    declared = set(
        re.findall(r"\b(pp_\w+)\(", re.sub(r"/\*.*?\*/", "", block_header_path().read_text(encoding="utf-8"), flags=re.S))
    )
    assert {name for _, name in table()} | {"pp_name", "pp_contract"} == declared


def test_an_adapter_has_fifteen_lines_at_the_most() -> None:
    adapters = re.findall(r"<!-- file: \w+_adapter\.\w+ -->\n```\w+\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    lines = [sum(bool(line.strip()) for line in adapter.splitlines()) for adapter in adapters]
    assert len(lines) == 4
    assert max(lines) <= 15, lines
