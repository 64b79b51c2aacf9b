"""Looks at what was built: the wheels' tags and stable ABI, what lies in them, and what an index would say of it."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

_GLIBC: Final = re.compile(r"manylinux_(\d+)_(\d+)_")
CHECKERS: Final = (
    ("what an index makes of it", ["twine", "check", "--strict"], "*"),
    ("symbols of a stable ABI alone", ["abi3audit", "--strict"], "*.whl"),
    ("what lies in it", ["check-wheel-contents"], "*.whl"),
)


def main() -> None:
    """Raises SystemExit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path("dist"), help="with the wheels and the source distribution (dist)"
    )
    folder = parser.parse_args().folder
    if not any(folder.glob("*.whl")):
        raise SystemExit(f"{folder}: no wheel there: make wheels builds them")
    failed = [each for each in CHECKERS if not holds(*each, folder)]
    failed_tags = [each for each in sorted(folder.glob("*.whl")) if not has_its_tag(each)]
    raise SystemExit(bool(failed or failed_tags))


def holds(what: str, command: list[str], pattern: str, folder: Path) -> bool:
    return is_well(what, [*command, *map(str, sorted(folder.glob(pattern)))])


def has_its_tag(wheel: Path) -> bool:
    """auditwheel names the oldest glibc that will do; the wheel's name may promise a newer one, and no older one."""
    said = subprocess.run(command("auditwheel", "show", str(wheel)), capture_output=True, text=True, check=False)
    needed, promised = (_GLIBC.search(each) for each in (said.stdout, wheel.name))
    fits = said.returncode == 0 and needed is not None and promised is not None and version(needed) <= version(promised)
    print(
        f"{'✓' if fits else '✗'} auditwheel: the tag of {wheel.name}{'' if fits else chr(10) + said.stdout + said.stderr}",
        flush=True,
    )
    return fits


def version(found: re.Match[str]) -> tuple[int, int]:
    return int(found[1]), int(found[2])


def is_well(what: str, words: list[str]) -> bool:
    done = subprocess.run(command(*words), capture_output=True, text=True, check=False)
    fits = done.returncode == 0
    print(f"{'✓' if fits else '✗'} {words[0]}: {what}{'' if fits else chr(10) + done.stdout + done.stderr}", flush=True)
    return fits


def command(name: str, *words: str) -> list[str]:
    return [os.fspath(Path(sys.executable).parent / name), *words]


if __name__ == "__main__":
    main()
