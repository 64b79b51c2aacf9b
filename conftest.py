"""What holds for every test of the project."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

# Each changes what a program prints: pytest's summary where CI is set, colours in a pipe, a page for GitHub. What the tests
# compare is what a user reads in a terminal; a test of one of them sets it.
_OF_THE_SURROUNDINGS = ("CI", "BUILD_NUMBER", "GITHUB_STEP_SUMMARY", "NO_COLOR", "FORCE_COLOR", "PY_COLORS", "PYTEST_ADDOPTS")


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as nohup has it, and whatever the tests start would, too
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def the_same_surroundings_everywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands that tests run print the same everywhere, keep their history with the tests, and leave the user's alone."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _OF_THE_SURROUNDINGS:
            patch.delenv(name, raising=False)
        patch.setenv("POOLPROOF_HISTORY", str(tmp_path_factory.mktemp("history") / "runs.sqlite"))
        yield
