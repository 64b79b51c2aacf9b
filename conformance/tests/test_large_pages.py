"""Pages of 16 and 64 KiB, as kernels for aarch64 may have them: played by a library between the worker and the kernel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.faults import load_catalogue
from poolproof.conformance.faults.build import build as build_entry
from poolproof.conformance.generators.bounds import bound_scripts
from poolproof.conformance.generators.scripts import scripts
from poolproof.conformance.generators.scripts_of_lives import creation_scripts
from poolproof.conformance.judge import Abilities, judge
from poolproof.conformance.observations import DeathCause
from poolproof.conformance.operations import Placement, create, create_default, get
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Worker, resolve
from poolproof.conformance.verification import Plan, verify
from poolproof.conformance.verification.verdicts import Verdict
from poolproof.spec import Level

KERNEL = Path(__file__).with_name("large_pages.c")
BYTES = (16384, 65536)
FAULTS = {"bounds-last-of-its-mapping": "BOUND-1", "lifecycle-leaks-a-page": "LIFE-1", "hot-maps-on-get": "HOT-3"}
CANARIES = ("every-allocator", "guarded-mapping", "reserved-at-load", "trimmed-mapping")
Kernel = Callable[[], None]


@pytest.fixture(params=BYTES)
def page_bytes(request: pytest.FixtureRequest) -> int:
    size: int = request.param
    return size


@pytest.fixture
def kernel(page_bytes: int, build: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Kernel:
    """What is called when everything is compiled: compilers do not bear it."""
    library = build(KERNEL.read_text(encoding="utf-8"), f"-DPAGE_BYTES={page_bytes}", "-shared", "-fPIC")
    return lambda: monkeypatch.setenv("LD_PRELOAD", str(library))


def planted(name: str, into: Path) -> str:
    (entry,) = (each for each in load_catalogue().entries if each.name == name)
    return str(build_entry(entry, into, compiler=Compilers.from_environment()))


def test_the_page_is_the_one_that_a_library_is_told_and_no_probe_is_lost(page_bytes: int, kernel: Kernel) -> None:
    with Worker(resolve("native")) as worker:
        here, least = worker.available_probes, worker.page_bytes
    kernel()
    with Worker(resolve("native")) as worker:
        assert (least, worker.page_bytes, worker.available_probes) == (4096, page_bytes, here)


def test_a_sound_pool_meets_the_scripts(page_bytes: int, kernel: Kernel) -> None:
    kernel()
    abilities = Abilities(counts_allocations=True, counts_page_faults=True, watches_bounds=True, page_bytes=page_bytes)
    chosen = [*creation_scripts(), *scripts((4, 8), 4, 8), *scripts(None, 16, 1024)]
    orders = [*(each.operations for each in chosen), *bound_scripts((16, 1024))]
    with Session(resolve("native")) as session:
        judged = [judge(session.run(order), abilities) for order in orders]
    assert [found for each in judged for found in each.findings] == []
    assert all(sum(each.checked[id] for each in judged) > 10 for id in ("BOUND-1", "MEM-1", "OWN-1"))


def test_a_figure_of_memory_leaves_room_for_a_last_page(build: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    library = build(KERNEL.read_text(encoding="utf-8"), "-DPAGE_BYTES=65536", "-shared", "-fPIC")
    monkeypatch.setenv("LD_PRELOAD", str(library))
    with Session(resolve("native")) as session:
        trace = session.run([create_default()])
    of_page = {size: judge(trace, Abilities(counts_allocations=True, page_bytes=size)).findings for size in (4096, 65536)}
    assert ([each.requirements for each in of_page[4096]], of_page[65536]) == ([("MEM-1",)], ())


@pytest.mark.parametrize(("placement", "at"), [(Placement.AT_END, 3 * 192 + 3 * 128), (Placement.AT_BEGINNING, -1)])
def test_a_read_beyond_a_block_at_the_edge_of_its_page_ends_there(
    kernel: Kernel, build: Callable[..., Path], pool_source: Callable[..., str], placement: Placement, at: int
) -> None:
    reads = f"#define IN_GET_SOA seen = ((const volatile unsigned char *)pool->soa)[{at}];\nstatic volatile int seen;"
    library = str(build(pool_source("array_stack", prelude=reads)))
    kernel()
    with Worker(resolve(library)) as worker:
        batch = worker.run([create(3, 3).placed(placement), get()])
    assert batch.death is not None
    assert (batch.finished, batch.death.cause) == (1, DeathCause.OUT_OF_BOUNDS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_caught(name: str, kernel: Kernel, tmp_path: Path) -> None:
    subject = resolve(planted(name, tmp_path))
    kernel()
    report = verify(subject, Plan(level=Level.HOT))
    assert FAULTS[name] in {each.requirement.id for each in report.verdicts if each.verdict is Verdict.FAIL}


@pytest.mark.long
@pytest.mark.parametrize("name", ["native", *CANARIES])
def test_no_sound_pool_is_blamed(name: str, kernel: Kernel, tmp_path: Path) -> None:
    subject = resolve(name if name == "native" else planted(name, tmp_path))
    kernel()
    failed = [each.why for each in verify(subject, Plan(level=Level.HOT)).verdicts if each.verdict is Verdict.FAIL]
    assert failed == []
