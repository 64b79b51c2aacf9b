"""Judges in a bare Debian for aarch64 under an emulator, as a user there would: from a copy of this checkout, by two commands.

  make emulated                                     all of it (half an hour, and some minutes for the Debian the first time)
  make emulated EMULATED_ARGS="--only magic"        one step of it
  make emulated EMULATED_ARGS="--root /srv/arm64"   in a Debian for arm64 that is there

The Debian stays in build/emulated, with a log of each step beside it. In an emulator some things can't be counted, and are
unknown there (HOT-3, HOT-4, HOT-5, MEM-1): what counts is that nothing sound is blamed, and each fault is caught that can be.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import root as debian

CHECKOUT: Final = Path(__file__).resolve().parents[2]
WORK: Final = CHECKOUT / "build" / "emulated"
MAGIC: Final = "guard-magic-size,rare-magic-word,rare-magic-receipt,rare-constant-of-one-size"
CANARIES: Final = "plain,lazy-clear,bit-set,links-inside,uncontended-mutex,separate-buffers,trimmed-mapping"
TESTS: Final = "test_probes.py test_known_answers.py test_wide_moves.py test_tracer.py test_judge.py test_doctor.py"
INSIDE: Final = "POOLPROOF_EMULATED_INSIDE"


@dataclass(frozen=True, slots=True)
class Step:
    """``command`` ends with one of the statuses where all is well; ``said`` is on its last lines."""

    name: str
    command: str
    statuses: tuple[int, ...] = (0,)
    said: str = ""


STEPS: Final = (
    Step("verify", "make verify", said="conforms: every requirement up to hardened"),
    Step("doctor", ".venv/bin/poolproof doctor", (0, 4)),
    Step("magic", f".venv/bin/poolproof faults -k {MAGIC} --faults-only --level core --limit 600 --jobs 2"),
    Step("hot", ".venv/bin/poolproof verify native --level hot --quiet", (0, 4)),
    Step("canaries", f".venv/bin/poolproof faults -k {CANARIES} --canaries-only --level hot --limit 600 --jobs 2", (0, 4)),
    Step("tests", f"make .venv/tools && cd conformance/tests && ../../.venv/bin/python -m pytest -q --timeout 1200 {TESTS}"),
)


def main() -> None:
    """Raises SystemExit: 1 where something went otherwise, 3 where something is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=WORK / "arm64", metavar="DIR", help="a Debian for arm64 (made if missing)")
    parser.add_argument("--only", action="append", choices=[each.name for each in STEPS], help="this step; may be given again")
    parser.add_argument("--seconds", type=float, metavar="NUMBER", help="for each step; what takes longer is not tried whole")
    given = parser.parse_args()
    missing = list(debian.lacking())
    for line in missing:
        print(line, file=sys.stderr)
    if missing:
        raise SystemExit(3)
    if INSIDE not in os.environ:  # mounts of its own, which go with it
        os.environ[INSIDE] = "1"
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])
    try:
        raise SystemExit(tried(given.root.resolve(), given.only, given.seconds))
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        raise SystemExit(130) from None


def tried(root: Path, only: list[str] | None, seconds: float | None) -> int:
    WORK.mkdir(parents=True, exist_ok=True)
    if not root.exists():
        try:
            debian.make(root)
        except subprocess.CalledProcessError:
            print(f"debootstrap could not make it: see {root.parent / 'debootstrap.log'}", file=sys.stderr)
            return 3
    copy_checkout(root / "poolproof")
    debian.show(root, debian.pip_settings(root))
    wanted = [each for each in STEPS if only is None or each.name in only]
    went = [is_well(root, each, seconds) for each in wanted]
    return int(not all(went))


def copy_checkout(place: Path) -> None:
    """What git knows, as in a clone; what was built there from it stays, so that a second run is quick."""
    command = ["git", "-C", str(CHECKOUT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = [each for each in subprocess.run(command, capture_output=True, check=True).stdout.split(b"\0") if each]
    for name in map(os.fsdecode, names):
        source, target = CHECKOUT / name, place / name
        if not source.is_file() or (target.exists() and target.read_bytes() == source.read_bytes()):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def is_well(root: Path, step: Step, seconds: float | None) -> bool:
    log = WORK / f"{step.name}.log"
    print(f"… {step.name}: {step.command}", flush=True)
    begun = time.monotonic()
    status = debian.run(root, "/poolproof", step.command, log, seconds)
    took = f"{time.monotonic() - begun:.0f} s"
    said = log.read_text(encoding="utf-8", errors="replace")
    if status is None:
        print(f"✗ {step.name}: not whole after {took}: see {log}", flush=True)
        return False
    fits = status in step.statuses and step.said in said
    print(f"{'✓' if fits else '✗'} {step.name}: status {status}, {took}", flush=True)
    print("".join(f"    {line}\n" for line in said.splitlines()[-(3 if fits else 40) :]), end="", flush=True)
    return fits


if __name__ == "__main__":
    main()
