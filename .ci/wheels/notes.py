"""Prints what the changelog says of the version that a tag names. Refuses a tag of another version, and one without a date."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parents[2]


class NotToBeReleasedError(Exception):
    """Why, and what to do about it."""


def notes(tag: str, version: str, changelog: str) -> str:
    """Raises NotToBeReleasedError."""
    if tag != f"v{version}":
        raise NotToBeReleasedError(f"{tag}: the version in pyproject.toml is {version}: tag v{version}, or change it there")
    heading = re.search(rf"^## \[{re.escape(version)}\] - (.+)\n", changelog, re.M)
    if heading is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", heading[1]):
        raise NotToBeReleasedError(f"CHANGELOG.md: {version} has no date: write ## [{version}] - YYYY-MM-DD")
    following = re.search(r"^## ", changelog[heading.end() :], re.M)
    return changelog[heading.end() :][: following.start() if following else None].strip() + "\n"


def main() -> None:
    """Raises SystemExit: 1 when there is nothing to release, 2 for wrong usage."""
    if len(sys.argv) != 2:
        print("give one tag: .ci/wheels/notes.py v1.2.3", file=sys.stderr)
        raise SystemExit(2)
    version = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    try:
        print(notes(sys.argv[1], version, (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")), end="")
    except NotToBeReleasedError as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
