"""Builds the source distribution, and out of it a wheel for each machine, all with Zig's compiler: whatever glibc this machine
has, it links for the old one that the wheels' tag promises, and for processors that are not here."""

from __future__ import annotations

import argparse
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path
from typing import Final, NoReturn

CHECKOUT: Final = Path(__file__).resolve().parents[2]
WORK: Final = CHECKOUT / "build" / "wheels"
GLIBC: Final = "2.28"
MACHINES: Final = ("x86_64", "aarch64")


def main() -> None:
    """Raises SystemExit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "machines", nargs="*", default=MACHINES, metavar="MACHINE", help=f"of {', '.join(MACHINES)}; all without any"
    )
    parser.add_argument("--to", type=Path, default=CHECKOUT / "dist", metavar="DIR", help="where they are put (dist)")
    given = parser.parse_args()
    for each in given.machines:
        if each not in MACHINES:
            stop(f"{each}: not a machine that wheels are built for: give one of {', '.join(MACHINES)}", 2)
    given.to.mkdir(parents=True, exist_ok=True)
    for old in [*given.to.glob("*.whl"), *given.to.glob("*.tar.gz")]:
        old.unlink()
    shutil.rmtree(WORK, ignore_errors=True)
    source = unpacked(source_distribution(given.to))
    for machine in given.machines:
        print(wheel(source, machine, given.to))


def source_distribution(folder: Path) -> Path:
    run(
        "source distribution",
        [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", str(folder), str(CHECKOUT)],
    )
    return next(folder.glob("*.tar.gz"))


def unpacked(archive: Path) -> Path:
    """A wheel that is built of the distribution, not of the checkout, shows that nothing is missing in it."""
    with tarfile.open(archive) as opened:
        opened.extractall(WORK / "source", filter="data")
    (source,) = (WORK / "source").iterdir()
    return source


def wheel(source: Path, machine: str, folder: Path) -> Path:
    needs_headers_for(machine)
    raw = WORK / machine
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(raw), str(source)]
    run(f"wheel for {machine}", command, **environment(machine))
    (built,) = raw.glob("*.whl")
    # Nothing needs to be put into it, so `auditwheel repair` would only give it a tag; and it does so for this machine's alone.
    # That the tag is true, says check.py.
    tag = f"manylinux_{GLIBC.replace('.', '_')}_{machine}"
    run(f"tag of the wheel for {machine}", [sys.executable, "-m", "wheel", "tags", "--platform-tag", tag, str(built)])
    return Path(shutil.move(next(raw.glob(f"*{tag}.whl")), folder))


def environment(machine: str) -> dict[str, str]:
    # The interpreter that is asked for its headers, and writes the C of a module, is this machine's and needs no emulator: env
    # runs it as it is.
    target = f"-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR={machine} -DCMAKE_CROSSCOMPILING_EMULATOR=/usr/bin/env"
    return {
        "CC": str(compiler("cc", machine)),
        "CXX": str(compiler("c++", machine)),
        "CMAKE_ARGS": "" if machine == os.uname().machine else target,
        "_PYTHON_HOST_PLATFORM": f"linux-{machine}",  # by which the wheel gets its tag
    }


def compiler(language: str, machine: str) -> Path:
    """CMake wants a compiler that is one word."""
    found = importlib.util.find_spec("ziglang")
    if found is None or found.origin is None:
        stop("Zig is missing: make wheels installs it", 3)
    zig = Path(found.origin).parent / "zig"
    script = WORK / "compilers" / f"{machine}-{language}"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(
        f'#!/bin/sh\nexec {shlex.quote(str(zig))} {language} -target {machine}-linux-gnu.{GLIBC} "$@"\n', encoding="utf-8"
    )
    script.chmod(0o755)
    return script


def needs_headers_for(machine: str) -> None:
    """Debian's Python keeps what its headers say of a machine in a folder for each."""
    include = Path(sysconfig.get_path("include"))
    own, wanted = (f"{each}-linux-gnu" for each in (os.uname().machine, machine))
    if own in (include / "pyconfig.h").read_text(encoding="utf-8") and not (include.parent / wanted).exists():
        stop(f"{include} has no headers for {machine}: take a Python that is not Debian's (make PYTHON=…)", 3)


def run(what: str, command: list[str], **variables: str) -> None:
    print(f"Making the {what}", flush=True)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # where CMake and Ninja are
    done = subprocess.run(command, env={**os.environ, "PATH": path, **variables}, capture_output=True, text=True, check=False)
    if done.returncode:
        stop(f"{done.stdout}{done.stderr}\nthe {what} failed (see above)", 1)


def stop(text: str, status: int) -> NoReturn:
    print(text, file=sys.stderr)
    raise SystemExit(status)


if __name__ == "__main__":
    main()
