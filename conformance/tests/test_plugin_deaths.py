"""From pytest: what could not be checked because the subject died is a failure; what a tool lacks for stays a skip."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.mark.parametrize("statement", ["for (;;) { }", "__builtin_trap();"], ids=["hangs", "crashes"])
def test_what_a_death_kept_from_being_checked_fails(
    build: Callable[..., Path], pool_source: Callable[..., str], statement: str, tmp_path: Path
) -> None:
    library = build(pool_source(prelude=f"#define IN_GET_SOA {statement}"))
    words = ["-m", "pytest", "--pool", str(library), "-k", "ORDER-1 or ZERO-1", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
    assert done.returncode == 1, done.stdout
    assert "could not be checked, because the subject died" in done.stdout
    assert "2 failed" in done.stdout
