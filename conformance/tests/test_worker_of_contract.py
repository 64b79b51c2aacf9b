"""The worker, asked for pools of blocks of any size: what a session says of a sound one, and of each thing that goes wrong."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.faults.of_contract.terms import terms_header
from poolproof.conformance.observations import Observation, State
from poolproof.conformance.operations import Operation, Pattern, Target
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, SubjectError, resolve
from poolproof.conformance.toolchain import Compilers, Language
from poolproof.spec import header_path
from poolproof.spec.contracts import read_contract
from poolproof.spec.vocabulary import Counter, OutFlag

SOURCES = Path(str(terms_header.__code__.co_filename)).parent
BuildOf = Callable[..., Subject]

SOUND = '#include "pool.h"\n'
COUNTED = "[counters]\n" + "".join(f'{name} = "exact"\n' for name in ("capacity", "used", "free", "peak"))


def blocks(size: int, align: int = 1, count: int = 4, more: str = "") -> str:
    return f'contract = 1\nname = "tried"\n[block]\nsize = {size}\nalign = {align}\ncount = {count}\n{more}'


@pytest.fixture
def build_of(tmp_path: Path) -> BuildOf:
    """Compile C text with the sound pool of a contract at hand: the subject, to be judged by that contract."""
    compilers = Compilers.from_environment()
    if not compilers.available(Language.C):
        pytest.skip("no C compiler")

    def built(text: str, source: str = SOUND) -> Subject:
        contract = read_contract(text, "tried")
        (tmp_path / "terms.h").write_text(terms_header(contract), encoding="utf-8")
        (tmp_path / "pool.c").write_text(source, encoding="utf-8")
        includes = [f"-I{each}" for each in (tmp_path, SOURCES, header_path().parent)]
        flags = ["-std=gnu11", "-O1", "-g", "-fPIC", "-shared", "-pthread", *includes]
        library = tmp_path / "pool.so"
        subprocess.run([*compilers.c, *flags, str(tmp_path / "pool.c"), "-o", str(library)], check=True)
        return replace(resolve(str(library)), contract=contract)

    return built


def run(subject: Subject, *operations: Operation, looks_at_all: bool = False) -> list[Observation]:
    with Session(subject) as session:
        trace = session.run(operations, looks_at_all=looks_at_all)
    assert [step.death for step in trace] == [None] * len(operations)
    return [step.observation for step in trace]


WRITES = [op.write_soa(pattern=pattern, value=0x0102030405060708, extra=4095) for pattern in Pattern]
ROUNDS = [
    op.create_default(),
    *(op.get_soa(1) for _ in range(4)),
    *WRITES,
    op.return_soa(1).observing_usage(),
    op.get_soa(1),
    op.return_soa(0),
    op.return_soa(2),
    op.get_soa(1),
    op.capacity_usage(),
    op.destroy(),
]
SOUND_ONES = {
    "a byte": blocks(1),
    "three words": blocks(24, 8, more=COUNTED),
    "a part of a word": blocks(13),
    "a line": blocks(64, 64, more='[contents]\nat_get = "zero"\n'),
    "small ones far apart": blocks(8, 4096),
    "a page": blocks(4096, 4096, more='[contents]\nat_get = "0xDD"\n'),
    "sixteen pages": blocks(65536, 4096, more='[contents]\nat_get = "zero"\nwhile_free = "0x5A"\n'),
    "a mebibyte": blocks(1 << 20, 1 << 20),
    "sized": blocks(24, 8, more="[size]\nlargest = 24\n"),
    "kept": blocks(29, 1, more='[contents]\nat_get = "kept"\n'),
    "first in, first out": blocks(16, 16, more='[order]\nreuse = "fifo"\n'),
    "not to be had": blocks(32, 8, more='[life]\ninstances = "one"\ndestroy = "none"\n'),
    "a sequence": blocks(40, 8, more="[sequence]\nsize = 9\ncount = 3\nnumber_at = 1\n"),
}


@pytest.mark.parametrize("text", SOUND_ONES.values(), ids=SOUND_ONES)
def test_of_a_sound_pool_nothing_is_said(text: str, build_of: BuildOf) -> None:
    subject = build_of(text)
    seen = run(subject, *ROUNDS, looks_at_all=True)
    out_of_reach = {len(ROUNDS) - 1} if subject.contract.life.destroy == "none" else set()
    for place, each in enumerate(seen):
        assert each.state == (State.INAPPLICABLE if place in out_of_reach else State.DONE), ROUNDS[place]
        assert (each.status, each.out_flags & ~OutFlag.NEW, each.dirty_count) == (0, 0, 0)
        assert (each.disturbed_kind, each.changed_free_kind, each.breach, each.variable) == (0, 0, 0, 0)


def test_counters_that_are_promised_are_asked_for_and_no_others(build_of: BuildOf) -> None:
    operations = (op.create_default(), op.get_soa().observing_usage(), op.capacity_usage())
    for seen in run(build_of(blocks(24, more=COUNTED)), *operations)[1:]:
        assert seen.counters_seen == Counter(15)
        assert (seen.counted_capacity, seen.counted_used, seen.counted_free, seen.counted_peak) == (4, 1, 3, 1)
    one = '#define OWN_pp_free\nextern void abort(void);\n#include "pool.h"\nsize_t pp_free(const pp_pool *p) { abort(); }\n'
    for seen in run(build_of(blocks(24, more='[counters]\nused = "exact"\n'), one), *operations)[1:]:
        assert (seen.counters_seen, seen.counted_used, seen.counted_free) == (Counter.USED, 1, 0)


GET_AND_RETURN = """
#include <stdlib.h>
#include "blockpool.h"
int pp_get(pp_pool *pool, void **block) { (void)pool; *block = malloc(24); return 0; }
int pp_return(pp_pool *pool, void *block) { (void)pool; free(block); return 0; }
"""
ONLY_ONE = '[life]\ninstances = "one"\ndestroy = "none"\n'
LACKING = {
    "counters": (blocks(24, more=ONLY_ONE + '[counters]\npeak = "exact"\n'), ["counters.peak promises pp_peak"]),
    "clear": (blocks(24, more=ONLY_ONE + "clear = true\n"), ["life.clear promises pp_clear"]),
    "size": (blocks(24, more=ONLY_ONE + "[size]\nlargest = 8\n"), ["size promises pp_get_sized"]),
    "sequence": (
        blocks(24, more=ONLY_ONE + "[sequence]\nsize = 8\ncount = 2\n"),
        ["sequence promises pp_take", "sequence promises pp_reset"],
    ),
    "many": (blocks(24), ["life.instances needs pp_create", "life.destroy needs pp_create"]),
    "counts": (blocks(24, more="counts = [1, 4]\n" + ONLY_ONE), ["block.counts needs pp_create"]),
    "config": (blocks(24, more=ONLY_ONE + 'bad_config = "refused"\n'), ["life.bad_config needs pp_create"]),
}


@pytest.mark.parametrize(("text", "said"), LACKING.values(), ids=LACKING)
def test_a_promise_that_nothing_can_be_seen_of_is_refused(text: str, said: list[str], build_of: BuildOf) -> None:
    with pytest.raises(SubjectError) as refused:
        Session(build_of(text, GET_AND_RETURN))
    assert refused.value.problem == f"does not export what its contract promises: {', '.join(said)}"
    assert refused.value.remedy == "export it, or take the promise out of the contract"


def test_a_library_with_a_get_and_a_return_is_a_pool(build_of: BuildOf) -> None:
    seen = run(build_of(blocks(24, more=ONLY_ONE), GET_AND_RETURN), op.create_default(), op.get_soa(), op.return_soa())
    assert [(each.state, each.status, each.out) for each in seen] == [
        (State.DONE, 0, 0),
        (State.DONE, 0, 0),
        (State.DONE, 0, -1),
    ]


def test_a_library_without_a_return_is_none(build_of: BuildOf) -> None:
    source = '#include "blockpool.h"\nint pp_get(pp_pool *pool, void **block) { (void)pool; (void)block; return 1; }\n'
    with pytest.raises(SubjectError, match="symbol missing: pp_return"):
        Session(build_of(blocks(24), source))


def test_what_is_not_promised_is_not_done(build_of: BuildOf) -> None:
    text = blocks(24, more='[size]\nsmallest = 2\nlargest = 24\ntoo_large = "undefined"\n')
    undefined = [
        op.clear(),
        op.destroy_null(),
        op.get_receipt(),
        op.reset_receipts(),
        op.get_soa(1),
        op.get_soa(25),
        op.misuse(Target.NULL),
        op.misuse(Target.RETURNED),
        op.create(3, 0, pool=1),
        op.short_of_memory(op.create_default(pool=1), 1),
    ]
    first = [op.create_default(), op.get_soa(2), op.return_soa()]
    seen = run(build_of(text), *first, *undefined)
    assert [each.state for each in seen] == [State.DONE] * len(first) + [State.INAPPLICABLE] * len(undefined)
