"""The mixed workload is what its sentence says: who takes part in it, in which order, and how much of it is out of order."""

from __future__ import annotations

import subprocess
from typing import Final

import pytest

from poolproof.benchmarks.rivals import C_FOLDER
from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.benchmarks.workloads import MIXED

COMPILERS = Compilers.from_environment()
pytestmark = pytest.mark.skipif(not COMPILERS.available(Language.C), reason="there is no C compiler")

WRITES_THEM: Final = """
#include <stdio.h>
#include "mixed.h"

int main(void) {
  uint32_t random = 1;
  draw_stretches(&random);
  return fwrite(stretches, sizeof stretches, 1, stdout) != 1;
}
"""
DEPTH: Final = MIXED.operations


@pytest.fixture(scope="module")
def stretches(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[bytes, bytes, bytes]]:
    """Of each: the rises, the falls, and what is returned."""
    folder = tmp_path_factory.mktemp("mixed")
    source = folder / "written.c"
    source.write_text(WRITES_THEM, encoding="utf-8")
    command = [*COMPILERS.located("mixed", Language.C), "-std=gnu11", f"-I{C_FOLDER}", str(source)]
    subprocess.run([*command, "-o", str(folder / "written")], check=True)
    written = subprocess.run([str(folder / "written")], check=True, capture_output=True).stdout
    parts = [written[at : at + DEPTH] for at in range(0, len(written), DEPTH)]
    return list(zip(parts[::3], parts[1::3], parts[2::3], strict=True))


def returns_of(stretch: tuple[bytes, bytes, bytes]) -> list[tuple[int, bool]]:
    """How many were lent at each return, and whether it was of what was lent last. Fails where it returns what is not lent."""
    rises, falls, returned = stretch
    lent: list[int] = []
    got, found = 0, []
    for rise, fall in zip(rises, falls, strict=True):
        lent += range(got, got + rise)
        got += rise
        for buffer in returned[len(found) : len(found) + fall]:
            found.append((len(lent), buffer == lent[-1]))
            lent.remove(buffer)
    assert (got, len(found), lent) == (DEPTH, DEPTH, [])
    return found


def test_each_stretch_lends_sixteen_and_has_them_back(stretches: list[tuple[bytes, bytes, bytes]]) -> None:
    assert len(set(stretches)) > 4000
    depths = {depth for each in stretches for depth, _ in returns_of(each)}
    assert depths == set(range(1, DEPTH + 1))


def test_one_return_in_eight_is_out_of_order(stretches: list[tuple[bytes, bytes, bytes]]) -> None:
    returns = [each for stretch in stretches for each in returns_of(stretch)]
    out_of_order = sum(not is_last for _, is_last in returns)
    assert out_of_order / len(returns) == pytest.approx(1 / 8, rel=0.02)
