"""In what a contract differs from the default one: counts and costs are numbers, all else is another promise."""

from __future__ import annotations

import pytest

from poolproof.spec.contracts import default_contract, default_counts, first_departure, read_contract

NUMBERS = """
[block]
count = 4
[sequence]
count = 6
[hot]
instructions = 900
[cost]
memory = 1000000
cache_hits = 0.5
tick_target = 9
tick_baseline = 11
"""

DEPARTURES = [
    ('[order]\nreuse = "fifo"', "order.reuse"),
    ('[order]\nfresh = "ascending"', "order.fresh"),
    ('[contents]\nat_get = "any"', "contents.at_get"),
    ('[block]\nexhausted = "refused"', "block.exhausted"),
    ("[block]\ncount = 4\ncounts = [4, 4]", "block.counts"),
    ("[block]\nall_counts = true", "block.all_counts"),
    ("size = false", "size"),
    ('sequence = false\n[misuse]\nrecord = "undefined"', "misuse.record"),
    ("hot = false", "hot"),
    ("cost = false", "cost"),
    ("[cost]\nmemory = 0", "cost.memory"),
    ("[hot]\ninstructions = 0", "hot.instructions"),
    ('[hot]\nsystem_calls = "futex"', "hot.system_calls"),
    ('[misuse]\ndouble = "ignored"', "misuse.double"),
    ('[counters]\nused = "at-rest"', "counters.used"),
    ("binding = 2\n[sequence]\ncounts = [1024, 1024]", "binding"),
]


def contract_of(lines: str) -> str:
    return f'contract = 1\nname = "own"\nbased_on = "knhk"\n{lines}'


def test_numbers_are_no_departure() -> None:
    assert first_departure(default_contract()) is None
    assert first_departure(read_contract(contract_of(NUMBERS), "here")) is None


@pytest.mark.parametrize(("lines", "key"), DEPARTURES, ids=[key for _, key in DEPARTURES])
def test_another_promise_is_told_by_its_key(lines: str, key: str) -> None:
    assert first_departure(read_contract(contract_of(lines), "here")) == key


def test_the_counts_of_a_default_pool() -> None:
    assert default_counts() == (16, 1024)
