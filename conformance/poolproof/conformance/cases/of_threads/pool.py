"""The functions of either header, as the program calls them."""

from __future__ import annotations

from collections.abc import Iterator

from poolproof.spec.contracts import Contract

from ..c_header import c_number


def header_name(contract: Contract) -> str:
    """The header that declares them."""
    return "bufferpool.h" if contract.binding == 1 else "blockpool.h"


def definitions(contract: Contract) -> Iterator[str]:
    """The pool, and a function of it, by which its library is found."""
    yield f"#define GET_FUNCTION {_get_function(contract)}\nstatic {'bp' if contract.binding == 1 else 'pp'}_pool *pool;"
    if contract.binding == 2:
        yield "#pragma weak pp_create /* without it the pool is the process's only one, and its handle is NULL */"


def _get_function(contract: Contract) -> str:
    if contract.binding == 1:
        return "bp_get_soa"
    return "pp_get_sized" if contract.size is not None else "pp_get"


def pool_functions(contract: Contract) -> Iterator[str]:
    """make_pool, clear_pool, get, give_back, count."""
    yield from _of_buffers(contract) if contract.binding == 1 else _of_blocks(contract)


def _of_buffers(contract: Contract) -> Iterator[str]:
    records = contract.sequence.count if contract.sequence is not None else 1
    size = contract.size.largest if contract.size is not None else 0
    config = f"const bp_config config = {{KEPT + BLOCKS, {records}}};"
    clear = "bp_clear(pool);" if contract.life.clear else ""
    yield f"static void make_pool(void) {{\n  {config}\n  if (bp_create(&config, &pool) != BP_OK) exit(2);\n}}"
    yield f"static void clear_pool(void) {{ {clear} }}"
    yield f"static int get(void **block) {{ return bp_get_soa(pool, {c_number(size)}, (bp_soa **)block); }}"
    yield "static int give_back(void *block) { return bp_return_soa(pool, block); }"
    yield (
        "static long count(int is_free) {\n  bp_usage usage = {0};\n  bp_capacity_usage(pool, &usage);\n"
        "  const long used = (long)usage.soa_in_use - KEPT;\n"
        "  return is_free ? (long)usage.soa_total - (long)usage.soa_in_use : used;\n}"
    )


def _of_blocks(contract: Contract) -> Iterator[str]:
    life, counters = contract.life, contract.counters
    config = "pp_config config = {sizeof config, KEPT + BLOCKS, BLOCK_BYTES, BLOCK_ALIGN, NULL, 0};"
    storage = []
    if life.storage == "given":
        each = contract.storage_bytes(1) - life.storage_fixed
        storage = [
            f"config.storage_bytes = {life.storage_fixed} + (uint64_t)(KEPT + BLOCKS) * {each};",
            f"if (posix_memalign(&config.storage, {max(life.storage_align, 16)}, config.storage_bytes) != 0) exit(2);",
            "memset(config.storage, 0xA5, config.storage_bytes);",
        ]
    lines = [config, *storage, "if (pp_create != NULL && pp_create(&config, &pool) != 0) exit(2);"]
    yield "\n".join(["static void make_pool(void) {", *(f"  {line}" for line in lines), "}"])
    yield f"static void clear_pool(void) {{ {'pp_clear(pool);' if life.clear else ''} }}"
    sized = f"pp_get_sized(pool, {c_number(contract.size.largest)}, block)" if contract.size is not None else ""
    yield f"static int get(void **block) {{ return {sized or 'pp_get(pool, block)'}; }}"
    yield "static int give_back(void *block) { return pp_return(pool, block); }"
    used = "(long)pp_used(pool) - KEPT" if counters.used != "none" else "0"
    free = "(long)pp_free(pool)" if counters.free != "none" else "0"
    yield f"static long count(int is_free) {{ return is_free ? {free} : {used}; }}"
