"""The page that shows knhk and the record's own contract side by side says what the two files say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from poolproof.spec.contracts import load_contract

PAGE = (Path(__file__).parents[1] / "docs/record.md").read_text(encoding="utf-8")
FOLDER = Path(__file__).parents[1] / "poolproof/spec/data/contracts"
ROW = re.compile(r"^\| `(\w+)\.(\w+)` \| `([^`]+)` \| `([^`]+)` \| ", re.M)


def values(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def of_knhk(table: str, key: str) -> object:
    """As its file writes it; what it leaves to the language, as that has it."""
    told = values("knhk")[table]
    return told[key] if key in told else getattr(getattr(load_contract("knhk"), table), key)


def test_each_row_says_what_the_contracts_say() -> None:
    record = values("record-as-written")
    rows = ROW.findall(PAGE)
    assert len(rows) > 20
    for table, key, *words in rows:
        knhk, other = (tomllib.loads(f"told = {word}")["told"] for word in words)
        assert (table, key, knhk) == (table, key, of_knhk(table, key))
        assert (table, key, other) == (table, key, record.get(table, {}).get(key, knhk))


def test_no_departure_is_left_out() -> None:
    record = values("record-as-written")
    departures = {(table, key) for table, keys in record.items() if isinstance(keys, dict) for key in keys}
    assert departures <= {(table, key) for table, key, *_ in ROW.findall(PAGE)}
    assert record["sequence"] is False
    assert "`knhk` has a table `sequence`, and `record-as-written` has none" in PAGE


def test_nothing_of_a_wrong_return_is_promised() -> None:
    contract = load_contract("record-as-written")
    assert contract.based_on == "knhk"
    assert not any(answer.is_promised for answer in (contract.misuse.null, contract.misuse.foreign, contract.misuse.double))
    assert contract.hot is not None
    assert not contract.hot.allocates
