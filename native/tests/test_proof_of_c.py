"""What the proof of the C pool reads is what is shipped, what it takes for granted is listed, and its verdict can fail."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

NATIVE = Path(__file__).parent.parent
PROOF = NATIVE / "proof"
SPECIFIED = NATIVE.parent / "spec" / "poolproof" / "spec" / "data"
ANNOTATED = ("include/bufferpool_inline.h", "include/blockpool_inline.h", "src/stack_order.h", "src/lifetime.c")
NEEDED = ("frama-c", "why3", "z3", "cvc5", "prlimit")


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(PROOF))
    yield importlib.import_module("listed")
    sys.modules.pop("listed", None)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Of what the proof reads."""
    for folder in ("proof", "include", "src"):
        shutil.copytree(NATIVE / folder, tmp_path / "native" / folder)
    return tmp_path / "native"


def change(file: Path, right: str, wrong: str) -> None:
    text = file.read_text()
    assert right in text
    file.write_text(text.replace(right, wrong, 1))


def test_all_that_is_shipped_is_proved_or_listed(listed: ModuleType) -> None:
    assert list(listed.not_covered(NATIVE)) == []


@pytest.mark.parametrize(
    ("file", "right", "wrong", "said"),
    [
        (
            "src/operations.c",
            "BP_EXPORT void bp_clear(",
            "void more(void) {}\nBP_EXPORT void bp_clear(",
            "more is neither",
        ),
        ("src/stack_order.h", "bp_stack_bytes(uint32_t", "bp_bytes(uint32_t", "bp_bytes is neither"),
        ("src/stack_order.h", "/*@ loop", "/*@ admit easy: \\false; */\n  /*@ loop", "admit easy is not listed"),
        ("proof/words.h", "/*@\n", "/*@ axiomatic Easy { axiom no: \\false; } */\n/*@\n", "axiomatic Easy is not listed"),
        ("proof/words.h", "/*@\n", "/*@ ensures \\false; */\nint easy(int x);\n/*@\n", "promises of easy is neither"),
        (
            "proof/all_free.h",
            "  void bp_all",
            "  int no(int);\n/@ ensures \\false; @/\n  void bp_all",
            "promises of no is neither",
        ),
        ("src/blocks/restart.h", "void pp_restart(", "void pp_start(", "pp_start is neither"),
        ("src/profile.c", "void bp_profile(", "void (", "src/profile.c is listed as trusted, and is not there"),
        ("src/lifetime.c", "static void *at(", "static void *then(", "at is listed as trusted, and is not there"),
    ],
)
def test_what_is_not_listed_is_named(listed: ModuleType, copy: Path, file: str, right: str, wrong: str, said: str) -> None:
    change(copy / file, right, wrong)
    assert [each for each in listed.not_covered(copy) if said in each]


def test_what_judges_the_trusted_is_there(listed: ModuleType) -> None:
    requirements = (SPECIFIED / "requirements.toml").read_text()
    for each in listed.parts_and_trusted()[1]:
        assert each.judged_by
        for file, name in (judge.split() for judge in each.judged_by):
            text, word = (requirements, f'id = "{name}"') if file == "verify" else ((NATIVE / file).read_text(), f" {name}(")
            assert word in text, f"{each.name}: {file} has no {name}"


def test_no_copy_is_proved(listed: ModuleType) -> None:
    """Each part is the contracts and a shipped file, which CMake compiles or installs; in proof/ stands no function of C."""
    parts, _ = listed.parts_and_trusted()
    for path in (*PROOF.glob("*.c"), *PROOF.glob("*.h")):
        assert listed.functions_of(path.read_text()) == [], path.name
    for part in parts:
        included = re.findall(r'#include "(.*)"', (PROOF / part.file).read_text())
        shipped = NATIVE / part.shipped
        assert [name for name in included if (PROOF / name).resolve() == shipped or name == shipped.name]
        built = (NATIVE / "cmake" / "library.cmake").read_text() + (NATIVE / "cmake" / "install.cmake").read_text()
        assert shipped.parent.name == "include" or re.search(rf"BUFFERPOOL_SOURCES[^)]* {shipped.name}", built)


def test_annotations_stand_in_what_is_shipped_alone() -> None:
    found = {path for pattern in ("*.[ch]", "*.[ch]pp") for path in NATIVE.rglob(pattern) if "/*@" in path.read_text()}
    assert {path.relative_to(NATIVE).as_posix() for path in found if path.parent != PROOF} == set(ANNOTATED)


def without_annotations(text: str) -> str:
    """Their lines, whole: code that stands beside one goes, too, and the machine code tells."""
    return re.sub(r"^.*/\*@(?:.|\n)*?\*/.*$", lambda found: "\n" * found[0].count("\n"), text, flags=re.M)


def machine_code(native: Path, file: str) -> bytes:
    include = [f"-I{path}" for path in (native / "include", native / "src", SPECIFIED)]
    command = ["cc", "-std=c11", "-O2", "-DNDEBUG", "-fPIC", *include, "-c", f"src/{file}", "-o", "out.o"]
    subprocess.run(command, cwd=native, check=True, stdin=subprocess.DEVNULL)
    return (native / "out.o").read_bytes()


@pytest.mark.parametrize(
    ("header", "beside", "hidden"),
    [
        ("bufferpool_inline.h", " < pool->soa_capacity; */", ""),
        ("bufferpool_inline.h", " < pool->soa_capacity; */", " pool->receipts_in_use = 1;"),
        ("blockpool_inline.h", " < pool->block_count; */", " pool->known = 1;"),
    ],
)
def test_the_machine_code_is_the_same_without_the_annotations(copy: Path, header: str, beside: str, hidden: str) -> None:
    """And no code hides beside one: where some does, it differs."""
    change(copy / "include" / header, beside, f"{beside}{hidden}")
    files = ("operations.c", "lending.c", "lifetime.c", "blocks/operations.c", "blocks/lending.c")
    before = [machine_code(copy, file) for file in files]
    for name in ANNOTATED:
        text = (copy / name).read_text()
        (copy / name).write_text(without_annotations(text))
        assert "/*@" in text
        assert "/*@" not in (copy / name).read_text()
    assert (before == [machine_code(copy, file) for file in files]) is not bool(hidden)


def fake(folder: Path, says: str) -> dict[str, str]:
    """Programs of these names, of which Frama-C says so much."""
    for name in NEEDED:
        (folder / name).write_text(f"#!/bin/sh\ncat <<'END'\n{says}\nEND\n")
        (folder / name).chmod(0o755)
    return os.environ | {"PATH": f"{folder}:/usr/bin:/bin"}


def prove(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROOF / "prove.py"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


GOAL = "[wp] [{}] Goal typed_cast_bp_{}_ensures_status : {}"


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (GOAL.format("Failed", "clear", ""), "operations.c: bp_clear_ensures_status is open"),
        (GOAL.format("Qed", "return_soa", "Valid"), "operations.c: bp_clear: no goal was made of it"),
        (GOAL.format("Qed", "clear", "Valid"), ""),
    ],
)
def test_an_open_goal_and_none_at_all_fail(tmp_path: Path, second: str, said: str) -> None:
    says = "\n".join((GOAL.format("Qed", "reset_receipts", "Valid"), second))
    found = prove("operations.c:bp_reset_receipts,bp_clear", environment=fake(tmp_path, says))
    assert (found.returncode, "NOT PROVED" in found.stdout) == ((1, True) if said else (0, False)), found
    assert said in found.stdout


def test_what_is_missing_is_named_by_its_package(tmp_path: Path) -> None:
    found = prove("--check", environment=os.environ | {"PATH": str(tmp_path)})
    assert (found.returncode, found.stdout) == (4, "")
    assert "apt-get install frama-c-base why3 z3 cvc5" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["other.c"], "there is no part other.c: inline.c, operations.c"),
        (["operations.c:bp_clean"], "operations.c proves no bp_clean"),
        (["--sources", "/nowhere"], "has no folder proof"),
        (["--jobs", "0"], "--jobs: at least 1"),
    ],
)
def test_wrong_usage(arguments: list[str], said: str) -> None:
    found = prove(*arguments)
    assert found.returncode == 2
    assert said in found.stderr


@pytest.mark.long  # a wrong goal takes a prover all the time that it has
@pytest.mark.parametrize("wrong", ["", "1"])
def test_the_shipped_text_is_proved_and_a_changed_one_is_not(copy: Path, wrong: str) -> None:
    if missing := [name for name in NEEDED if shutil.which(name) is None]:
        pytest.skip(f"{', '.join(missing)} not installed (make prove names the packages)")
    if wrong:
        change(copy / "src" / "stack_order.h", "soa_capacity + (size_t)2", f"soa_capacity + (size_t){wrong}")
    found = prove("--sources", str(copy), "operations.c:bp_stack_bytes")
    assert found.returncode == (1 if wrong else 0), found
    assert ("bp_stack_bytes_ensures_bytes is open" in found.stdout) is bool(wrong)
