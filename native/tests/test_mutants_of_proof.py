"""Each change of the proof applies, and whether a changed text is proved decides the run."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

PROOF = Path(__file__).parent.parent / "proof"
MODULES = ("mutants", "mutants_page", "listed", "goals")


@pytest.fixture
def mutants(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(PROOF))
    yield importlib.import_module("mutants")
    for name in MODULES:
        sys.modules.pop(name, None)


def test_each_applies_to_what_is_shipped_exactly_once(mutants: ModuleType) -> None:
    listed = mutants.mutants()
    assert len(listed) >= 25
    assert list(mutants.trouble(listed)) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"right": "no such text"}, "its text stands 0 times in include/bufferpool_inline.h, not once"),
        ({"right": "return BP_OK;"}, "its text stands 4 times in include/bufferpool_inline.h, not once"),
        ({"file": "include/gone.h"}, "include/gone.h"),
    ],
)
def test_one_that_no_longer_applies_is_named(mutants: ModuleType, changed: dict[str, str], said: str) -> None:
    (named,) = mutants.trouble((replace(mutants.mutants()[0], **changed),))
    assert said in named


def test_two_that_say_the_same_are_named(mutants: ModuleType) -> None:
    assert [each for each in mutants.trouble(mutants.mutants()[:1] * 2) if "stands twice" in each]


def test_each_is_of_a_function_that_is_proved(mutants: ModuleType) -> None:
    parts, _ = importlib.import_module("listed").parts_and_trusted()
    proved = {part.file: {*part.functions, "lemmas"} for part in parts}
    assert [each.says for each in mutants.mutants() if each.function not in proved.get(each.part, ())] == []


def test_the_page_is_what_the_list_says(mutants: ModuleType) -> None:
    """After a change of the list: make prove-mutants PROVE_ARGS=--page."""
    page = importlib.import_module("mutants_page")
    assert page.PAGE.read_text() == page.page_of(mutants.mutants())


def test_a_copy_has_the_change_and_the_shipped_file_has_not(mutants: ModuleType) -> None:
    mutant = mutants.mutants()[0]
    with mutants.changed_copy(mutant) as copy:
        assert mutant.wrong in (copy / mutant.file).read_text()
        assert (copy / "proof" / mutant.part).is_file()
    assert not copy.exists()
    assert mutant.wrong not in (mutants.NATIVE / mutant.file).read_text()


def run(*arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROOF / "prove_mutants.py"), *arguments]
    environment = os.environ | ({"PATH": path} if path else {})
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def fake(folder: Path, of_shipped: str, of_mutant: str) -> str:
    """Programs of these names; Frama-C says so much of the shipped files and of a changed copy. Returns a PATH with them."""
    says = f'case "$PWD" in *poolproof-mutant*) echo "{of_mutant}";; *) echo "{of_shipped}";; esac'
    for name in ("frama-c", "why3", "z3", "cvc5", "prlimit"):
        (folder / name).write_text(f"#!/bin/sh\n{says}\n")
        (folder / name).chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


GOAL = "[wp] [{}] Goal typed_cast_bp_inline_reset_receipts_ensures_none : {}"
PROVED = GOAL.format("Qed", "Valid")
OPEN = GOAL.format("Failed", "")


@pytest.mark.parametrize(
    ("of_shipped", "of_mutant", "status", "said"),
    [
        (PROVED, OPEN, 0, "1 of 1 mutants are noticed"),
        (PROVED, PROVED, 1, "PROVED   a reset leaves one receipt in use"),
        (OPEN, OPEN, 1, "the unchanged files prove no goal none of bp_inline_reset_receipts"),
        (PROVED, "parse error", 1, "Frama-C can't read it"),
    ],
)
def test_what_is_proved_of_a_changed_text_decides(
    tmp_path: Path, of_shipped: str, of_mutant: str, status: int, said: str
) -> None:
    found = run("a reset leaves", path=fake(tmp_path, of_shipped, of_mutant))
    assert (found.returncode, said in found.stdout) == (status, True), found


def test_what_is_missing_is_named_by_its_package(tmp_path: Path) -> None:
    found = run(path=str(tmp_path))
    assert (found.returncode, found.stdout) == (4, "")
    assert "apt-get install frama-c-base" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["no such words"], "no mutant has no such words in it: see --list"), (["--jobs", "0"], "at least 1")],
)
def test_wrong_usage(arguments: list[str], said: str) -> None:
    found = run(*arguments)
    assert found.returncode == 2
    assert said in found.stderr
