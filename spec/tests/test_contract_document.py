"""A contract as a document: every value that it has, what it promises in its own words, and what it does not."""

from __future__ import annotations

import tomllib
from itertools import pairwise

from poolproof.spec.contracts import (
    built_in_names,
    contract_as_markdown,
    default_contract,
    derived_requirements,
    language,
    load_contract,
    read_contract,
)

SLAB = read_contract(
    'contract = 1\nname = "slab"\nabout = "A slab | of an allocator."\n[block]\nsize = 64\ncount = 32\n'
    '[contents]\nat_get = "0xDD"\n[misuse]\ndouble = "refused:-22"\n',
    "here",
)


def test_what_is_promised_stands_under_its_level_with_its_reason_and_the_rest_behind() -> None:
    for contract in (SLAB, *map(load_contract, built_in_names())):
        document = contract_as_markdown(contract)
        lines, level = document.splitlines(), ""
        promised = {each.id: each for each in derived_requirements(contract) if each.not_promised is None}
        seen = set()
        for at, line in enumerate(lines):
            if line.startswith("### Level "):
                level = line.removeprefix("### Level ")
            if line.startswith("#### "):
                each = promised[line.removeprefix("#### ")]
                assert (each.level, lines[at + 2], lines[at + 4]) == (level, f"**{each.text}**", each.reason)
                seen.add(each.id)
        assert seen == promised.keys()
        for each in derived_requirements(contract):
            assert (f"| {each.id} | {each.not_promised} |" in lines) == (each.not_promised is not None)


def test_what_is_not_promised_is_there_by_the_key_that_says_so() -> None:
    assert "| ORDER-1 | order.reuse is any |" in contract_as_markdown(SLAB).splitlines()


def test_every_value_stands_there_as_a_file_writes_it() -> None:
    for contract in (SLAB, default_contract()):
        table = ""
        written: dict[str, dict[str, object]] = {}
        for line in contract_as_markdown(contract).splitlines():
            if line.startswith("### ["):
                table = line.strip("# []")
            elif line.startswith("| `") and table:
                key, value = (cell.strip(" `") for cell in line.split(" | ")[:2])
                written.setdefault(table, {})[key.removeprefix("| `")] = tomllib.loads(f"value = {value}")["value"]
        own = "\n".join(
            f"[{name}]\n" + "\n".join(f"{key} = {_toml(value)}" for key, value in values.items())
            for name, values in written.items()
        )
        again = read_contract(f'contract = 1\nname = "again"\nbinding = {contract.binding}\n{own}', "here")
        for each in language():
            if each:
                assert getattr(again, each) == getattr(contract, each)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else f"{value}"


def test_tables_have_as_many_cells_in_each_row() -> None:
    lines = contract_as_markdown(SLAB).splitlines()
    for before, line in pairwise(lines):
        if before.startswith("|") and line.startswith("|"):
            assert before.replace(r"\|", "").count("|") == line.replace(r"\|", "").count("|"), line
