"""The shared library seen as C: its own test programs, what it exports, and that profiling is free when it is off."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.native import block_library_path, include_path, library_path, shared_library_path
from poolproof.spec import header_path, load_spec
from poolproof.spec.contracts import block_header_path

Run = Callable[..., str]


@pytest.mark.parametrize("profiling", ["OFF", "ON"])
def test_c_programs(native_folder: Path, run: Run, cmake: str, ctest: str, tmp_path: Path, profiling: str) -> None:
    options = ["-DBUFFERPOOL_BUILD_TESTS=ON", "-DPOOLPROOF_WERROR=ON", f"-DBUFFERPOOL_PROFILING={profiling}"]
    run(cmake, "-S", native_folder, "-B", tmp_path, *options)
    run(cmake, "--build", tmp_path)
    report = run(ctest, "--test-dir", tmp_path, "--output-on-failure", "--no-tests=error")
    assert "100% tests passed" in report
    symbols = exported(run, tmp_path / library_path().name)
    assert ("bp_profile" in symbols) == (profiling == "ON")


def test_exports_the_binding_and_nothing_else(run: Run) -> None:
    exports = exported(run, library_path())
    layout = {symbol for symbol in exports if symbol.startswith("bp_layout_")}
    assert len(layout) == 1
    assert exports - layout == {operation.symbol for operation in load_spec().operations}


def declared(header: Path) -> set[str]:
    return set(re.findall(r"\b(pp_\w+)\(", header.read_text(encoding="utf-8")))


def without_layouts(exports: set[str]) -> set[str]:
    """The functions: a layout is named by its number, and what to do."""
    return {symbol for symbol in exports if "_layout_" not in symbol}


def test_the_library_of_blocks_exports_its_bindings_and_little_else(run: Run) -> None:
    exports = exported(run, block_library_path())
    assert {name.partition("_layout_")[0] for name in exports - without_layouts(exports)} == {"pp", "pp_shared"}
    binding = declared(block_header_path()) - NOT_OF_OUR_POOL | {"pp_create_with", "pp_storage_bytes"}
    assert without_layouts(exports) == binding | declared(include_path() / "sharedpool.h")


def test_the_library_of_shared_pools_exports_both_names_of_each(run: Run) -> None:
    exports = exported(run, shared_library_path())
    assert len(exports - without_layouts(exports)) == 1
    binding = declared(block_header_path()) - NOT_OF_OUR_POOL - {"pp_peak"} | {"pp_create_with", "pp_storage_bytes"}
    assert without_layouts(exports) == binding | declared(include_path() / "sharedpool.h")


NOT_OF_OUR_POOL = {"pp_get_sized", "pp_take", "pp_reset"}


def exported(run: Run, library: Path) -> set[str]:
    if shutil.which("nm") is None:
        pytest.skip("nm (binutils) is not installed")
    lines = run("nm", "--dynamic", "--defined-only", library).splitlines()
    return {line.split()[-1] for line in lines}


@pytest.mark.parametrize("header", [header_path(), block_header_path()], ids=lambda header: header.name)
def test_installed_headers_are_those_of_the_specification(header: Path) -> None:
    assert (include_path() / header.name).read_bytes() == header.read_bytes()


def test_profiling_leaves_no_trace_when_off(native_folder: Path, run: Run, compiler: str, tmp_path: Path) -> None:
    """The object files of the operations are the same, byte for byte, as those of sources that never heard of profiling."""
    as_it_is, without = tmp_path / "as_it_is", tmp_path / "without"
    for folder in (as_it_is, without):
        shutil.copytree(native_folder / "src", folder / "src")
        shutil.copytree(native_folder / "include", folder / "include")
    remove_profiling(without)
    assert compile_operations(run, compiler, as_it_is) == compile_operations(run, compiler, without)
    profiling = compile_operations(run, compiler, as_it_is, "-DBUFFERPOOL_PROFILING")
    assert all(counting != plain for counting, plain in zip(profiling, compile_operations(run, compiler, without), strict=True))


def remove_profiling(folder: Path) -> None:
    (folder / "include" / "bufferpool_inline" / "counts.h").unlink()
    (folder / "include" / "bufferpool_profiling.h").unlink()
    (folder / "src" / "profile.c").unlink()
    for file in [*folder.rglob("*.h"), *folder.rglob("*.c")]:
        text = file.read_text(encoding="utf-8")
        text = re.sub(r"#ifdef BUFFERPOOL_PROFILING\n.*?(?:#else\n(.*?))?#endif\n", r"\1", text, flags=re.DOTALL)
        text = re.sub(r'^ *(BP_COUNT\w*\(.*|#include "bufferpool_inline/counts\.h")\n', "", text, flags=re.MULTILINE)
        assert not re.search("BP_COUNT|profil", text, flags=re.IGNORECASE), file
        file.write_text(text, encoding="utf-8")


def compile_operations(run: Run, compiler: str, folder: Path, *options: str) -> list[bytes]:
    includes = [f"-I{folder / 'include'}", f"-I{header_path().parent}"]
    outputs = []
    for name in ("operations", "lending"):
        output = folder / f"{name}.o"
        run(compiler, "-std=c11", "-O2", "-DNDEBUG", *options, *includes, "-c", folder / "src" / f"{name}.c", "-o", output)
        outputs.append(output.read_bytes())
    return outputs
