"""The crate and the recipe say what the headers and the project do. ``make packages`` builds and tries them."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def declarations(native_folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("declarations_of_crate", native_folder / "packages" / "declarations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["bufferpool", "blockpool"])
def test_the_crate_declares_what_the_header_does(declarations: ModuleType, native_folder: Path, name: str) -> None:
    committed = (native_folder / "packages" / "bufferpool-sys" / "src" / f"{name}.rs").read_text(encoding="utf-8")
    assert committed == declarations.rust_of(name), "write it anew: .venv/bin/python native/packages/declarations.py"


@pytest.mark.parametrize("name", ["bufferpool", "blockpool"])
def test_no_function_or_constant_of_the_header_is_left_out(declarations: ModuleType, native_folder: Path, name: str) -> None:
    """Counted in another way than the generator reads it."""
    header = (declarations.DATA / f"{name}.h").read_text(encoding="utf-8")
    crate = (native_folder / "packages" / "bufferpool-sys" / "src" / f"{name}.rs").read_text(encoding="utf-8")
    functions = re.findall(r"^[\w ]+[ *]((?:bp|pp)_\w+)\(", header, re.MULTILINE)
    assert re.findall(r"^    pub fn (\w+)\(", crate, re.MULTILINE) == functions
    assert len(functions) > 9
    constants = re.findall(r"^(?:#define|  )\s?(BP_\w+) =? ?(\d+)", header, re.MULTILINE)
    assert re.findall(r"^pub const (\w+): \w+ = (\d+);", crate, re.MULTILINE) == constants


def test_versions_are_the_project_s(native_folder: Path) -> None:
    project = tomllib.loads((native_folder.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    crate = tomllib.loads((native_folder / "packages" / "bufferpool-sys" / "Cargo.toml").read_text(encoding="utf-8"))["package"]
    assert crate["version"] == project["version"]
    assert crate["license"] == project["license"]
    recipe = (native_folder / "packages" / "conan" / "conanfile.py").read_text(encoding="utf-8")
    cmake = (native_folder / "CMakeLists.txt").read_text(encoding="utf-8")
    (pattern,) = re.findall(r're.search\(r"(.*?)", project\)', recipe)
    found = re.search(pattern, cmake)
    assert found is not None
    assert found[1] == project["version"], "Conan takes it from CMakeLists.txt"
