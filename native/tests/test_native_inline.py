"""Both headers to inline in programs of C and C++: no warning, the answers of their libraries, and no other layout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.native import block_library_path, include_path, library_path

Run = Callable[..., str]

STRICT = ("-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Wshadow", "-Wcast-align", "-Werror")
REMEDY = re.compile(r"bp_layout_\d+_\w*compile_with_the_headers_and_flags_of_this_library")


OF_BUFFERS = ("inline_test.c", "inline_other.c")
OF_BLOCKS = ("blocks_inline_test.c",)
OF_SHARED = ("shared_inline_test.c",)


def build(
    run: Run,
    compiler: str,
    language: str,
    folder: Path,
    library: Path,
    program: Path,
    *options: str,
    files: tuple[str, ...] = OF_BUFFERS,
) -> None:
    """The files of one program, linked with the library."""
    sources = [folder / "tests" / "c" / name for name in files]
    linked = ["-x", "none", library, f"-Wl,-rpath,{library.parent}"]
    run(compiler, "-x", *language.split(), *STRICT, *options, f"-I{include_path()}", *sources, *linked, "-o", program)


@pytest.mark.parametrize(
    ("compiler", "language"),
    [
        ("gcc", "c -std=c11"),
        ("g++", "c++ -std=c++17 -Wold-style-cast"),
        ("clang", "c -std=c11"),
        ("clang++", "c++ -std=c++17 -Wold-style-cast"),
    ],
)
@pytest.mark.parametrize(
    ("files", "optimisation"),
    [
        *((files, optimisation) for files in (OF_BUFFERS, OF_BLOCKS) for optimisation in ("-O0", "-O2")),
        pytest.param(OF_SHARED, "-O0", marks=pytest.mark.long),
        (OF_SHARED, "-O2"),
    ],
)
def test_header_and_library_agree(
    native_folder: Path, run: Run, tmp_path: Path, compiler: str, language: str, optimisation: str, files: tuple[str, ...]
) -> None:
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    program = tmp_path / "program"
    library = library_path() if files is OF_BUFFERS else block_library_path()
    build(run, compiler, language, native_folder, library, program, optimisation, files=files)
    assert run(program) == "all held\n"


@pytest.fixture(scope="module")
def profiling_library(native_folder: Path, run: Run, cmake: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("profiling")
    run(cmake, "-S", native_folder, "-B", folder, "-DBUFFERPOOL_PROFILING=ON")
    run(cmake, "--build", folder, "--target", "bufferpool")
    return folder / library_path().name


def test_the_header_counts_for_a_profiling_library(
    native_folder: Path, run: Run, compiler: str, profiling_library: Path, tmp_path: Path
) -> None:
    program = tmp_path / "program"
    build(run, compiler, "c", native_folder, profiling_library, program, "-DBUFFERPOOL_PROFILING")
    assert run(program) == "all held\n"


def test_another_layout_is_refused_when_linked(
    native_folder: Path, run: Run, compiler: str, profiling_library: Path, tmp_path: Path
) -> None:
    with pytest.raises(AssertionError, match=REMEDY):
        build(run, compiler, "c", native_folder, profiling_library, tmp_path / "program")
    with pytest.raises(AssertionError, match=REMEDY):
        build(run, compiler, "c", native_folder, library_path(), tmp_path / "program", "-DBUFFERPOOL_PROFILING")


def test_another_layout_is_refused_when_loaded(
    native_folder: Path, run: Run, compiler: str, profiling_library: Path, tmp_path: Path
) -> None:
    """The library under the program is exchanged; functions are bound late, which must not put the refusal off."""
    program, library = tmp_path / "program", tmp_path / "libbufferpool.so"
    shutil.copy(library_path(), library)
    build(run, compiler, "c", native_folder, library, program, "-Wl,-z,lazy")
    assert run(program) == "all held\n"
    shutil.copy(profiling_library, library)
    environment = {name: value for name, value in os.environ.items() if name != "LD_BIND_NOW"}
    result = subprocess.run([program], capture_output=True, text=True, env=environment, check=False)
    assert result.returncode != 0
    assert result.stdout == ""
    assert REMEDY.search(result.stderr)


LOOP_OF_BUFFERS = """
#include <bufferpool_inline.h>
int loop(bp_pool *pool, int times);
int loop(bp_pool *pool, int times) {
  bp_soa *buffer;
  for (; times != 0; times -= 1) {
    if (bp_inline_get_soa(pool, 8, &buffer) != BP_OK || bp_inline_return_soa(pool, buffer) != BP_OK) return 1;
  }
  return 0;
}
"""
LOOP_OF_BLOCKS = """
#include <blockpool_inline.h>
int loop(pp_pool *pool, int times);
int loop(pp_pool *pool, int times) {
  const pp_shape shape = {192, 64, PP_WIPED};
  void *block;
  for (; times != 0; times -= 1) {
    if (pp_inline_get_shaped(pool, shape, &block) != PP_OK || pp_inline_return_shaped(pool, shape, block) != PP_OK) return 1;
  }
  return 0;
}
"""


def instructions(run: Run, compiler: str, folder: Path, loop: str, *options: str) -> list[str]:
    """What a loop of get and return is compiled to, from its first instruction to the jump back."""
    source, output = folder / "loop.c", folder / "loop.o"
    source.write_text(loop, encoding="utf-8")
    run(compiler, "-std=c11", *options, f"-I{include_path()}", "-c", source, "-o", output)
    text = run("objdump", "-d", "--no-show-raw-insn", "--no-addresses", output)
    return [line.strip() for line in text.splitlines() if line.startswith(("\t", " "))]


@pytest.mark.parametrize("loop", [LOOP_OF_BUFFERS, LOOP_OF_BLOCKS], ids=["buffers", "blocks"])
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("optimisation", ["-O2", "-O3"])
@pytest.mark.parametrize(
    ("processor", "store", "stores"),
    [
        ("x86-64", r"mov\w+ +%xmm\d+,(\S*)\(%r", 12),
        ("x86-64-v3", r"%ymm\d+,(\S*)\(%r", 6),
        ("x86-64-v4", r"%ymm\d+,(\S*)\(%r", 6),
    ],
)
def test_192_bytes_are_wiped_as_the_measurements_ask(
    run: Run, tmp_path: Path, loop: str, compiler: str, optimisation: str, processor: str, store: str, stores: int
) -> None:
    """As few stores as the registers allow, downwards, behind that of top; no string instruction, division or call."""
    if shutil.which(compiler) is None or shutil.which("objdump") is None:
        pytest.skip(f"{compiler} or objdump is not installed")
    if "x86_64" not in run(compiler, "-dumpmachine"):
        pytest.skip("this is not x86-64")
    lines = instructions(run, compiler, tmp_path, loop, optimisation, f"-march={processor}")
    places = [(number, int(found[1] or "0", 16)) for number, line in enumerate(lines) if (found := re.search(store, line))]
    numbers, offsets = zip(*places[:stores], strict=True)
    blocks = [offset // 32 for offset in offsets]  # gcc cuts 32 bytes in two that go upwards
    assert blocks == sorted(blocks, reverse=True)
    assert sorted(offsets) == list(range(0, 192, 192 // stores))
    assert numbers == tuple(range(numbers[0], numbers[0] + stores))
    assert any(re.search(r"mov +%r\w+,\(%r\w+\)$", line) for line in lines[numbers[0] - 4 : numbers[0]])
    assert not re.search(r"\b(rep|i?div\w?)\b", "\n".join(lines))
    assert not re.search(r"\bcall\b", "\n".join(lines[: numbers[-1]]))
