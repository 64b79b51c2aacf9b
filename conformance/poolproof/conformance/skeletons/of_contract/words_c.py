"""How C, and C++, spell what their templates ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from poolproof.spec.contracts import Contract, How

from .answers import Given, answer_to, answers_of
from .facts import Facts


@dataclass(frozen=True, slots=True)
class Spelling:
    """Names of constants as they stand in a template, and how a comment stands behind code."""

    comment: str
    library: str
    """What stands before a name of the standard library."""
    stride: str
    record_stride: str
    block_align: str
    record_align: str
    records: str
    pool: str
    """What stands before a field of the pool, in a function that counts its memory or its order."""
    widened: str
    """A number as one of bytes."""


_C: Final = Spelling(
    " /* {} */", "", "STRIDE", "RECORD_STRIDE", "BLOCK_ALIGN", "RECORD_ALIGN", "RECORDS", "pool->", "(size_t){}"
)
_CPP: Final = Spelling("  // {}", "std::", "kStride", "kRecordStride", "kBlockAlign", "kRecordAlign", "kRecords", "", "{}")


_MALLOC_ALIGN: Final = 16


def words_of(contract: Contract, facts: Facts) -> Facts:
    return _words_of(contract, facts, _C)


def words_of_cpp(contract: Contract, facts: Facts) -> Facts:
    return _words_of(contract, facts, _CPP)


def _words_of(contract: Contract, facts: Facts, spelling: Spelling) -> Facts:
    words = _answers(contract, spelling) | _signatures(facts) | _memory(facts, spelling)
    is_one_aborted = any("abort();" in str(each) for each in words.values())
    count = "pool->record_count" if facts["binding_1"] else spelling.records
    sizes_memory = facts["has_create"] and not facts["grows"] and not facts["all_in_storage"]
    marks = facts["marks"] and not (facts["told_apart"] and facts["only_pool"])
    return words | {
        "pool": f"{facts['prefix']}_pool",
        "standard_library": is_one_aborted or (facts["has_create"] and not facts["all_in_storage"]),
        "sets_memory": any(facts[each] for each in ("fills_at_get", "fills_at_return", "touches", "numbered")) or marks,
        "has_constant_count": facts["only_pool"] or facts["binding_1"],
        "or_clear": " or clear" if facts["clear"] else "",
        "in_order": ", in the order of create" if facts["clear"] else "",
        "initial": _initial(facts, spelling),
        "sizes_memory": sizes_memory,
        "uses_block_bytes": facts["fills_at_get"] or facts["fills_at_return"],
        "uses_block_align": facts["aligned"] and facts["has_create"] and not facts["grows"],
        "uses_record_align": facts["records_aligned"] and facts["has_create"] and not facts["grows"],
        "record_count_at_create": "record_count" if facts["binding_1"] else spelling.records,
        "has_namespace": facts["registry"] or facts["shared"] or facts["only_pool"] or not facts["grows"],
        "next_fresh": "pool->count - fresh_left" if not facts["descending"] else "fresh_left - 1",
        "records_or_none": spelling.records if facts["sequence"] else "0",
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


def _initial(facts: Facts, spelling: Spelling) -> str:
    """Which block stands at a place of the list: the stack's last one is next, the queue's first one."""
    is_turned = bool(facts["lifo"]) != bool(facts["descending"])
    return f"{spelling.pool}count - 1 - place" if is_turned else "place"


def _answers(contract: Contract, spelling: Spelling) -> Facts:
    out_of_memory = Given(("life.out_of_memory",), answer_to(contract, "life.out_of_memory"))
    answers = answers_of(contract) | {"out_of_memory": out_of_memory}
    return {f"{name}_answer": _statement(given, spelling) for name, given in answers.items()}


def _statement(given: Given, spelling: Spelling) -> str:
    table = given.keys[0].partition(".")[0]
    names = [each.partition(".")[2] for each in given.keys]
    keys = given.keys[0] if len(names) == 1 else f"{table}: {', '.join(names)}"
    match given.answer.how:
        case How.REFUSED:
            return f"return {_integer(given.answer.code)};{spelling.comment.format(keys)}"
        case How.IGNORED:
            return f"return 0;{spelling.comment.format(f'{keys}, ignored')}"
        case How.ABORTS:
            return f"{spelling.library}abort();{spelling.comment.format(keys)}"
        case _:  # create can't go on, whatever is promised
            return f"return 7;{spelling.comment.format('there is no memory')}"


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


def _memory(facts: Facts, spelling: Spelling) -> Facts:
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
        count = spelling.widened.format("record_count" if facts["binding_1"] else spelling.records)
        once.append(f"{count} * {spelling.record_stride}")
        once += [spelling.record_align] if facts["records_aligned"] else []
    if not facts["given"]:
        holds.append("the blocks")
        per_block.append(spelling.stride)
        once += [spelling.block_align] if facts["aligned"] else []
    count = spelling.widened.format("count")
    each = f"{count} * ({' + '.join(per_block)})" if len(per_block) > 1 else f"{count} * {per_block[0]}"
    chunk_bytes = f"{spelling.widened.format(f'{spelling.pool}chunk_blocks')} * {spelling.stride}"
    record_bytes = f"{spelling.widened.format(spelling.records)} * {spelling.record_stride}"
    return {
        "what_it_holds": f"{', '.join(holds[:-1])} and {holds[-1]}",
        "bytes_for": " + ".join([once[0], each, *once[1:]]),
        "record_count_parameter": ", uint32_t record_count" if facts["binding_1"] and facts["sequence"] else "",
        "record_count_argument": ", record_count" if facts["binding_1"] and facts["sequence"] else "",
        "blocks_from": "storage" if facts["given"] and not facts["all_in_storage"] else "at",
        "records_from": "storage" if facts["records_in_storage"] and not facts["all_in_storage"] else "at",
        "chunk_bytes": chunk_bytes,
        "chunk_memory": _taken(facts["align"], chunk_bytes, spelling),
        "records_memory": _taken(facts.get("record_align", 1), record_bytes, spelling),
        "block_align_word": spelling.block_align if facts["aligned"] else "1",
        "record_align_word": spelling.record_align if facts["records_aligned"] else "1",
        "no_records_or": "pool->records == NULL || " if facts["sequence"] else "",
        "align_static": _static_align(facts["align"]),
        "record_align_static": _static_align(facts.get("record_align", 1)),
    }


def _taken(align: object, size: str, spelling: Spelling) -> str:
    assert isinstance(align, int)
    taken = f"malloc({size})" if align <= _MALLOC_ALIGN else f"aligned_alloc({align}, {size})"
    return f"{spelling.library}{taken}"


def _static_align(align: object) -> str:
    return f"_Alignas({align}) " if align != 1 else ""
