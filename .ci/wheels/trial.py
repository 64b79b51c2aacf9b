"""Installs the wheel for this machine as a user would, and judges with it: outside the checkout, and with no compiler in reach.

Each Python that is here gets an environment of its own. Where there is no compiler, a pool has to come from elsewhere:
--pool gives one that is built of trial/slab.c; without it cc builds it here, before the trial.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
HEADERS: Final = HERE.parents[1] / "spec" / "poolproof" / "spec" / "data"
VERSIONS: Final = ("3.11", "3.12", "3.13", "3.14")
CONFORMS, VIOLATES = 0, 1


@dataclass(frozen=True, slots=True)
class Judgement:
    words: tuple[str, ...]
    status: int


SHORT: Final = ("--level", "core", "--quiet")
JUDGEMENTS: Final = (
    Judgement(("verify", "native", "--quiet"), CONFORMS),
    Judgement(("verify", "./libslab.so", "--contract", "slab.toml", *SHORT), CONFORMS),
    Judgement(("verify", "./libslab.so", "--contract", "kept.toml", *SHORT), VIOLATES),
    Judgement(("verify", "slab.py:Slab", "--contract", "class.toml", *SHORT), CONFORMS),
    Judgement(("verify", "slab.py:Queue", "--contract", "class.toml", *SHORT), VIOLATES),
)


def main() -> None:
    """Raises SystemExit: 1 when something went otherwise, 3 when there is nothing to try."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("dist"), help="with the wheels (dist)")
    parser.add_argument("--python", action="append", metavar="COMMAND", help="try this one alone; may be given again")
    parser.add_argument("--pool", type=Path, metavar="FILE", help="a library that is built of trial/slab.c")
    given = parser.parse_args()
    machine = os.uname().machine
    wheel = next(iter(given.folder.resolve().glob(f"*_{machine}.whl")), None)
    if wheel is None:
        print(f"{given.folder}: no wheel for {machine} there: make wheels builds it", file=sys.stderr)
        raise SystemExit(3)
    pythons = given.python or [each for each in (f"python{version}" for version in VERSIONS) if answers(each)]
    for version in [] if given.python else [each for each in VERSIONS if f"python{each}" not in pythons]:
        print(f"- python{version} is not here: not tried")
    with tempfile.TemporaryDirectory(prefix="poolproof-trial-") as folder:
        pool = given.pool.resolve() if given.pool else built_pool(Path(folder))
        went = [is_well(python, wheel, pool, Path(folder) / str(number)) for number, python in enumerate(pythons)]
    raise SystemExit(not all(went) if went else 3)


def answers(python: str) -> bool:
    """A command of that name may be there that says that no such version is installed."""
    found = shutil.which(python)
    return found is not None and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0


def built_pool(folder: Path) -> Path:
    library = folder / "libslab.so"
    command = [
        os.environ.get("CC", "cc"),
        "-std=c11",
        "-O2",
        "-shared",
        "-fPIC",
        "-I",
        str(HEADERS),
        str(HERE / "trial" / "slab.c"),
    ]
    subprocess.run([*command, "-o", str(library)], check=True)
    return library


def is_well(python: str, wheel: Path, pool: Path, folder: Path) -> bool:
    shutil.copytree(HERE / "trial", folder)
    shutil.copy(pool, folder / "libslab.so")
    promised = (folder / "slab.toml").read_text(encoding="utf-8")
    (folder / "kept.toml").write_text(promised + '\n[contents]\nat_get = "kept"\n', encoding="utf-8")
    subprocess.run([python, "-m", "venv", "env"], cwd=folder, check=True)
    installer = [str(folder / "env/bin/python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", str(wheel)]
    subprocess.run(installer, cwd=folder, check=True)
    went = [went_as_it_should(python, each, folder) for each in JUDGEMENTS]
    return all(went)


def went_as_it_should(python: str, judgement: Judgement, folder: Path) -> bool:
    bin = folder / "env" / "bin"
    without = {key: value for key, value in os.environ.items() if key not in ("CC", "CXX", "PYTHONPATH")}
    done = subprocess.run(
        [str(bin / "poolproof"), *judgement.words],
        cwd=folder,
        env={**without, "PATH": str(bin)},
        capture_output=True,
        text=True,
        check=False,
    )
    fits = done.returncode == judgement.status
    print(f"{'✓' if fits else '✗'} {python}: poolproof {' '.join(judgement.words)}: {done.returncode}", flush=True)
    if not fits:
        print(f"it was to be {judgement.status}:\n{done.stdout}{done.stderr}", flush=True)
    return fits


if __name__ == "__main__":
    main()
