"""What holds for every test of the project."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def history_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands that tests run keep their history with the tests, and leave the user's alone."""
    before = os.environ.get("POOLPROOF_HISTORY")
    os.environ["POOLPROOF_HISTORY"] = str(tmp_path_factory.mktemp("history") / "runs.sqlite")
    yield
    if before is None:
        del os.environ["POOLPROOF_HISTORY"]
    else:
        os.environ["POOLPROOF_HISTORY"] = before
