"""The project's own pool of blocks before the judge: of many sizes, alignments, counts; unwiped, and in given storage."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

import poolproof.native
from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.conformance.faults.of_contract import entries_of, promised_ids
from poolproof.conformance.subjects import resolve
from poolproof.conformance.subjects.choice import choose
from poolproof.conformance.verification import Plan, Run, Verdict, verify
from poolproof.spec import Level, header_path
from poolproof.spec.contracts import Contract, load_contract, read_contract

NATIVE = Path(__file__).resolve().parents[2] / "native"
QUICK = Plan(level=Level.HARDENED, lane_operations=100_000, walks=4, machine_examples=1, machine_steps=10)
POOL_BYTES = 128
"""More than the words of a pool, its two ends, and what no block lies in."""


def contract_of(*lines: str) -> Contract:
    return read_contract("\n".join(('contract = 1\nname = "of-blocks"\nbased_on = "native-blocks"', *lines)), "here")


def of(size: int, align: int, count: int) -> tuple[str, ...]:
    return ("[block]", f"size = {size}", f"align = {align}", f"count = {count}")


def given(size: int, align: int, count: int, *, storage_align: int) -> Contract:
    stride = -(-size // align) * align
    return contract_of(
        *of(size, align, count),
        "[life]",
        'storage = "given"',
        f"storage_align = {storage_align}",
        f"storage_fixed = {POOL_BYTES + align}",
        f"storage_per_block = {stride + 16}",
        'out_of_memory = "undefined"',
    )


def judged(library: Path, contract: Contract) -> Run:
    return verify(replace(resolve(str(library)), contract=contract), QUICK)


def assert_conforms(run: Run) -> None:
    met = (Verdict.PASS, Verdict.NOT_PROMISED, Verdict.SKIPPED)
    assert {each.requirement.id: (each.verdict, each.reason) for each in run.verdicts if each.verdict not in met} == {}


FORMS = [(100, 4, 33), (1, 1, 100), (24, 8, 7), (192, 64, 16), (1, 4096, 3), (4096, 64, 5), (20_000, 16, 3)]
"""Size, alignment and count."""


@pytest.mark.parametrize("form", [FORMS[0], *(pytest.param(each, marks=pytest.mark.long) for each in FORMS[1:])])
def test_blocks_of_any_size_conform(form: tuple[int, int, int]) -> None:
    size, align, count = form
    assert_conforms(judged(poolproof.native.block_library_path(), contract_of(*of(size, align, count))))


GIVEN = [given(24, 8, 7, storage_align=1), given(64, 64, 32, storage_align=8), given(5, 1, 40, storage_align=64)]


@pytest.mark.parametrize(
    "contract",
    [GIVEN[0], *(pytest.param(each, marks=pytest.mark.long) for each in GIVEN[1:])],
    ids=lambda contract: str(contract.block.size),
)
def test_pools_in_given_storage_conform(contract: Contract) -> None:
    assert_conforms(judged(poolproof.native.block_library_path(), contract))


@pytest.fixture(scope="module")
def unwiped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library, built so that pp_create makes pools that do not wipe."""
    compilers = Compilers.from_environment()
    if not compilers.available(Language.C):
        pytest.skip("no C compiler")
    library = tmp_path_factory.mktemp("unwiped") / "libblockpool.so"
    of_dispatch = ("dispatch.c", "lending_avx2.c")  # a build for one processor has neither
    sources = [each for each in (NATIVE / "src" / "blocks").glob("*.c") if each.name not in of_dispatch]
    words = ("-std=c11", "-O2", "-DNDEBUG", "-DBLOCKPOOL_UNWIPED", "-shared", "-fPIC", "-fvisibility=hidden")
    includes = (f"-I{NATIVE / 'include'}", f"-I{header_path().parent}")
    compiler = compilers.located("the pool", Language.C)
    subprocess.run(
        [*compiler, *words, *includes, *map(str, (*sources, NATIVE / "src" / "memory.c")), "-o", str(library)], check=True
    )
    return library


def test_blocks_that_are_not_wiped_are_kept(unwiped: Path) -> None:
    kept = contract_of('[contents]\nat_get = "kept"')
    assert_conforms(judged(unwiped, kept))
    assert choose(str(unwiped)).contract.contents.at_get.kept
    run = judged(unwiped, contract_of(*of(64, 64, 32)))
    assert [each.requirement.id for each in run.verdicts if each.verdict is Verdict.FAIL] == ["ZERO-1"]


@pytest.mark.long
def test_the_python_class_conforms_by_its_own_contract() -> None:
    subject = choose("poolproof.native:BlockPool")
    assert subject.contract.name == "python-blocks"
    assert_conforms(verify(subject, QUICK))


def test_the_subject_is_judged_by_the_contract_of_its_name() -> None:
    subject = choose("native-blocks")
    assert (subject.contract.name, subject.contract_given) == ("native-blocks", None)
    assert choose("native-blocks", "native-blocks").contract == subject.contract


def test_the_library_carries_a_contract_like_it() -> None:
    carried = choose(str(poolproof.native.block_library_path())).contract
    assert carried.based_on == "native-blocks"
    assert (carried.block, carried.misuse, carried.life) == tuple(
        getattr(load_contract("native-blocks"), name) for name in ("block", "misuse", "life")
    )


def test_whatever_the_contract_promises_is_guarded_by_a_planted_fault() -> None:
    contract = load_contract("native-blocks")
    assert set(promised_ids(contract)) <= {id for entry in entries_of(contract) for id in getattr(entry, "violates", ())}
