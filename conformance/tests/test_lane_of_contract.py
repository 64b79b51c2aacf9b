"""The native lane by any contract: the model in C is the one in Python, in every order, and what is promised to abort is not
asked."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from poolproof.conformance.faults.of_contract import example_contracts
from poolproof.conformance.generators.walks import Walk, WalkShape
from poolproof.conformance.judge import Abilities, Judge
from poolproof.conformance.operations import Kind, Operation
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import LaneOrder, Subject
from poolproof.conformance.verification.promised import Promised
from poolproof.spec.contracts import Contract
from poolproof.spec.vocabulary import KINDS, OUTCOMES

BuildOf = Callable[..., Subject]

FILES = {each.stem: each for each in example_contracts()}
WHERE_MUCH_IS_LENT = ("two-hundred-thousand", "large-blocks")


def configuration_of(contract: Contract) -> tuple[int, int, bool]:
    return contract.block.count, contract.sequence.count if contract.sequence is not None else 1, True


@pytest.mark.parametrize("name", [name for name in FILES if name not in WHERE_MUCH_IS_LENT])
def test_a_sound_pool_is_answered_as_the_model_says(name: str, build_of: BuildOf) -> None:
    """It ends the process where anything is asked that is not promised, or is promised to abort."""
    subject = build_of(FILES[name].read_text(encoding="utf-8"))
    with Session(subject) as session:
        run = session.run_lane(LaneOrder([configuration_of(subject.contract)]), 1, 60_000)
    assert (run.death, run.log) == (None, ())
    assert run.operations == 60_000
    done = [sum(run.reached[place] for place in range(len(run.reached)) if place // OUTCOMES % KINDS == kind) for kind in Kind]
    assert min(done[Kind.GET], done[Kind.RETURN]) > 6000


# ---- side by side with the model in Python ----

BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = 24\nalign = 8\ncount = 7\n'
REFUSES = 'exhausted = "refused:-9"\n'
GROWS = 'capacity = "at-least"\nexhausted = "grows"\n'
MISUSE = '[misuse]\ndouble = "refused:3"\nnull = "refused"\nforeign = "ignored"\ninterior = "refused:4"\n'
CLEARED = "[life]\nclear = true\n"
COUNTED = "[counters]\n" + "".join(f'{name} = "exact"\n' for name in ("capacity", "used", "free", "peak"))
ORDERS = {
    "any": MISUSE + CLEARED,
    "any, ascending": '[order]\nfresh = "ascending"\n' + CLEARED,
    "any, as created": '[order]\nfresh = "descending"\nafter_clear = "as-created"\n' + CLEARED,
    "lifo": '[order]\nreuse = "lifo"\nfresh = "descending"\n' + MISUSE + CLEARED,
    "lifo, as created": '[order]\nreuse = "lifo"\nafter_clear = "as-created"\n' + CLEARED,
    "lifo, fresh first": '[order]\nreuse = "lifo"\nfresh_first = true\nfresh = "ascending"\n' + CLEARED,
    "fifo": '[order]\nreuse = "fifo"\n' + CLEARED,
    "fifo, as created": '[order]\nreuse = "fifo"\nfresh = "ascending"\nafter_clear = "as-created"\n' + MISUSE + CLEARED,
    "lowest address": '[order]\nreuse = "lowest-address"\n' + CLEARED,
    "lowest address, as created": '[order]\nreuse = "lowest-address"\nafter_clear = "as-created"\n' + CLEARED,
}
CONTRACTS = {
    **{name: BLOCKS + REFUSES + text + COUNTED for name, text in ORDERS.items()},
    "fifo that grows": BLOCKS + GROWS + '[order]\nreuse = "fifo"\n' + COUNTED,
    "lifo that grows": BLOCKS + GROWS + '[order]\nreuse = "lifo"\n' + CLEARED + COUNTED,
    "lifo of at least": BLOCKS + 'capacity = "at-least"\n[order]\nreuse = "lifo"\nfresh_first = true\n' + CLEARED + COUNTED,
    "kept": BLOCKS + '[contents]\nat_get = "kept"\nwhile_free = "kept"\n' + CLEARED,
    "poisoned": BLOCKS + '[contents]\nat_get = "0x11"\nwhile_free = "0xDD"\n' + CLEARED,
    "blank and kept": BLOCKS + '[order]\nreuse = "fifo"\n[contents]\nat_get = "zero"\nwhile_free = "kept"\n',
    "sized": BLOCKS + '[size]\nsmallest = 3\nlargest = 20\ntoo_large = "refused:7"\nbefore_capacity = false\n' + CLEARED,
    "a sequence": BLOCKS + '[sequence]\nsize = 20\ncount = 5\nnumber_at = 9\nexhausted = "refused:5"\n' + CLEARED,
}

DRAWN = "((pool->drawn = pool->drawn * 1103515245u + 12345u) >> 18) % {often} == 0"
ANOTHER_BLOCK = """
#define POOL_FIELDS uint32_t drawn;
#define OWN_next
#include "pool.h"
static uint32_t next(pp_pool *pool) {
  const bool is_wrong = pool->free_count > 1 && DRAWN;
  const uint32_t ahead = 1 + (pool->drawn >> 20) % (is_wrong ? pool->free_count - 1 : 1);
  if (is_wrong && ORDER_REUSE != REUSE_LOWEST_ADDRESS) {
    const uint32_t first = *in_order(pool, 0);
    *in_order(pool, 0) = *in_order(pool, ahead);
    *in_order(pool, ahead) = first;
  }
  if (!is_wrong || ORDER_REUSE != REUSE_LOWEST_ADDRESS) return plain_next(pool);
  uint32_t number = lowest_free(pool), left = ahead;
  while (left != 0 && number + 1 < pool->capacity) left -= pool->is_free[++number];
  while (!pool->is_free[number]) --number;
  --pool->free_count;
  return number;
}
"""
OTHER_CONTENTS = """
#define POOL_FIELDS uint32_t drawn;
#define OWN_prepare
#define OWN_retire
#define OWN_prepare_record
#include "pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  if (DRAWN) block_at(pool, number)[(pool->drawn >> 20) % BLOCK_SIZE] ^= 4;
}
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  if (DRAWN) block_at(pool, number)[(pool->drawn >> 20) % BLOCK_SIZE] ^= 4;
}
static void prepare_record(pp_pool *pool, uint32_t number) {
  plain_prepare_record(pool, number);
  if (DRAWN) record_at(pool, number)[(pool->drawn >> 20) % RECORD_SIZE] ^= 4;
}
"""
OTHER_ANSWERS = """
#define POOL_FIELDS uint32_t drawn;
#define OWN_exhausted
#define OWN_too_large
#define OWN_misuse
#define OWN_give_back
#include "pool.h"
static int exhausted(pp_pool *pool) { return plain_exhausted(pool) + (DRAWN); }
static int too_large(pp_pool *pool) { return plain_too_large(pool) + (DRAWN); }
static int misuse(pp_pool *pool, enum whose whose, int state) { return plain_misuse(pool, whose, state) + (DRAWN); }
static int give_back(pp_pool *pool, void *block) {
  return is_proper(pool, block) && DRAWN ? 77 : plain_give_back(pool, block);
}
"""
CHANCES = {"another block": ANOTHER_BLOCK, "other contents": OTHER_CONTENTS, "other answers": OTHER_ANSWERS}
OFTEN, WALKS, LENGTH = 50, 30, 250
OF_CONTENTS = ("kept", "poisoned", "blank and kept", "a sequence")
OF_ANSWERS = ("any", "lifo", "fifo, as created", "sized", "lifo of at least")
PAIRS = [
    *((name, "another block") for name in CONTRACTS if name not in (*OF_CONTENTS, "sized")),
    *((name, "other contents") for name in OF_CONTENTS),
    *((name, "other answers") for name in OF_ANSWERS),
]


def first_finding(session: Session, operations: Sequence[Operation]) -> int | None:
    contract = session.subject.contract
    judge = Judge(Abilities(counts_allocations=True), contract)
    trace = session.run(operations)
    return min((each.place for step in trace for each in judge.observe(step)), default=None)


@pytest.mark.parametrize(("name", "chance"), PAIRS)
def test_the_model_in_c_agrees_with_the_one_in_python(name: str, chance: str, build_of: BuildOf) -> None:
    """On a pool that goes wrong now and then: both find the same operation wrong first, or none."""
    source = CHANCES[chance].replace("DRAWN", DRAWN.format(often=OFTEN))
    subject = build_of(CONTRACTS[name], source)
    promised = Promised(subject.contract)
    seen = set()
    with Session(subject) as session:
        session.default_capacities = configuration_of(subject.contract)[:2]
        for seed in range(WALKS):
            walk = Walk(random.Random(seed), WalkShape(None, *session.default_capacities, length=LENGTH)).operations()
            operations = promised.admitted(walk)
            place = session.replay_in_lane(operations).place
            assert place == first_finding(session, operations), f"walk {seed}"
            seen.add(place is None)
    assert (False in seen) == ((name, chance) != ("any", "another block"))  # where nothing is wrong with that


# ---- every state of small pools ----

SMALL = 'contract = 1\nname = "tried"\n[block]\nsize = 24\nalign = 8\ncount = 3\n' + REFUSES
EXPLORED = {
    "any": SMALL + CLEARED,
    "fifo": SMALL + '[order]\nreuse = "fifo"\n' + CLEARED + COUNTED,
    "lowest address": SMALL + '[order]\nreuse = "lowest-address"\n[contents]\nat_get = "kept"\n',
    "a byte while free": SMALL + '[contents]\nwhile_free = "0xDD"\n[sequence]\nsize = 16\ncount = 2\nnumber_at = 8\n',
    "it aborts": SMALL.replace(REFUSES, 'exhausted = "aborts"\n') + '[misuse]\ndouble = "aborts"\n',
}
SECOND_FIRST = """
#define OWN_next
#include "pool.h"
static uint32_t next(pp_pool *pool) {
  if (pool->free_count != 2 || *in_order(pool, 0) != 2) return plain_next(pool);
  return *in_order(pool, --pool->free_count);
}
"""


@pytest.mark.parametrize("name", EXPLORED)
def test_every_state_of_a_small_pool_is_visited(name: str, build_of: BuildOf) -> None:
    subject = build_of(EXPLORED[name])
    with Session(subject) as session:
        count, records, _ = configuration_of(subject.contract)
        first = session.explore(count, records, 100_000)
        again = session.explore(count, records, 100_000)
    assert (first.is_whole, first.log) == (True, ())
    assert first.states > count
    assert first == again


def test_a_state_that_is_left_wrongly_is_found_and_shown_again(build_of: BuildOf) -> None:
    with Session(build_of(EXPLORED["fifo"], SECOND_FIRST)) as session:
        exploration = session.explore(3, 1, 100_000)
        assert exploration.log
        assert first_finding(session, exploration.log) == len(exploration.log) - 1
