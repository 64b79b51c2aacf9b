"""The pipeline's specification: what the shipped data says, and how bad data is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from poolproof.spec import SpecError, header_path, load_spec
from poolproof.spec.pipeline import load_pipeline_spec, read_pipeline_spec

DATA = header_path().parent / "pipeline"
SPEC = load_pipeline_spec()


def test_requirements_are_numbered_in_their_order() -> None:
    assert [each.id for each in SPEC.requirements] == [f"PIPE-{number}" for number in range(1, 13)]


def test_no_pool_is_judged_by_them() -> None:
    assert not [each.id for each in load_spec().requirements if each.id.startswith("PIPE-")]


def test_every_source_names_a_section_or_owns_up() -> None:
    for requirement in SPEC.requirements:
        assert requirement.source.startswith(("decision record, ", "ours: ")), requirement.id


def test_the_hash_has_the_published_constants() -> None:
    parameters = SPEC.parameters
    assert (parameters.hash_offset_basis, parameters.hash_prime) == (0xCBF29CE484222325, 0x100000001B3)


def test_a_requirement_is_found_by_its_id() -> None:
    found = SPEC.requirement("PIPE-3")
    assert found is not None
    assert found.text.startswith("`load_into`")
    assert SPEC.requirement("ORDER-1") is None


BAD_EDITS = [
    ("requirements.toml", 'id = "PIPE-1"', 'id = "PIP-1"', "requirement[1].id", "like PIPE-1"),
    ("requirements.toml", 'id = "PIPE-2"', 'id = "PIPE-1"', "requirement[2].id", "rename or remove"),
    ("requirements.toml", 'id = "PIPE-1"', 'level = "core"', "requirement[1].level", "use one of"),
    ("deviations.toml", '["PIPE-1"]', '["PIPE-99"]', "deviation[1].requirements", "did you mean"),
    ("parameters.toml", "= 1099511628211", "= 0", "hash_prime", "from 1"),
    ("parameters.toml", "epoch_operations = 8", "epoch_operations = 9", "epoch_operations", "give 8"),
    ("parameters.toml", 'hash = "0', 'hash = "g', "first_prev_hash", "64 hexadecimal digits"),
]


@pytest.mark.parametrize(("name", "old", "new", "key", "remedy"), BAD_EDITS)
def test_a_bad_edit_is_refused(tmp_path: Path, name: str, old: str, new: str, key: str, remedy: str) -> None:
    folder = shutil.copytree(DATA, tmp_path / "data")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SpecError) as refusal:
        read_pipeline_spec(folder)
    assert (refusal.value.file, refusal.value.key) == (str(folder / name), key)
    assert remedy in refusal.value.remedy
