"""What the tests of the C side share: the checkout, and tools that run quietly or fail with all they said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., str]


@pytest.fixture(scope="session")
def native_folder() -> Path:
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def run() -> Run:
    """Run a command, and return its standard output; when it fails, the test fails with all of its output."""

    def run_command(*command: str | Path, **environment: str) -> str:
        result = subprocess.run(
            [str(word) for word in command], capture_output=True, text=True, env=os.environ | environment, check=False
        )
        assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
        return result.stdout

    return run_command


@pytest.fixture(scope="session")
def cmake() -> str:
    return _tool("cmake")


@pytest.fixture(scope="session")
def ctest() -> str:
    return _tool("ctest")


@pytest.fixture(scope="session")
def compiler() -> str:
    return _tool(os.environ.get("CC", "cc"))


def _tool(name: str) -> str:
    """Return the program of this environment, which need not be activated, or the system's."""
    own = Path(sys.executable).parent / name
    found = str(own) if own.exists() else shutil.which(name)
    assert found is not None, f"{name} is not installed"
    return found
