"""How C spells what its template asks for."""

from __future__ import annotations

from poolproof.spec.contracts import Answer, Contract, How

from .answers import Given, answer_to, checks_of
from .facts import Facts


def words_of(contract: Contract, facts: Facts) -> Facts:
    words = _answers(contract) | _signatures(facts) | _memory(facts)
    is_one_aborted = any(str(each).startswith("abort") for each in words.values())
    count = "pool->record_count" if facts["binding_1"] else "RECORDS"
    marks = facts["marks"] and not (facts["told_apart"] and facts["only_pool"])
    return words | {
        "pool": f"{facts['prefix']}_pool",
        "standard_library": is_one_aborted or (facts["has_create"] and not facts["all_in_storage"]),
        "sets_memory": any(facts[each] for each in ("fills_at_get", "fills_at_return", "touches", "numbered")) or marks,
        "has_constant_count": facts["only_pool"] or facts["binding_1"],
        "or_clear": " or clear" if facts["clear"] else "",
        "in_order": ", in the order of create" if facts["clear"] else "",
        "initial": _initial(facts),
        "next_fresh": "pool->count - fresh_left" if not facts["descending"] else "fresh_left - 1",
        "records_or_none": "RECORDS" if facts["sequence"] else "0",
        "number_place": f"record + {facts['number_at']}" if facts["number_at"] else "record",
        "record_count_of_pool": count,
        "frees_all": facts["clear"] or facts["binding_1"] or not facts["grows"],
        "cuts": facts["has_create"] and not facts["grows"],
        "destroys_with_care": facts["registry"] or (facts["grows"] and facts["destroy_null"]),
        "only_pool_here": facts["only_pool"] and not facts["shared"],
        "size_argument": ", size" if facts["takes_size"] else "",
        "create_argument": _create_argument(facts),
        "handle": "" if facts["only_pool"] else "(struct yours *)pool",
        "or_too_large": ", or size.too_large" if facts["checks_size"] else "",
    }


def _create_argument(facts: Facts) -> str:
    if facts["binding_1"]:
        return "config != NULL ? config->soa_capacity : " + str(facts["count"])
    return "config->storage, config->block_count" if facts["given"] else "config->block_count"


def _initial(facts: Facts) -> str:
    """Which block stands at a place of the list: the stack's last one is next, the queue's first one."""
    is_turned = bool(facts["lifo"]) != bool(facts["descending"])
    return "pool->count - 1 - place" if is_turned else "place"


def _answers(contract: Contract) -> Facts:
    checks = checks_of(contract)
    words: Facts = {
        f"{name}_answer": "" if given is None else _statement(given.answer, given)
        for name, given in (
            ("null", checks.null),
            ("record", checks.record),
            ("other_pool", checks.other_pool),
            ("outside", checks.outside),
            ("interior", checks.interior),
            ("revoked", checks.revoked),
            ("double", checks.double),
        )
    }
    for key in ("block.exhausted", "life.bad_config", "life.out_of_memory", "size.too_large", "sequence.exhausted"):
        table, name = key.split(".")
        if getattr(contract, table) is not None:
            answer = answer_to(contract, key)
            name = f"{table}_{name}" if table == "sequence" else name
            words[f"{name}_answer"] = _statement(answer, Given((key,), answer))
    return words


def _statement(answer: Answer, given: Given) -> str:
    table = given.keys[0].partition(".")[0]
    names = [each.partition(".")[2] for each in given.keys]
    keys = given.keys[0] if len(names) == 1 else f"{table}: {', '.join(names)}"
    match answer.how:
        case How.REFUSED:
            return f"return {_integer(answer.code)}; /* {keys} */"
        case How.IGNORED:
            return f"return 0; /* {keys}: ignored */"
        case How.ABORTS:
            return f"abort(); /* {keys} */"
        case _:  # create can't go on, whatever is promised
            return "return 7; /* there is no memory */"


def _integer(code: int | str | None) -> str:
    return f"(-{-code - 1} - 1)" if isinstance(code, int) and code == -(2**31) else str(code)


def _signatures(facts: Facts) -> Facts:
    prefix = facts["prefix"]
    pool, out, block = f"{prefix}_pool *pool", "void **out", "void *block"
    size = ", size_t size" if facts["takes_size"] else ""
    get, give_back, take, reset = ("pp_get_sized" if size else "pp_get"), "pp_return", "pp_take", "pp_reset"
    record_out = out
    if facts["binding_1"]:
        get, give_back, take, reset = "bp_get_soa", "bp_return_soa", "bp_get_receipt", "bp_reset_receipts"
        out, block, record_out = "bp_soa **out", "bp_soa *block", "bp_receipt **out"
    exported_get, exported_return = f"int {get}({pool}{size}, {out})", f"int {give_back}({pool}, {block})"
    shared = facts["shared"]
    return {
        "create_signature": f"int {prefix}_create(const {prefix}_config *config, {prefix}_pool **out)",
        "get_signature": f"static int get({pool}{size}, {out})" if shared else exported_get,
        "return_signature": f"static int give_back({pool}, {block})" if shared else exported_return,
        "exported_get_signature": exported_get,
        "exported_return_signature": exported_return,
        "take_signature": f"int {take}({pool}, {record_out})",
        "reset_signature": f"void {reset}({pool})",
        "as_out": "(void *)" if facts["binding_1"] else "",
    }


def _memory(facts: Facts) -> Facts:
    holds, per_block, once = ["the pool"], [], [f"sizeof({facts['prefix']}_pool)"]
    if facts["lists"]:
        holds.append(f"its {facts['list']}")
        per_block.append("sizeof(uint32_t)")
    if facts["marks"]:
        holds.append("the states")
        per_block.append("1")
    own_records = facts["sequence"] and not facts["records_in_storage"]
    if own_records:
        holds.append("the records")
        once.append(f"(size_t){'record_count' if facts['binding_1'] else 'RECORDS'} * RECORD_STRIDE")
        once += ["RECORD_ALIGN"] if facts["records_aligned"] else []
    if not facts["given"]:
        holds.append("the blocks")
        per_block.append("STRIDE")
        once += ["BLOCK_ALIGN"] if facts["aligned"] else []
    each = f"(size_t)count * ({' + '.join(per_block)})" if len(per_block) > 1 else f"(size_t)count * {per_block[0]}"
    chunk_bytes, record_bytes = "(size_t)pool->chunk_blocks * STRIDE", "(size_t)RECORDS * RECORD_STRIDE"
    return {
        "what_it_holds": f"{', '.join(holds[:-1])} and {holds[-1]}",
        "bytes_for": " + ".join([once[0], each, *once[1:]]),
        "record_count_parameter": ", uint32_t record_count" if facts["binding_1"] and facts["sequence"] else "",
        "record_count_argument": ", record_count" if facts["binding_1"] and facts["sequence"] else "",
        "blocks_from": "storage" if facts["given"] and not facts["all_in_storage"] else "at",
        "records_from": "storage" if facts["records_in_storage"] and not facts["all_in_storage"] else "at",
        "chunk_bytes": chunk_bytes,
        "chunk_memory": _taken(facts["align"], chunk_bytes),
        "records_memory": _taken(facts.get("record_align", 1), record_bytes),
        "block_align_word": "BLOCK_ALIGN" if facts["aligned"] else "1",
        "record_align_word": "RECORD_ALIGN" if facts["records_aligned"] else "1",
        "no_records_or": "pool->records == NULL || " if facts["sequence"] else "",
        "align_static": _static_align(facts["align"]),
        "record_align_static": _static_align(facts.get("record_align", 1)),
    }


def _taken(align: object, size: str) -> str:
    assert isinstance(align, int)
    return f"malloc({size})" if align <= 16 else f"aligned_alloc({align}, {size})"


def _static_align(align: object) -> str:
    return f"_Alignas({align}) " if align != 1 else ""
