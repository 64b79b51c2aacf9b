"""Build and try what other package managers take, without a network: the crate ``bufferpool-sys``, and the recipe of Conan.

``make packages`` runs it, and installs Conan. What is missing is skipped, and named; it fails if nothing could be tried.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
BUILD = CHECKOUT / "build/packages"
PREFIX = BUILD / "prefix"


def run(*command: str | Path, **environment: str) -> None:
    """Show what a command says only if it fails. Raises CalledProcessError."""
    done = subprocess.run(
        [*map(str, command)],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout)
        done.check_returncode()


def install_libraries() -> None:
    run("cmake", "-S", CHECKOUT / "native", "-B", BUILD / "native", "-DCMAKE_INSTALL_LIBDIR=lib")
    run("cmake", "--build", BUILD / "native")
    run("cmake", "--install", BUILD / "native", "--prefix", PREFIX)


def try_crate() -> None:
    """Its tests use the C pools, and what is tried is the crate that would be uploaded."""
    install_libraries()
    library = str(PREFIX / "lib")
    manifest = ("--offline", "--manifest-path", HERE / "bufferpool-sys/Cargo.toml", "--target-dir", BUILD / "cargo")
    features = ("--features", "bufferpool,blockpool")
    run("cargo", "test", *manifest, *features, BUFFERPOOL_LIB_DIR=library, LD_LIBRARY_PATH=library)
    run("cargo", "package", "--allow-dirty", *manifest)


def try_recipe() -> None:
    """In a Conan home of its own, which knows no server."""
    home = {"CONAN_HOME": str(BUILD / "conan")}
    run("conan", "profile", "detect", "--force", **home)
    run(
        "conan",
        "create",
        HERE / "conan",
        "--no-remote",
        "--build=missing",
        "--conf",
        f"tools.cmake.cmake_layout:test_folder={BUILD / 'conan-test'}",
        **home,
    )


TRIALS: tuple[tuple[str, str, str, Callable[[], None]], ...] = (
    ("the crate bufferpool-sys", "cargo", "on Debian: apt-get install cargo", try_crate),
    ("the recipe of Conan", "conan", "pip install conan", try_recipe),
)


def main() -> int:
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    tried = 0
    for name, program, remedy, attempt in TRIALS:
        if shutil.which(program) is None:
            print(f"{name}: not tried, {program} is missing ({remedy})")
            continue
        print(f"{name}: building and trying it", flush=True)
        try:
            attempt()
        except subprocess.CalledProcessError as failed:
            print(f"{name}: {Path(failed.cmd[0]).name} failed with status {failed.returncode}", file=sys.stderr)
            return 1
        tried += 1
        print(f"{name}: works")
    return 0 if tried else 1


if __name__ == "__main__":
    sys.exit(main())
