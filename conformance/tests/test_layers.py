"""Who may import whom: each part of the project only what stands before it in one line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
ROOTS = ("spec", "reference", "native", "benchmarks", "conformance")

ORDER = (
    {"poolproof.spec"},
    {"poolproof.reference", "poolproof.native"},
    {"poolproof.benchmarks"},  # the clock, by which the verification judges ticks, and the compilers of the machine
    {"poolproof.conformance"},  # the package's own __init__.py: whoever imports a part of it runs it
    {"poolproof.conformance.legible"},
    {"poolproof.conformance.console"},
    {"poolproof.conformance.skeletons"},
    {"poolproof.conformance.operations", "poolproof.conformance.faults"},  # the catalogue is data: it knows the binding alone
    {"poolproof.conformance.observations", "poolproof.conformance.repeated"},
    {"poolproof.conformance.names"},
    {"poolproof.conformance.foreign_words"},
    {"poolproof.conformance.subjects"},
    {"poolproof.conformance.generators"},
    {"poolproof.conformance.runs", "poolproof.conformance.interleaving"},
    {"poolproof.conformance.judge"},
    {"poolproof.conformance.verification"},
    {"poolproof.conformance.reports"},
    {
        "poolproof.conformance.cases",
        "poolproof.conformance.doctor",
        "poolproof.conformance.inference",
        "poolproof.conformance.matrix",
        "poolproof.conformance.pipeline",
    },
    {
        "poolproof.conformance.campaign",
        "poolproof.conformance.exploration",
        "poolproof.conformance.trials",
        "poolproof.conformance.zoo",
    },
    {"poolproof.conformance.simulation"},
    {"poolproof.conformance.cli"},
    {"poolproof.conformance.plugin"},
    {"poolproof.conformance.__main__"},
)
"""Parts that share a place know nothing of each other."""


def python_files(checkout: Path) -> Iterator[Path]:
    for root in ROOTS:
        yield from sorted((checkout / root / "poolproof").rglob("*.py"))


def module_name(checkout: Path, file: Path) -> str:
    parts = file.relative_to(checkout).with_suffix("").parts[1:]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(file: Path, name: str, known: set[str]) -> Iterator[str]:
    """The project's modules that a file imports, wherever in it the import stands."""
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = _source(node, package)
            for alias in node.names:
                submodule = f"{source}.{alias.name}"
                yield submodule if submodule in known else source


def _source(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    base = package.split(".")
    base = base[: len(base) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def part_of(module: str) -> str | None:
    """The part that a module belongs to: the longest name in ORDER that it begins with. None: it has no place."""
    parts = [part for place in ORDER for part in place if module == part or module.startswith(f"{part}.")]
    longest = max(parts, key=len, default=None)
    if longest == "poolproof.conformance" != module:
        return None
    return longest


def violations(checkout: Path) -> list[str]:
    """What is wrong with the imports of a checkout, a line for each."""
    files = {module_name(checkout, file): file for file in python_files(checkout)}
    places = {part: place for place, parts in enumerate(ORDER) for part in parts}
    found = [
        f"{root}/poolproof/__init__.py must not exist" for root in ROOTS if (checkout / root / "poolproof/__init__.py").exists()
    ]
    for name, file in files.items():
        if name == "poolproof":
            continue
        importer = part_of(name)
        if importer is None:
            found.append(f"{name} has no place: give it one in ORDER")
            continue
        for imported in imported_modules(file, name, set(files)):
            if not imported.startswith("poolproof"):
                continue
            part = part_of(imported)
            if part is None or (part != importer and places[part] >= places[importer]):
                found.append(f"{name} imports {imported}")
    return found


def test_every_import_points_to_what_stands_before() -> None:
    assert violations(CHECKOUT) == []


DRAWN = re.compile(r"^    (spec → .*(?:\n    .*)*)$", re.M)


def drawn_line(document: str) -> list[list[str]]:
    """The line of folders as a document draws it: in each place the parts that share it, by their full names."""
    (drawn,) = DRAWN.findall(document)
    package, places = "", []
    for place in " ".join(drawn.split()).split(" → "):
        words = place.split(": ")
        package = f"{words[0]}." if len(words) == 2 else package
        names = words[-1].split(" | ")
        folders = {f"poolproof.{name}" for name in ROOTS}
        places.append([each if (each := f"poolproof.{name}") in folders else f"poolproof.{package}{name}" for name in names])
    return places


def line_of_folders() -> list[list[str]]:
    """The same of ORDER: its folders, without files that stand alone."""
    folders = {module_name(CHECKOUT, file) for file in python_files(CHECKOUT) if file.name == "__init__.py"}
    kept = [sorted(part for part in place if part in folders and part != "poolproof.conformance") for place in ORDER]
    return [place for place in kept if place]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_documents_draw_the_same_line(name: str) -> None:
    drawn = drawn_line((CHECKOUT / name).read_text(encoding="utf-8"))
    assert [sorted(place) for place in drawn] == line_of_folders()


def test_a_line_that_is_drawn_otherwise_is_seen() -> None:
    text = "x\n\n    spec → reference | native → conformance: judge → benchmarks\n    → conformance: cli\n\ny"
    assert drawn_line(text) == [
        ["poolproof.spec"],
        ["poolproof.reference", "poolproof.native"],
        ["poolproof.conformance.judge"],
        ["poolproof.benchmarks"],
        ["poolproof.conformance.cli"],
    ]


def test_the_tree_was_really_read() -> None:
    names = {module_name(CHECKOUT, file) for file in python_files(CHECKOUT)}
    unread = {part for place in ORDER for part in place if part not in names}
    assert unread == set()


def test_the_tests_of_a_folder_know_no_later_one() -> None:
    later = {"benchmarks": ("poolproof.conformance",)}
    for folder in ("spec", "reference", "native"):
        later[folder] = ("poolproof.conformance", "poolproof.benchmarks")
    found = [
        f"{file.name} imports {imported}"
        for folder, names in later.items()
        for file in sorted((CHECKOUT / folder / "tests").rglob("*.py"))
        for imported in imported_modules(file, file.stem, set())
        if imported.startswith(names)
    ]
    assert found == []


def plant(checkout: Path, file: str, text: str) -> None:
    path = checkout / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def sound_tree(tmp_path: Path) -> Path:
    plant(tmp_path, "spec/poolproof/spec/__init__.py", "from poolproof.spec.records import Status\nimport json\n")
    plant(tmp_path, "spec/poolproof/spec/records.py", "")
    plant(tmp_path, "conformance/poolproof/conformance/__init__.py", "")
    plant(tmp_path, "conformance/poolproof/conformance/operations.py", "from poolproof.spec import Status\n")
    plant(tmp_path, "conformance/poolproof/conformance/subjects/__init__.py", "from .worker import Worker\n")
    plant(tmp_path, "conformance/poolproof/conformance/subjects/worker.py", "from .. import operations\n")
    plant(tmp_path, "conformance/poolproof/conformance/judge/__init__.py", "import poolproof.benchmarks\n")
    plant(tmp_path, "benchmarks/poolproof/benchmarks/__init__.py", "import poolproof.native\n")
    return tmp_path


def test_a_sound_tree_has_no_violation(sound_tree: Path) -> None:
    assert violations(sound_tree) == []


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("spec/poolproof/spec/records.py", "import poolproof.native", "poolproof.spec.records imports poolproof.native"),
        (
            "reference/poolproof/reference/model.py",
            "def late():\n    from poolproof.native.pool import BufferPool",
            "poolproof.reference.model imports poolproof.native.pool",
        ),
        (
            "conformance/poolproof/conformance/subjects/worker.py",
            "from ..judge import judge",
            "poolproof.conformance.subjects.worker imports poolproof.conformance.judge",
        ),
        (
            "conformance/poolproof/conformance/subjects/__init__.py",
            "from .. import judge",
            "poolproof.conformance.subjects imports poolproof.conformance.judge",
        ),
        (
            "conformance/poolproof/conformance/operations.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .subjects.worker import Worker",
            "poolproof.conformance.operations imports poolproof.conformance.subjects.worker",
        ),
        (
            "conformance/poolproof/conformance/__init__.py",
            "from .operations import get_soa",
            "poolproof.conformance imports poolproof.conformance.operations",
        ),
        (
            "benchmarks/poolproof/benchmarks/ticks.py",
            "from poolproof.conformance.subjects import Subject",
            "poolproof.benchmarks.ticks imports poolproof.conformance.subjects",
        ),
        (
            "benchmarks/poolproof/benchmarks/ticks.py",
            "import poolproof.conformance",
            "poolproof.benchmarks.ticks imports poolproof.conformance",
        ),
        (
            "conformance/poolproof/conformance/probes/__init__.py",
            "",
            "poolproof.conformance.probes has no place: give it one in ORDER",
        ),
        ("spec/poolproof/__init__.py", "", "spec/poolproof/__init__.py must not exist"),
    ],
)
def test_a_planted_violation_is_found(sound_tree: Path, file: str, text: str, expected: str) -> None:
    plant(sound_tree, file, text)
    assert violations(sound_tree) == [expected]
