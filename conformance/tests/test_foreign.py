"""Addresses that are no pool's: they lie where their names say, no buffer is among them, and there are thousands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.generators.foreign import foreign_everywhere
from poolproof.conformance.judge import Abilities, Finding, judge
from poolproof.conformance.observations import State
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Worker, resolve
from poolproof.conformance.verification.minimising.confirm import Confirmer
from poolproof.conformance.verification.minimising.trials import Trials
from poolproof.conformance.verification.minimising.uniform import told_uniformly

Build = Callable[..., Path]
PoolSource = Callable[..., str]


def mapped(process_id: int, address: int) -> tuple[str, str]:
    """What may be done with the page of a process, and what it is of."""
    for line in Path(f"/proc/{process_id}/maps").read_text().splitlines():
        first, behind = (int(each, 16) for each in line.split()[0].split("-"))
        if first <= address < behind:
            return line.split()[1], line.split(maxsplit=5)[-1]
    return "----", "nothing"


def test_foreign_addresses_lie_where_their_names_say() -> None:
    entry = op.ForeignAddress
    before = [op.create(2, 2), op.get(), op.take()]
    sure = [op.foreign(which, 8) for which in entry if which > entry.ANYWHERE and which != entry.LIBRARY_DATA]
    unsure = [op.foreign(which, 64) for which in entry if entry.BESIDE_BLOCK <= which < entry.ANYWHERE]
    unsure += [op.foreign(entry.ANYWHERE, 1 << 40), op.foreign(entry.LIBRARY_DATA)]
    all_seen = [op.get(), op.create(1, 1, 1), op.get(8, 1)]
    with Worker(resolve("native")) as each:
        asked = [*before, *sure, *unsure, *all_seen, *unsure]
        seen = dict(enumerate(zip(asked, each.run(asked, new_session=True).observations, strict=True)))
        process_id = each._process.process_id
        where = {op_.foreign_address: mapped(process_id, one.address) for op_, one in seen.values() if op_.is_misuse}
    states = [one.state for op_, one in seen.values() if op_.is_misuse]
    assert states[: len(sure)] == [State.DONE] * len(sure)
    assert states[len(sure) : len(sure) + len(unsure)] == [State.INAPPLICABLE] * len(unsure)
    assert states[len(sure) + len(unsure) :] == [State.DONE] * len(unsure)
    library = str(resolve("native").path)
    assert where[entry.LIBRARY_CODE][1] == library
    assert "w" not in where[entry.LIBRARY_CODE][0]
    assert where[entry.C_LIBRARY][1].endswith("libc.so.6")
    assert "w" not in where[entry.C_LIBRARY][0]
    assert where[entry.WORKER][1].endswith("poolproof-worker")
    assert where[entry.KERNEL_PAGES][1] == "[vdso]"
    assert where[entry.ABOVE_STACK][1] == "[stack]"
    buffer = next(one.address for op_, one in seen.values() if op_.kind == op.Kind.GET)
    beside = [one.address for op_, one in seen.values() if op_.is_misuse and op_.foreign_address == entry.BESIDE_BLOCK]
    assert beside == [0, buffer + 64]


def test_a_buffer_is_no_foreign_address_of_its_own_pool() -> None:
    entry = op.ForeignAddress
    opening = [op.create(2, 2), op.get(), op.get()]
    with Worker(resolve("native")) as each:
        first, second = (one.address for one in each.run(opening, new_session=True).observations[1:])
        asked = [
            op.foreign(entry.BESIDE_BLOCK),
            op.foreign(entry.BESIDE_BLOCK, second - first),
            op.foreign(entry.ANYWHERE, second),
            op.foreign(entry.ANYWHERE, second + 8),
        ]
        states = [one.state for one in each.run(asked).observations]
    assert states == [State.INAPPLICABLE] * 3 + [State.DONE]


def test_thousands_are_shown_in_every_state_and_others_for_each_seed() -> None:
    first, second = ({*foreign_everywhere((16, 1024), [], seed)} for seed in (0, 1))
    assert len(second - first) > 1000
    with Session(resolve("native")) as session:
        session.default_capacities = 16, 1024
        everything = foreign_everywhere((16, 1024), [0x1234567], 0)
        assert session.replay_in_lane(everything).place is None
        trace = session.run(everything)
    shown = [step for step in trace if step.operation.is_misuse and step.observation.state == State.DONE]
    assert {step.observation.status for step in shown} == {4}
    applied = Counter(step.operation.foreign_address for step in shown)
    new = [each for each in op.ForeignAddress if each >= op.ForeignAddress.BESIDE_BLOCK]
    assert min(applied[each] for each in new) > 100
    assert len({step.observation.address for step in shown}) > 3000


def test_at_distances_made_of_a_word_its_products_are_alike() -> None:
    """Whatever the address: the upper bits of what a hash makes of it are those of the buffer's."""
    word, address = 0x9E3779B97F4A7C15, 0x7F0012345680
    everything = foreign_everywhere((2, 2), [word], 0)
    beside = [each.value for each in everything if each.is_misuse and each.foreign_address == op.ForeignAddress.BESIDE_BLOCK]
    alike = [each for each in beside if ((address + each) * word ^ address * word) % 2**64 >> 40 == 0]
    assert alike


@pytest.mark.parametrize(
    ("capacity", "requirement", "told"),
    [
        ("number == pool->soa_capacity", "OWN-1", "no buffer"),
        ("number < pool->soa_capacity && !pool->lent[number]", "OWN-2", "nothing was lent there since create"),
    ],
)
def test_a_guess_is_blamed_by_what_a_drain_shows_there(
    build: Build, pool_source: PoolSource, capacity: str, requirement: str, told: str
) -> None:
    takes = f"  if (offset % sizeof(bp_soa) == 0 && {capacity}) return BP_OK;\n  if (number >= pool"
    library = build(pool_source("array_stack", ("  if (number >= pool", takes)))
    guesses = [op.misuse(op.Target.UNLENT, side, 3 * step) for step in (1, 2, 3) for side in (0, 1)]
    sequence = [op.create(3, 3), op.get(), *guesses, op.destroy()]
    abilities = Abilities(counts_allocations=True)
    with Session(resolve(str(library))) as session:
        found = judge(session.run(sequence), abilities).findings[0]
        told_as = Confirmer(session, abilities).confirm(sequence, found).finding
    assert told_as.requirements == (requirement,)
    assert told_as.expected.endswith(told)


def test_a_write_to_what_was_given_back_is_no_leak_to_be_told_in_lives() -> None:
    """No trial is made of it: there is none here."""
    stale = Finding(("LIFE-1",), 3, "nothing is written to memory that destroy gave back", "8 bytes changed")
    assert told_uniformly(cast(Trials, None), [op.create(1, 1), op.destroy()], stale) is None
