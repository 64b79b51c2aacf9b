"""What is said of each promise beside its meaning: what is judged by it, why one promises it, and the usual mistake."""

from __future__ import annotations

import tomllib
from pathlib import Path

from poolproof.spec import load_spec
from poolproof.spec.contracts import derived_requirements, language, language_as_markdown, load_contract
from poolproof.spec.contracts.derived import always_promised
from poolproof.spec.contracts.language import ROOT

DATA = Path(__file__).resolve().parents[1] / "poolproof/spec/data"
DERIVED = tomllib.loads((DATA / "derived.toml").read_text(encoding="utf-8"))["requirement"]
JUDGED = {
    f"{table.name}.{key.name}": set(key.judged)
    for table in language().values()
    for key in table.keys.values()
    if key.judged is not None
}
"""By each promise, the requirements that are said to be judged by it."""


def test_every_promise_says_what_is_judged_and_why() -> None:
    for table in language().values():
        for key in table.keys.values():
            assert (key.judged is None) == (table.name == ROOT), key.name
            assert bool(key.because) == (table.name != ROOT), key.name
    assert all(JUDGED.values())


def test_what_is_judged_by_a_promise_is_a_requirement() -> None:
    known = {each.id for each in derived_requirements(load_contract("knhk"))}
    assert set().union(*JUDGED.values()) <= known


def test_a_requirement_that_depends_on_a_promise_is_said_to_be_judged_by_it() -> None:
    looked_at = 0
    for entry in DERIVED:
        for condition in entry.get("when", ()):
            for path in condition.split(" ")[0].split("|"):
                ids = (
                    JUDGED[path]
                    if "." in path
                    else set().union(*(JUDGED[each] for each in JUDGED if each.startswith(f"{path}.")))
                )
                assert entry["id"] in ids, (entry["id"], path)
                looked_at += 1
    assert looked_at > 60


def test_what_every_contract_has_is_what_no_condition_leaves_out() -> None:
    conditional = {entry["id"] for entry in DERIVED if entry.get("when")}
    assert {"SAFE-1", "ENV-1", "ISO-2"} <= set(always_promised())
    assert (
        set(always_promised())
        == ({each.id for each in load_spec().requirements} | {each["id"] for each in DERIVED}) - conditional
    )


def test_the_page_has_a_line_for_each_promise() -> None:
    lines = language_as_markdown().splitlines()
    for table in language().values():
        start = lines.index("## The file" if table.name == ROOT else f"## [{table.name}]")
        end = next((at for at, line in enumerate(lines) if at > start and line.startswith("## ")), len(lines))
        for key in table.keys.values():
            found = [line for line in lines[start:end] if line.startswith(f"- `{key.name}`: ")]
            assert len(found) == bool(key.judged is not None or key.because or key.mistake), key.name
            assert not found or (key.because in found[0] and key.mistake in found[0])
