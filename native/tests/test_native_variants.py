"""The C tests of every variant of the pool that this machine can build and run: ``make variants`` judges them, too."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "variants.py"
VARIANTS: dict[str, Any] = runpy.run_path(str(SCRIPT))["variants"]()


def run_variants(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", [name for name, variant in VARIANTS.items() if variant.cross is None])
def test_variant(name: str) -> None:
    result = run_variants("test", name)
    if result.returncode == 4:
        pytest.skip(result.stdout.strip())
    assert result.returncode == 0, result.stdout
    assert "passed" in result.stdout


def test_a_variant_that_fails_is_said(native_folder: Path, tmp_path: Path) -> None:
    """A copy of the C side whose returns out of order forget to say where what is left over begins."""
    checkout = native_folder.parent
    for folder in ("native", "spec/poolproof/spec/data"):
        (tmp_path / folder).parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-r", checkout / folder, tmp_path / folder], check=True)
    header = tmp_path / "native" / "include" / "bufferpool_inline.h"
    text = header.read_text(encoding="utf-8")
    assert text.count("  top[1] = NULL;\n") == 1
    header.write_text(text.replace("  top[1] = NULL;\n", ""), encoding="utf-8")
    result = subprocess.run(
        [sys.executable, tmp_path / "native" / "variants.py", "test", "one-form"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "bufferpool_test" in result.stdout


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    result = run_variants("cross")
    assert result.returncode == 4
    for package in ("gcc-aarch64-linux-gnu", "gcc-riscv64-linux-gnu", "gcc-s390x-linux-gnu"):
        assert f"apt-get install {package}" in result.stdout
    assert "Nothing could be run." in result.stderr


def test_an_unknown_variant_is_wrong_usage() -> None:
    result = run_variants("test", "baselin")
    assert result.returncode == 2
    assert "The variants are baseline, " in result.stderr
