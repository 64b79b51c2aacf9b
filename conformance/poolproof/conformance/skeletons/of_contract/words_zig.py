"""How Zig spells what its templates ask for."""

from __future__ import annotations

from typing import Final

from poolproof.spec.contracts import Contract, How

from . import words_rust
from .answers import Given, answer_to, answers_of
from .facts import Facts

_NUMBER_BYTES: Final = 8


def words_of(contract: Contract, facts: Facts) -> Facts:
    out_of_memory = Given(("life.out_of_memory",), answer_to(contract, "life.out_of_memory"))
    answers = answers_of(contract) | {"out_of_memory": out_of_memory}
    number_at = facts["number_at"]
    assert isinstance(number_at, int)
    words = words_rust.words_of(contract, facts)  # functions have their names of the binding, and one language of conditions
    size = facts["takes_size"]
    own = {
        "has_constant_count": facts["only_pool"] or facts["binding_1"],
        "allocates": facts["has_create"] and not facts["all_in_storage"],
        "cuts": facts["has_create"],
        "initial": "pool.count - 1 - number" if bool(facts["lifo"]) != bool(facts["descending"]) else "number",
        "next_fresh": "fresh_left - 1" if facts["descending"] else "pool.fresh",
        "ignores_size": size and not facts["checks_size"],
        "record_count_of_pool": "pool.record_count" if facts["binding_1"] else "record_count",
        "record_count_at_create": "records" if facts["binding_1"] else "record_count",
        "records_or_none": "record_count" if facts["sequence"] else "0",
        "number_end": number_at + _NUMBER_BYTES,
        "pool_parameter": "_: ?*Pool" if facts["only_pool"] else "pool: *Pool",
        "pool_parameter_const": "_: ?*const Pool" if facts["only_pool"] else "pool: *const Pool",
        "pool_word": "thePool()" if facts["only_pool"] else "pool",
        "size_parameter_c": ", size: usize" if size else "",
        "size_parameter_unused": ", _: usize" if size else "",
        "size_given": "size, " if facts["checks_size"] else "",
        "taken_now": "@intCast(pool.taken)" if facts["sequence"] else "0",
    }
    return words | own | _memory(facts) | {f"{name}_answer": _statement(given) for name, given in answers.items()}


def _memory(facts: Facts) -> Facts:
    holds, per_block, once = ["the pool"], [], ["@sizeOf(Pool) + @alignOf(Pool)"]
    if facts["lists"]:
        holds.append(f"its {facts['list']}")
        per_block.append("@sizeOf(usize)")
    if facts["marks"]:
        holds.append("the states")
        per_block.append("1")
    if facts["sequence"] and not facts["records_in_storage"]:
        holds.append("the records")
        once.append(f"{'records' if facts['binding_1'] else 'record_count'} * record_stride + record_align")
    if not facts["given"]:
        holds.append("the blocks")
        per_block.append("stride")
        once.append("block_align")
    in_storage = "storage" if facts["given"] else "at"
    return {
        "what_it_holds": f"{', '.join(holds[:-1])} and {holds[-1]}",
        "bytes_for": " + ".join([*once, f"count * ({' + '.join(per_block)})"]),
        "handle_from": "storage" if facts["all_in_storage"] else "at",
        "blocks_from": in_storage,
        "records_from": in_storage if facts["records_in_storage"] else "at",
    }


def _statement(given: Given) -> str:
    table = given.keys[0].partition(".")[0]
    names = [each.partition(".")[2] for each in given.keys]
    keys = given.keys[0] if len(names) == 1 else f"{table}: {', '.join(names)}"
    match given.answer.how:
        case How.REFUSED:
            return f"return {given.answer.code}; // {keys}"
        case How.IGNORED:
            return f"return 0; // {keys}, ignored"
        case How.ABORTS:
            return f"std.process.abort(); // {keys}"
        case _:  # create can't go on, whatever is promised
            return "return 7; // there is no memory"
