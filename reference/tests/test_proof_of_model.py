"""The proof of the model: it is of the shipped text, no changed text is proved, and what stands for the model is like it."""

from __future__ import annotations

import random
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from poolproof.reference import promises
from poolproof.reference.persistent import EMPTY_ROW, EMPTY_STACK, NumberSet
from poolproof.reference.promises import Clear, Get, Lends, PoolState, Return, Seen

z3 = pytest.importorskip("z3", reason="z3 is not installed (make prove-model installs it)")

from poolproof.reference.proof import loading, proving  # noqa: E402
from poolproof.reference.proof.contracts import QUICK  # noqa: E402
from poolproof.reference.proof.goals import Goal  # noqa: E402
from poolproof.reference.proof.invariant import Clock, View, invariant  # noqa: E402
from poolproof.reference.proof.parts import SymbolicRow, SymbolicStack, part_of  # noqa: E402
from poolproof.reference.proof.paths import ends  # noqa: E402
from poolproof.reference.proof.symbols import Number, number  # noqa: E402

MUTANTS = {each.says: each for each in proving.mutants()}
SOME_MUTANTS = ("a double return is taken", "the peak forgets", "a queue is not turned round")
NUMBERS = st.integers(0, 6)


@pytest.mark.parametrize("name", [proving.PLAIN, "lifo", *(pytest.param(each, marks=pytest.mark.long) for each in QUICK)])
def test_the_shipped_model_is_proved(name: str) -> None:
    proved = proving.prove(name)
    assert proved.left == ()
    assert proved.goals > 50


@pytest.mark.parametrize(
    "says", [*SOME_MUTANTS, *(pytest.param(each, marks=pytest.mark.long) for each in MUTANTS if each not in SOME_MUTANTS)]
)
def test_no_changed_model_is_proved(says: str) -> None:
    assert proving.prove(MUTANTS[says].by, MUTANTS[says].changed(), seconds=2, stops=True).left


def test_what_is_proved_is_the_text_that_runs() -> None:
    assert loading.texts()["promises"].startswith('"""The model of every contract')
    assert loading.load(loading.texts())["promises"].step.__code__.co_code == promises.step.__code__.co_code


@settings(max_examples=30, deadline=None)
@given(st.lists(NUMBERS, unique=True), NUMBERS)
def test_a_symbolic_stack_does_what_the_models_does(numbers: list[int], sought: int) -> None:
    stack = EMPTY_STACK
    for each in numbers:
        stack = stack.push(each)
    one = part_of(stack)
    assert isinstance(one, SymbolicStack)
    assert _value(one.count) == len(stack)
    assert _is(one.holds(z3.IntVal(sought))) == (sought in stack)
    for end in ends(lambda: (one.top, one.below, one.turned), ()):
        if not numbers:
            assert isinstance(end.error, IndexError)
            continue
        top, below, turned = end.value  # type: ignore[misc]
        assert _value(top.term) == stack.top
        assert [_value(below.at[i]) for i in range(len(numbers) - 1)] == [*stack.below][::-1]
        like = [turned.at[i] == each for i, each in enumerate(reversed([*stack.turned]))]
        assert Goal(end.holds, (("turned", z3.And(*like)),)).open_claims() == []


@settings(max_examples=30, deadline=None)
@given(st.sets(NUMBERS), st.sets(NUMBERS), NUMBERS)
def test_a_symbolic_set_does_what_the_models_does(numbers: set[int], others: set[int], n: int) -> None:
    made = NumberSet(numbers)
    one = part_of(made)
    apart = NumberSet(others - numbers)
    for symbolic, plain in (
        (one, made),
        (one.with_number(n), made.with_number(n)),
        (one.without_number(n), made.without_number(n)),
    ):
        assert [_is(symbolic.holds(z3.IntVal(each))) for each in range(8)] == [each in plain for each in range(8)]
        assert _value(symbolic.count) == len(plain)
    for end in ends(lambda: one.with_all(apart), ()):
        united = end.value
        assert not isinstance(united, tuple | None)
        whole = made.with_all(apart)
        like = [united.holds(z3.IntVal(each)) == (each in whole) for each in range(8)]  # type: ignore[attr-defined]
        claims = (("united", z3.And(*like)), ("counted", united.count == len(whole)))  # type: ignore[attr-defined]
        assert Goal(end.holds, claims).open_claims() == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(NUMBERS, st.integers(0, 3)), unique_by=lambda pair: pair[0], min_size=1))
def test_a_symbolic_row_does_what_the_models_does(pairs: list[tuple[int, int]]) -> None:
    row, one = EMPTY_ROW, part_of(EMPTY_ROW)
    for each, address in pairs:
        row, one = row.with_number(each, address), one.with_number(Number(z3.IntVal(each)), address)
    assert isinstance(one, SymbolicRow)
    for end in ends(lambda: (one.lowest, one.lowest_address, one.without_lowest), ()):
        lowest, address, rest = end.value  # type: ignore[misc]
        claims = [("lowest", lowest.term == row.lowest), ("its address", address.term == row.lowest_address)]
        claims += [("rest", rest.holds(z3.IntVal(n)) == (n in row.without_lowest.numbers)) for n in range(7)]
        claims.append(("counted", rest.count == len(row.without_lowest)))
        assert Goal(end.holds, tuple(claims)).open_claims() == []


@pytest.mark.parametrize("name", ["lifo", "fifo, as-created", "lowest-address", "any, at least", "lifo, fresh first"])
def test_the_invariant_holds_of_what_is_reached(name: str) -> None:
    """So it is not too much to assume: it rules no state out that there is."""
    contract = proving.contracts()[name]
    source = random.Random(1)
    state, clock = promises.create(contract, 4, 3), Clock(z3.K(z3.IntSort(), z3.IntVal(-1)), z3.IntVal(0))
    for round_number in range(60):
        state, clock = _moved(contract, state, clock, source)
        if round_number % 6 == 0:
            assert Goal((), tuple(invariant(contract, View(state), clock))).open_claims() == []


def _moved(contract: Any, state: PoolState, clock: Clock, source: random.Random) -> tuple[PoolState, Clock]:
    lent = [*state.lent]
    if source.random() < 0.1:
        after = promises.step(contract, state, Clear(), Seen())
        assert isinstance(after, PoolState)
        return after, clock
    if lent and source.random() < 0.5:
        block = source.choice(lent)
        after = promises.step(contract, state, Return(block), Seen(0, block, block))
        assert isinstance(after, PoolState)
        return after, clock.after_return(number(block))
    due = promises.expected(contract, state, Get())
    if not isinstance(due, Lends):
        return state, clock
    for block in source.sample(range(state.known + 1), state.known + 1):
        after = promises.step(contract, state, Get(), Seen(0, block, block))
        if isinstance(after, PoolState) and len(after.lent) <= 5:
            return after, clock
    return state, clock


def test_a_symbol_is_refused_where_it_would_be_taken_for_a_number() -> None:
    symbol = Number(z3.Int("n"))
    for operation in (lambda: 1 << symbol, lambda: symbol // 2, lambda: [][symbol] if symbol else 0, lambda: -symbol):
        with pytest.raises(NotImplementedError, match="of a symbol"):
            operation()
    with pytest.raises(NotImplementedError, match="a range of a symbol"):
        loading.load(loading.texts())["orders"].__dict__["__builtins__"]["range"](symbol)


def _value(term: Any) -> int:
    return int(z3.simplify(term).as_long())


def _is(term: Any) -> bool:
    return bool(z3.is_true(z3.simplify(term)))


# ---- the command ----


def test_the_command_says_what_it_proved() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "poolproof.reference.proof", "plain"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("proved: ")


@pytest.mark.parametrize(
    ("arguments", "code", "says"), [(["none"], 2, "no contract of the proof"), (["--list"], 0, "lifo, fresh first")]
)
def test_the_command_takes_names(arguments: list[str], code: int, says: str) -> None:
    done = CliRunner().invoke(import_module("poolproof.reference.proof.__main__").main, arguments)
    assert done.exit_code == code
    assert says in done.output


def test_without_z3_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    command = import_module("poolproof.reference.proof.__main__")
    monkeypatch.setattr(command, "find_spec", lambda _: None)
    done = CliRunner().invoke(command.main, [])
    assert done.exit_code == 4
    assert "pip install z3-solver" in done.output
