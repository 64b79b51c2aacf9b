"""The contracts that the model is proved for: every order with every promise that its step looks at, and the built-in ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from poolproof.spec.contracts import Contract, built_in_names, load_contract, read_contract
from poolproof.spec.errors import SpecError

ORDERS = ("any", "lifo", "fifo", "lowest-address")
QUICK = ("lifo, ascending", "fifo, as-created", "lowest-address", "any, at least")
"""Each order once."""

_FRESH = {"any": "", "ascending": 'fresh = "ascending"\n', "descending": 'fresh = "descending"\n'}
_CAPACITIES = {
    "": 'exhausted = "refused:-9"\n',
    "at least": 'capacity = "at-least"\n',
    "grows": 'capacity = "at-least"\nexhausted = "grows"\n',
}
_SIZES = {
    "": "",
    "sized": '[size]\nlargest = 20\ntoo_large = "refused:7"\n',
    "sized, capacity first": '[size]\nlargest = 20\ntoo_large = "refused:7"\nbefore_capacity = false\n',
}
_REST = """[life]
clear = true
[misuse]
null = "ignored"
foreign = "refused"
double = "refused:3"
[sequence]
size = 8
count = 3
exhausted = "refused:5"
"""
_COUNTERS = "[counters]\n" + "".join(f'{name} = "exact"\n' for name in ("capacity", "used", "free", "peak"))


def all_contracts() -> Iterator[tuple[str, Contract]]:
    """All that the language admits, by a name that says what is special. A size is tried with the plain ones alone."""
    options = product(ORDERS, _FRESH, (False, True), ("any", "as-created"), _CAPACITIES, _SIZES)
    for reuse, fresh, fresh_first, after_clear, capacity, size in options:
        special = [fresh if fresh != "any" else "", "fresh first" if fresh_first else ""]
        special += [after_clear if after_clear != "any" else "", capacity]
        if size and any(special):
            continue
        order = f'[order]\nreuse = "{reuse}"\n{_FRESH[fresh]}'
        order += f'after_clear = "{after_clear}"\n' + ("fresh_first = true\n" if fresh_first else "")
        block = f'contract = 1\nname = "tried"\n[block]\nsize = 24\nalign = 8\ncount = 7\n{_CAPACITIES[capacity]}'
        name = ", ".join(each for each in (reuse, *special, size) if each)
        try:
            yield name, read_contract(block + order + _SIZES[size] + _REST + _COUNTERS, name)
        except SpecError:
            continue  # the language refuses it: nobody can promise that
    for name in built_in_names():
        yield name, load_contract(name)
