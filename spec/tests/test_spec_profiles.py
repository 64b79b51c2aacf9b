"""Profiles of the user's own: what they may say, and how a wrong one is refused."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.spec import SpecError, header_path, load_profile

KNHK = load_profile("knhk")


def written(folder: Path, content: str, name: str = "mine.toml") -> Path:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return file


def test_a_file_gives_only_what_differs(tmp_path: Path) -> None:
    file = written(tmp_path, "soa_capacity = 4\nl1_hit_rate = 0.9\n")
    assert load_profile(str(file)) == replace(
        KNHK, name="mine", description="knhk with soa_capacity = 4, l1_hit_rate = 0.9", soa_capacity=4, l1_hit_rate=0.9
    )


def test_a_file_may_name_and_describe_itself(tmp_path: Path) -> None:
    profile = load_profile(str(written(tmp_path, 'name = "big"\ndescription = "A big one."\nmemory_bytes = 1_000_000')))
    assert profile == replace(KNHK, name="big", description="A big one.", memory_bytes=1_000_000)


def test_an_empty_file_is_the_default_by_another_name(tmp_path: Path) -> None:
    assert load_profile(str(written(tmp_path, ""))) == replace(KNHK, name="mine", description="knhk unchanged")


def test_the_shipped_file_can_be_given_by_its_path() -> None:
    assert load_profile(str(header_path().parent / "profiles" / "knhk.toml")) == KNHK


def test_a_fixed_parameter_may_be_repeated(tmp_path: Path) -> None:
    assert load_profile(str(written(tmp_path, "lanes = 8\nsoa_bytes = 192\nreceipt_bytes = 128"))).lanes == 8


def test_a_file_without_a_suffix_is_asked_for_as_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "soa_capacity = 2", name="mine")
    monkeypatch.chdir(tmp_path)
    assert load_profile("./mine").soa_capacity == 2
    with pytest.raises(SpecError, match=r"\./name"):
        load_profile("mine")


def test_ticks_may_be_broken_numbers(tmp_path: Path) -> None:
    assert load_profile(str(written(tmp_path, "tick_target = 7.5"))).tick_target == 7.5


@pytest.mark.parametrize("line", ["soa_capacity = 1", "soa_capacity = 65536\nmemory_bytes = 100_000_000"])
def test_the_ends_of_a_range_are_inside(tmp_path: Path, line: str) -> None:
    assert load_profile(str(written(tmp_path, line))).soa_capacity in (1, 65536)


BAD_LINES = [
    ("soa_capcity = 4", "soa_capcity", "did you mean 'soa_capacity'?"),
    ("soa_capacity = 0", "soa_capacity", "from 1 to 65536"),
    ("soa_capacity = -1", "soa_capacity", "from 1 to 65536"),
    ("soa_capacity = 65537", "soa_capacity", "from 1 to 65536"),
    ("soa_capacity = true", "soa_capacity", "whole number"),
    ("soa_capacity = 4.0", "soa_capacity", "whole number"),
    ('soa_capacity = "4"', "soa_capacity", "whole number"),
    ("receipt_capacity = 1048577", "receipt_capacity", "from 1 to 1048576"),
    ("memory_bytes = 0", "memory_bytes", "from 1"),
    ("memory_bytes = 1000", "memory_bytes", "overhead included"),
    ("receipt_capacity = 2048", "memory_bytes", "overhead included"),
    ("instruction_limit = 0", "instruction_limit", "from 1"),
    ("instruction_limit = [2000]", "instruction_limit", "whole number"),
    ("tick_target = 0", "tick_target", "between 0"),
    ("tick_target = nan", "tick_target", "between 0"),
    ("tick_baseline = inf", "tick_baseline", "between 0"),
    ("tick_baseline = false", "tick_baseline", "number"),
    ("l1_hit_rate = 0", "l1_hit_rate", "between 0 and 1"),
    ("l1_hit_rate = 1.0", "l1_hit_rate", "between 0 and 1"),
    ("l1_hit_rate = 95", "l1_hit_rate", "between 0 and 1"),
    ('l1_hit_rate = "95 %"', "l1_hit_rate", "between 0 and 1"),
    ("lanes = 16", "lanes", "leave it out, or give 8"),
    ("soa_bytes = 384", "soa_bytes", "leave it out, or give 192"),
    ("soa_alignment = 32", "soa_alignment", "leave it out, or give 64"),
    ("receipt_bytes = 64", "receipt_bytes", "leave it out, or give 128"),
    ("receipt_alignment = 128", "receipt_alignment", "leave it out, or give 64"),
    ("name = 3", "name", "between quotes"),
    ('name = ""', "name", "not blank"),
    ('name = "knhk"\nsoa_capacity = 4', "name", "give another name"),
    ("soa_capacity = 4\nsoa_capacity = 4", "(whole file)", "correct it"),
]


@pytest.mark.parametrize(("content", "key", "remedy"), BAD_LINES)
def test_a_bad_profile_is_refused(tmp_path: Path, content: str, key: str, remedy: str) -> None:
    file = written(tmp_path, content)
    with pytest.raises(SpecError) as refusal:
        load_profile(str(file))
    error = refusal.value
    assert (error.file, error.key) == (str(file), key)
    assert remedy in error.remedy
    assert str(error) == f"{error.file}: {error.key}: {error.problem}; {error.remedy}"


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [
        ("knkh", "did you mean 'knhk'?"),
        ("", "give knhk"),
        ("\0", "give knhk"),
        ("./\0", "readable TOML file"),
        ("no/such.toml", "readable TOML file"),
        (os.curdir, "readable TOML file"),
    ],
)
def test_a_profile_that_is_not_there_is_refused(asked: str, remedy: str) -> None:
    with pytest.raises(SpecError) as refusal:
        load_profile(asked)
    assert refusal.value.key == "(whole file)"
    assert remedy in refusal.value.remedy
