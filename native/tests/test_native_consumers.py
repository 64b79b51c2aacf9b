"""A C user gets the libraries by find_package, by add_subdirectory or by pkg-config, and their programs run."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.native import (
    block_cmake_path,
    block_library_path,
    cmake_path,
    include_path,
    library_path,
    shared_library_path,
)

Run = Callable[..., str]

SAYS = "poolproof native, binding 1, return 0\n"
BLOCKS_SAY = "poolproof native blocks, return 0\n"
SHARED_SAYS = "poolproof native shared, return 0\n"
PROGRAMS = {
    "consumer": SAYS,
    "consumer_static": SAYS,
    "blocks": BLOCKS_SAY,
    "blocks_static": BLOCKS_SAY,
    "threads": SHARED_SAYS,
}


@pytest.fixture(scope="module")
def installed(native_folder: Path, run: Run, cmake: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The prefix of a ``cmake --install``. The space in its name has broken many a build."""
    folder = tmp_path_factory.mktemp("installed")
    build, prefix = folder / "build", folder / "a prefix"
    run(cmake, "-S", native_folder, "-B", build, "-DCMAKE_INSTALL_LIBDIR=lib")
    run(cmake, "--build", build)
    run(cmake, "--install", build, "--prefix", prefix)
    return prefix


def build_and_run(run: Run, cmake: str, source: Path, build: Path, *options: str) -> dict[str, str]:
    run(cmake, "-S", source, "-B", build, "-DCMAKE_BUILD_TYPE=Release", *options)
    run(cmake, "--build", build)
    return {program: run(build / program) for program in PROGRAMS}


def test_find_package_after_install(native_folder: Path, installed: Path, run: Run, cmake: str, tmp_path: Path) -> None:
    source = native_folder / "tests" / "consumers" / "find_package"
    assert build_and_run(run, cmake, source, tmp_path, f"-DCMAKE_PREFIX_PATH={installed}") == PROGRAMS


def test_find_package_in_the_python_package(native_folder: Path, run: Run, cmake: str, tmp_path: Path) -> None:
    source = native_folder / "tests" / "consumers" / "find_package"
    options = (f"-Dbufferpool_DIR={cmake_path()}", f"-Dblockpool_DIR={block_cmake_path()}")
    assert build_and_run(run, cmake, source, tmp_path, *options) == PROGRAMS


def test_add_subdirectory(native_folder: Path, run: Run, cmake: str, tmp_path: Path) -> None:
    source = native_folder / "tests" / "consumers" / "add_subdirectory"
    assert build_and_run(run, cmake, source, tmp_path, f"-DBUFFERPOOL_SOURCE={native_folder}") == PROGRAMS


@pytest.mark.parametrize(("package", "source", "says"), [("bufferpool", "main.c", SAYS), ("blockpool", "blocks.c", BLOCKS_SAY)])
def test_pkg_config(
    native_folder: Path, installed: Path, run: Run, compiler: str, tmp_path: Path, package: str, source: str, says: str
) -> None:
    if shutil.which("pkg-config") is None:
        pytest.skip("pkg-config is not installed")
    program = tmp_path / "consumer"
    file = native_folder / "tests" / "consumers" / source
    flags = run("pkg-config", "--cflags", "--libs", package, PKG_CONFIG_PATH=str(installed / "lib" / "pkgconfig"))
    subprocess.run(["/bin/sh", "-c", f'"$1" "$2" -o "$3" {flags}', "sh", compiler, file, program], check=True)
    assert run(program, LD_LIBRARY_PATH=str(installed / "lib")) == says


def test_paths_of_the_python_package() -> None:
    assert library_path().is_file()
    assert (include_path() / "bufferpool.h").is_file()
    assert (cmake_path() / "bufferpoolConfig.cmake").is_file()
    assert block_library_path().is_file()
    assert shared_library_path().is_file()
    assert (include_path() / "blockpool.h").is_file()
    assert (block_cmake_path() / "blockpoolConfig.cmake").is_file()
