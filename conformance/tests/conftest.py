"""What the tests of the judge share: pools in C, compiled once a session, and subjects made of files."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.conformance.subjects import Subject, resolve
from poolproof.spec import Profile, header_path, load_profile

POOLS = Path(__file__).parent / "pools"
WARNINGS = ("-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror")

Build = Callable[..., Path]
PoolSource = Callable[..., str]


@pytest.fixture(scope="session")
def compiler() -> str:
    found = shutil.which(os.environ.get("CC", "cc"))
    assert found is not None, "there is no C compiler: install one, or name it in CC"
    return found


@pytest.fixture(scope="session")
def build(compiler: str, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Compile C text into a shared library (or what ``flags`` make of it); the same text and flags only once."""
    folder = tmp_path_factory.mktemp("pools")

    def compile_pool(source: str, *flags: str, name: str = "libpool.so", optimise: str = "-O1") -> Path:
        words = [optimise, *(flags or ("-shared", "-fPIC"))]
        place = folder / hashlib.sha256("\0".join([source, name, *words]).encode()).hexdigest()[:16]
        library = place / name
        if not library.exists():
            place.mkdir()
            (place / "pool.c").write_text(source, encoding="utf-8")
            command = [compiler, *WARNINGS, "-I", str(header_path().parent), *words, str(place / "pool.c"), "-o", str(library)]
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            assert result.returncode == 0, result.stderr
        return library

    return compile_pool


@pytest.fixture(scope="session")
def pool_source() -> PoolSource:
    """The text of one of the pools beside this file, with exactly one place changed for each pair, behind ``prelude``."""

    def changed(name: str = "array_stack", *changes: tuple[str, str], prelude: str = "") -> str:
        text = (POOLS / f"{name}.c").read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}.c"
            text = text.replace(old, new)
        return f"{prelude}\n{text}"

    return changed


@pytest.fixture
def python_subject(tmp_path: Path) -> Callable[..., Subject]:
    """The subject ``Pool`` of a Python file with this text."""

    def write(source: str, name: str = "mypool.py") -> Subject:
        path = tmp_path / name
        path.write_text(source, encoding="utf-8")
        return resolve(f"{path}:Pool")

    return write


@pytest.fixture(scope="session")
def small_profile() -> Profile:
    """Four buffers and six receipts by default: a pool of one capacity is judged on them quickly."""
    return replace(load_profile("knhk"), name="small", soa_capacity=4, receipt_capacity=6)


@pytest.fixture
def no_trace_left() -> Callable[[], tuple[int, set[int]]]:
    """How many descriptors this process has open, and which children."""

    def count() -> tuple[int, set[int]]:
        children = {
            int(child)
            for file in Path("/proc/self/task").glob("*/children")
            for child in file.read_text(encoding="ascii").split()
        }
        return len(list(Path("/proc/self/fd").iterdir())), children

    return count
