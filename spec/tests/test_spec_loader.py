"""The loader refuses data that does not fit together, and says which file, which key and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from poolproof.spec import SpecError, header_path, load_spec
from poolproof.spec.loader import read_spec

DATA = header_path().parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(DATA, tmp_path / "data")


def refusal_of(folder: Path) -> SpecError:
    with pytest.raises(SpecError) as refusal:
        read_spec(folder)
    assert "\n" not in str(refusal.value)
    return refusal.value


def assert_names(error: SpecError, file: Path, key: str, remedy: str) -> None:
    assert error.file == str(file)
    assert error.key == key
    assert remedy in error.remedy
    for part in (error.file, "" if key == "(whole file)" else key, error.problem, error.remedy):
        assert part in str(error)
    assert "whole file" not in str(error)


def test_a_copy_of_the_data_is_the_same_specification(folder: Path) -> None:
    assert read_spec(folder) == load_spec()


# file, what is replaced (its first occurrence), by what, the key complained about, words of the remedy
BAD_EDITS = [
    ("requirements.toml", 'id = "CREATE-1"', 'idd = "CREATE-1"', "requirement[1].idd", "did you mean 'id'?"),
    ("requirements.toml", 'id = "CREATE-1"', 'colour = "CREATE-1"', "requirement[1].colour", "use one of id, text, level"),
    ("requirements.toml", 'level = "core"\n', "", "requirement[1].level", "add a line that begins with level ="),
    ("requirements.toml", 'level = "core"', 'level = "corr"', "requirement[1].level", "did you mean 'core'?"),
    ("requirements.toml", 'level = "core"', "level = 1", "requirement[1].level", "between quotes"),
    ("requirements.toml", 'level = "core"', "level = 1979-05-27", "requirement[1].level", "between quotes"),
    ("requirements.toml", 'id = "CREATE-2"', 'id = "CREATE-1"', "requirement[2].id", "rename or remove"),
    ("requirements.toml", 'id = "CREATE-1"', 'id = "create-1"', "requirement[1].id", "like ORDER-1"),
    ("requirements.toml", 'id = "CREATE-1"', 'id = "CREATE-01"', "requirement[1].id", "like ORDER-1"),
    ("requirements.toml", 'text = "With', 'text = """\nA\nB"""\n# "With', "requirement[1].text", "one line"),
    ("requirements.toml", 'text = "With', 'text = "  " # "With', "requirement[1].text", "not blank"),
    ("requirements.toml", "[[requirement]]", "other = 1\n[[requirement]]", "other", "use one of requirement"),
    ("requirements.toml", "[[requirement]]", "[requirement]", "(whole file)", "correct it"),
    ("levels.toml", 'name = "core"', 'name = "hot"', "level[3].name", "rename or remove"),
    ("statuses.toml", "value = 1", "value = 2", "status[2].value", "give 1"),
    ("statuses.toml", "value = 1", "value = true", "status[2].value", "whole number"),
    ("statuses.toml", "value = 1", "value = -1", "status[2].value", "from 0"),
    ("statuses.toml", "value = 1", "value = 1.0", "status[2].value", "whole number"),
    ("statuses.toml", '"EXHAUSTED"', '"EXHAUSTD"', "status[3].name", "did you mean 'EXHAUSTED'?"),
    ("operations.toml", "hot = false", "hot = 0", "operation[1].hot", "true or false"),
    ("operations.toml", "refuses_with = []", 'refuses_with = "OK"', "operation[1].refuses_with", "[] for none"),
    ("operations.toml", "refuses_with = []", "refuses_with = [1]", "operation[1].refuses_with", "[] for none"),
    ("operations.toml", "refuses_with = []", 'refuses_with = ["OKAY"]', "operation[1].refuses_with", "did you mean 'OK'?"),
    ("operations.toml", "refuses_with = []", 'refuses_with = ["OK", "OK"]', "operation[1].refuses_with", "remove one"),
    ("operations.toml", '"bp_name"', '"bp_abi_version"', "operation[2].symbol", "rename or remove"),
    ("deviations.toml", '["ZERO-1"]', '["ZERO-2"]', "deviation[1].requirements", "did you mean 'ZERO-1'?"),
    ("deviations.toml", "number = 2", "number = 3", "deviation[2].number", "give 2"),
]


@pytest.mark.parametrize(("name", "old", "new", "key", "remedy"), BAD_EDITS)
def test_a_bad_edit_is_refused(folder: Path, name: str, old: str, new: str, key: str, remedy: str) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert_names(refusal_of(folder), file, key, remedy)


BAD_CONTENTS = [
    (b"[[requirement]]\nid = \n", "line 2", "correct it"),
    (b"# fine\n# caf\xe9\n", "byte 0xe9 on line 2", "save the file as UTF-8"),
    (b"a = " + b"[" * 100_000, "not valid TOML", "correct it"),
    (b"a = " + b"9" * 100_000, "not valid TOML", "correct it"),
]


@pytest.mark.parametrize(("content", "problem", "remedy"), BAD_CONTENTS, ids=["syntax", "latin-1", "deep", "long number"])
def test_what_is_no_toml_is_refused(folder: Path, content: bytes, problem: str, remedy: str) -> None:
    file = folder / "requirements.toml"
    file.write_bytes(content)
    error = refusal_of(folder)
    assert_names(error, file, "(whole file)", remedy)
    assert problem in error.problem


@pytest.mark.parametrize("content", ["", "requirement = []", "requirement = 3", "requirement = [3]"])
def test_a_file_without_records_is_refused(folder: Path, content: str) -> None:
    file = folder / "requirements.toml"
    file.write_text(content, encoding="utf-8")
    remedy = "[[requirement]]" if content else "requirement ="
    assert_names(refusal_of(folder), file, "requirement", remedy)


def test_a_missing_file_is_refused(folder: Path) -> None:
    file = folder / "levels.toml"
    file.unlink()
    assert_names(refusal_of(folder), file, "(whole file)", "correct the path")


def test_a_folder_is_no_file(folder: Path) -> None:
    file = folder / "levels.toml"
    file.unlink()
    file.mkdir()
    assert_names(refusal_of(folder), file, "(whole file)", "readable TOML file")


@pytest.mark.parametrize(("name", "key"), [("levels.toml", "level"), ("statuses.toml", "status")])
def test_a_level_or_status_left_out_is_refused(folder: Path, name: str, key: str) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.rindex(f"[[{key}]]")], encoding="utf-8")
    assert_names(refusal_of(folder), file, key, "in this order")
