"""How Rust spells what its templates ask for."""

from __future__ import annotations

from poolproof.spec.contracts import Contract, How

from .answers import Given, answer_to, answers_of
from .facts import Facts


def words_of(contract: Contract, facts: Facts) -> Facts:
    out_of_memory = Given(("life.out_of_memory",), answer_to(contract, "life.out_of_memory"))
    answers = answers_of(contract)
    statements = {f"{name}_answer": _statement(given, "return Err({});") for name, given in answers.items()}
    if "bad_config" in answers:
        statements["bad_config_code"] = _statement(answers["bad_config"], "return {};")
    words = statements | {"out_of_memory_answer": _statement(out_of_memory, "return {};")}
    return words | _of_pool(facts) | _of_binding(facts)


def _of_pool(facts: Facts) -> Facts:
    in_binding_1 = facts["binding_1"]
    return {
        "uses_block_bytes": facts["fills_at_get"] or facts["fills_at_return"],
        "or_clear": " or clear" if facts["clear"] else "",
        "in_order": ", in the order of create" if facts["clear"] else "",
        "that_came_back": " that came back" if facts["fresh_first"] else "",
        "but_what_it_grows_by": ", but for what it grows by" if facts["grows"] else "",
        "record_count_parameter": ", record_count: usize" if in_binding_1 else "",
        "storage_parameter": ", storage: *mut u8" if facts["given"] else "",
        "record_count_at_create": "record_count" if in_binding_1 else "RECORDS",
        "record_count_of_pool": "self.record_count" if in_binding_1 else "RECORDS",
        "or_new_vec": ": Vec::new()" if facts["grows"] else "",
        "or_new_queue": ": VecDeque::new()" if facts["grows"] else "",
        "frees_all": facts["clear"] or in_binding_1 or not facts["grows"],
        "has_clear": facts["clear"] or in_binding_1,
        "initial": _initial(facts),
        "next_fresh": "fresh_left - 1" if facts["descending"] else "self.fresh",
        "size_parameter": ", size: usize" if facts["checks_size"] else "",
        "and_not_followed": ", and never followed" if facts["checks_outside"] else "",
        "fills_memory": not facts["given"] or (facts["sequence"] and not facts["records_in_storage"]),
        "tells_capacity": facts["capacity"] or in_binding_1,
        "tells_used": facts["used"] or facts["peak"] or in_binding_1,
    }


def _of_binding(facts: Facts) -> Facts:
    prefix, size = facts["prefix"], facts["takes_size"]
    get, give_back, take, reset = "pp_get_sized" if size else "pp_get", "pp_return", "pp_take", "pp_reset"
    if facts["binding_1"]:
        get, give_back, take, reset = "bp_get_soa", "bp_return_soa", "bp_get_receipt", "bp_reset_receipts"
    handle = "_pool" if facts["only_pool"] else "pool"
    size_name = "size" if facts["checks_size"] else "_size"
    return {
        "prefix": prefix,
        "get_function": get,
        "return_function": give_back,
        "take_function": take,
        "reset_function": reset,
        "pool_parameter": f"{handle}: *mut Pool",
        "pool_parameter_const": f"{handle}: *const Pool",
        "size_parameter_c": f", {size_name}: usize" if size else "",
        "size_parameter_unused": ", _size: usize" if size else "",
        "size_of_adapter": "size" if size else "",
        "takes_records": facts["sequence"] or facts["binding_1"],
        "or_too_large": ", or size.too_large" if facts["checks_size"] else "",
        "size_argument": "size" if facts["checks_size"] else "",
        "storage_field": "storage" if facts["given"] else "_storage",
        "record_count_given": ", record_count as usize" if facts["binding_1"] else "",
        "storage_given": ", (*config).storage" if facts["given"] else "",
        "taken_now": "(*pool).taken() as u32" if facts["sequence"] else "0",
    }


def _initial(facts: Facts) -> str:
    """Numbers in the order of the list: the stack's last one is next, the queue's first one."""
    is_turned = bool(facts["lifo"]) != bool(facts["descending"])
    return "(0..self.count).rev()" if is_turned else "0..self.count"


def _statement(given: Given, refusal: str) -> str:
    table = given.keys[0].partition(".")[0]
    names = [each.partition(".")[2] for each in given.keys]
    keys = given.keys[0] if len(names) == 1 else f"{table}: {', '.join(names)}"
    match given.answer.how:
        case How.REFUSED:
            return f"{refusal.format(given.answer.code)} // {keys}"
        case How.IGNORED:
            return f"return Ok(()); // {keys}, ignored"
        case How.ABORTS:
            return f"std::process::abort(); // {keys}"
        case _:  # create can't go on, whatever is promised
            return f"{refusal.format(7)} // there is no memory"
