"""The worker, asked for pools of blocks of any size: what a session says of a sound one, and of each thing that goes wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.faults.of_contract.terms import terms_header
from poolproof.conformance.observations import Observation, State
from poolproof.conformance.operations import WRITES as WRITES_OF
from poolproof.conformance.operations import Flag, ForeignAddress, Kind, Operation, Pattern, Target
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, SubjectError
from poolproof.spec.vocabulary import Counter, OutFlag

SOURCES = Path(str(terms_header.__code__.co_filename)).parent
BuildOf = Callable[..., Subject]
Observe = Callable[..., list[Observation]]

SOUND = '#include "pool.h"\n'
COUNTED = "[counters]\n" + "".join(f'{name} = "exact"\n' for name in ("capacity", "used", "free", "peak"))


def blocks(size: int, align: int = 1, count: int = 4, more: str = "") -> str:
    return f'contract = 1\nname = "tried"\n[block]\nsize = {size}\nalign = {align}\ncount = {count}\n{more}'


WRITES = [op.write(pattern=pattern, value=0x0102030405060708, extra=4095) for pattern in Pattern]
ROUNDS = [
    op.create_default(),
    *(op.get(1) for _ in range(4)),
    *WRITES,
    op.give_back(1).observing_usage(),
    op.get(1),
    op.give_back(0),
    op.give_back(2),
    op.get(1),
    op.counters(),
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
def test_of_a_sound_pool_nothing_is_said(text: str, build_of: BuildOf, observe: Observe) -> None:
    subject = build_of(text)
    seen = observe(subject, *ROUNDS, looks_at_all=True)
    out_of_reach = {len(ROUNDS) - 1} if subject.contract.life.destroy == "none" else set()
    for place, each in enumerate(seen):
        assert each.state == (State.INAPPLICABLE if place in out_of_reach else State.DONE), ROUNDS[place]
        assert (each.status, each.out_flags & ~OutFlag.NEW, each.dirty_count) == (0, 0, 0)
        assert (each.disturbed_kind, each.changed_free_kind, each.breach, each.variable) == (0, 0, 0, 0)


def test_counters_that_are_promised_are_asked_for_and_no_others(build_of: BuildOf, observe: Observe) -> None:
    operations = (op.create_default(), op.get().observing_usage(), op.counters())
    for seen in observe(build_of(blocks(24, more=COUNTED)), *operations)[1:]:
        assert seen.counters_seen == Counter(15)
        assert (seen.counted_capacity, seen.counted_used, seen.counted_free, seen.counted_peak) == (4, 1, 3, 1)
    one = '#define OWN_pp_free\nextern void abort(void);\n#include "pool.h"\nsize_t pp_free(const pp_pool *p) { abort(); }\n'
    for seen in observe(build_of(blocks(24, more='[counters]\nused = "exact"\n'), one), *operations)[1:]:
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
    assert refused.value.remedy.startswith("export it, or take the promise out of the contract")
    assert ('instances = "one" and destroy = "none"' in refused.value.remedy) == ("life.instances needs pp_create" in said)


def test_a_library_with_a_get_and_a_return_is_a_pool(build_of: BuildOf, observe: Observe) -> None:
    seen = observe(build_of(blocks(24, more=ONLY_ONE), GET_AND_RETURN), op.create_default(), op.get(), op.give_back())
    assert [(each.state, each.status, each.out) for each in seen] == [
        (State.DONE, 0, 0),
        (State.DONE, 0, 0),
        (State.DONE, 0, -1),
    ]


def test_a_library_without_a_return_is_none(build_of: BuildOf) -> None:
    source = '#include "blockpool.h"\nint pp_get(pp_pool *pool, void **block) { (void)pool; (void)block; return 1; }\n'
    with pytest.raises(SubjectError, match="missing symbol: pp_return"):
        Session(build_of(blocks(24), source))


def test_what_is_not_promised_is_not_done(build_of: BuildOf, observe: Observe) -> None:
    text = blocks(24, more='[size]\nsmallest = 2\nlargest = 24\ntoo_large = "undefined"\n')
    undefined = [
        op.clear(),
        op.destroy_null(),
        op.take(),
        op.reset(),
        op.get_exactly(1),
        op.get_exactly(25),
        op.misuse(Target.NULL),
        op.misuse(Target.RETURNED),
        op.create(3, 0, pool=1),
        op.short_of_memory(op.create_default(pool=1), 1),
    ]
    first = [op.create_default(), op.get_exactly(2), op.give_back()]
    seen = observe(build_of(text), *first, *undefined)
    assert [each.state for each in seen] == [State.DONE] * len(first) + [State.INAPPLICABLE] * len(undefined)


# ---- which pools there can be, and what is never asked ----


def states(seen: list[Observation]) -> str:
    return "".join("x" if each.state == State.INAPPLICABLE else "." for each in seen)


def test_a_pool_that_needs_all_back_is_destroyed_only_then(build_of: BuildOf, observe: Observe) -> None:
    text = blocks(24, more='[life]\nclear = true\ndestroy = "needs-all-returned"\n')
    operations = (op.create_default(), op.get(), op.destroy(), op.give_back(), op.destroy())
    assert states(observe(build_of(text), *operations)) == "..x.."
    assert states(observe(build_of(text), op.create_default(), op.get(), op.clear(), op.destroy())) == "...."


def test_of_a_pool_that_is_the_only_one_there_is_no_second(build_of: BuildOf, observe: Observe) -> None:
    subject = build_of(blocks(24, more='[life]\ninstances = "one"\n'))
    operations = (op.create_default(), op.create_default(pool=1), op.get(pool=1), op.destroy(), op.create_default(pool=1))
    assert states(observe(subject, *operations)) == ".xx.."
    with Session(subject) as session:
        session.run([op.create_default()])
        left_alive = session.run([op.create_default()])
        assert states([each.observation for each in left_alive]) == "x"


def test_without_create_there_is_one_pool_in_a_process(build_of: BuildOf) -> None:
    subject = build_of(blocks(24, more=ONLY_ONE))
    first = (op.create(3, 0), op.create_default(), op.get(), op.create_default(pool=1), op.destroy())
    with Session(subject) as session:
        assert states([each.observation for each in session.run(first)]) == "x..xx"
        assert states([each.observation for each in session.run(first)]) == "xxxxx"
        assert states([each.observation for each in session.run(first, fresh=True)]) == "x..xx"


ALL_MISUSE = "".join(
    f'{name} = "ignored"\n' for name in ("[misuse]\nnull", "foreign", "other_pool", "interior", "double", "revoked", "record")
)
TRIED = {
    "every misuse, ignored": blocks(40, 8, more=ALL_MISUSE + "[life]\nclear = true\n[sequence]\nsize = 24\ncount = 5\n"),
    "every misuse, refused": blocks(
        1, 1, more=ALL_MISUSE.replace("ignored", "refused:-3") + "[life]\nclear = true\n[sequence]\nsize = 3\ncount = 5\n"
    ),
    "nothing but proper": blocks(24, 8),
    "one, sized": blocks(
        64, 64, more='[size]\nsmallest = 3\nlargest = 60\ntoo_large = "undefined"\n[life]\ninstances = "one"\n'
    ),
    "pages that stay": blocks(
        4096, 4096, more='[life]\ndestroy = "needs-all-returned"\n[misuse]\nforeign = "ignored"\ninterior = "refused"\n'
    ),
}


def anything(source: random.Random) -> Operation:
    """Any operation there is, promised or not."""
    kind = source.choice([*Kind, Kind.GET, Kind.GET, Kind.RETURN, Kind.RETURN])
    flags = Flag.OBSERVE_USAGE if source.random() < 0.3 else Flag.NONE
    if kind == Kind.CREATE and source.random() < 0.7:
        flags |= Flag.DEFAULT_CONFIG
    if source.random() < 0.5:
        flags |= Flag.EXACT
    value = source.choice([0, 1, 4, 5, 60, 61, 2**40])
    return Operation(
        kind, source.randrange(3), source.choice([*Target]), flags, source.randrange(40), source.randrange(500), value
    )


@pytest.mark.parametrize("text", TRIED.values(), ids=TRIED)
def test_whatever_is_asked_nothing_is_done_that_is_not_promised(text: str, build_of: BuildOf, observe: Observe) -> None:
    """The sound pool aborts at what its contract leaves undefined."""
    source = random.Random(1)
    operations = [op.create_default(), *(anything(source) for _ in range(3000))]
    seen = observe(
        build_of(text), *(each._replace(target=each.target % 8) if each.kind in WRITES_OF else each for each in operations)
    )
    assert {each.state for each in seen} == {State.DONE, State.INAPPLICABLE}
    assert not any(each.dirty_count or each.disturbed_kind or each.changed_free_kind or each.overlaps_kind for each in seen)


FOREIGN = (ForeignAddress.OF_THE_WORKER, ForeignAddress.MISALIGNED, ForeignAddress.OF_THE_WORKER_TOO, ForeignAddress.STACK)


def test_around_a_foreign_address_memory_can_be_read_and_written(build_of: BuildOf, observe: Observe) -> None:
    careless = """#define OWN_give_back
#include "pool.h"
static int give_back(pp_pool *pool, void *block) {
  if (locate(pool, block).kind != WHOSE_FOREIGN) return plain_give_back(pool, block);
  memset((char *)block - 4096, 0x11, 8192);
  return 0;
}
"""
    text = blocks(24, 8, more='[misuse]\nforeign = "ignored"\n')
    tried = [op.foreign(which) for which in ForeignAddress]
    seen = observe(build_of(text, careless), op.create_default(), op.get(), *tried, op.give_back(), op.destroy())
    done = [which for which, each in zip(ForeignAddress, seen[2:], strict=False) if each.state == State.DONE]
    assert done == [*FOREIGN, ForeignAddress.HEAP]
    addresses = {each.address for each in seen[2:-2] if each.address}
    assert len(addresses) == len(done)


def test_nothing_lies_inside_a_block_of_one_byte(build_of: BuildOf, observe: Observe) -> None:
    operations = (op.create_default(), op.get(), op.misuse(Target.INTERIOR))
    assert states(observe(build_of(blocks(1, more='[misuse]\ninterior = "ignored"\n')), *operations)) == "..x"
    assert states(observe(build_of(blocks(2, 2, more='[misuse]\ninterior = "ignored"\n')), *operations)) == "..."
