"""The header, the data and the Python records say the same: the header is parsed, and compared with the other two."""

from __future__ import annotations

import re

import pytest
from cffi import FFI

from poolproof.spec import Status, header_path, load_spec
from poolproof.spec.contracts import default_contract

HEADER = header_path().read_text(encoding="utf-8")
KNHK = default_contract()
assert KNHK.size is not None
assert KNHK.sequence is not None


def declarations(header: str) -> str:
    """Return what a preprocessor would leave, but with the constants as cffi wants them: ``#define NAME NUMBER``."""
    without_comments = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    without_cplusplus = re.sub(r"#ifdef __cplusplus\n.*?#endif\n", "", without_comments, flags=re.DOTALL)
    lines = [line.strip() for line in without_cplusplus.splitlines()]
    return "\n".join(line for line in lines if not line.startswith("#") or re.fullmatch(r"#define \w+ \d+", line))


DECLARATIONS = declarations(HEADER)
PROTOTYPES = {
    symbol: (result, arguments)
    for result, symbol, arguments in re.findall(r"^(\w.*?)(bp_\w+)\((.*)\);$", DECLARATIONS, re.MULTILINE)
}


@pytest.fixture(scope="module")
def ffi() -> FFI:
    parsed = FFI()
    parsed.cdef(DECLARATIONS)
    # a function's type can be asked for only through a library that has it; as a member of a structure it needs none
    members = "".join(f"{result}(*{symbol})({arguments}); " for symbol, (result, arguments) in PROTOTYPES.items())
    parsed.cdef(f"struct functions {{ {members} }};")
    return parsed


def test_statuses_are_the_enumeration_of_the_header(ffi: FFI) -> None:
    in_header = {name: value for value, name in ffi.typeof("enum bp_status").elements.items()}
    assert in_header == {f"BP_{status.name}": status.value for status in Status}
    assert in_header == {f"BP_{entry.status.name}": entry.status.value for entry in load_spec().statuses}


def test_functions_of_the_header_are_the_operations(ffi: FFI) -> None:
    in_header = [name for name, _ in ffi.typeof("struct functions").fields]
    assert in_header == [operation.symbol for operation in load_spec().operations]


def test_signatures_are_those_of_the_header(ffi: FFI) -> None:
    in_header = {name: field.type for name, field in ffi.typeof("struct functions").fields}
    in_data = {
        operation.symbol: ffi.typeof(operation.signature.replace("(", "(*)(", 1)) for operation in load_spec().operations
    }
    assert in_data == in_header


def test_signatures_keep_what_a_type_forgets() -> None:
    """``const`` and the arguments' names are no part of cffi's types."""
    in_header = {symbol: f"{result}({arguments})" for symbol, (result, arguments) in PROTOTYPES.items()}
    assert {operation.symbol: operation.signature for operation in load_spec().operations} == in_header


def layout(ffi: FFI, record: str) -> list[tuple[str, str, int]]:
    return [(name, field.type.cname, field.offset) for name, field in ffi.typeof(record).fields]


def test_soa_buffer_layout(ffi: FFI) -> None:
    assert layout(ffi, "bp_soa") == [("s", "uint64_t[8]", 0), ("p", "uint64_t[8]", 64), ("o", "uint64_t[8]", 128)]
    assert ffi.sizeof("bp_soa") == KNHK.block.size
    assert ffi.sizeof("uint64_t[BP_LANES]") == 8 * KNHK.size.largest


def test_receipt_layout(ffi: FFI) -> None:
    assert layout(ffi, "bp_receipt") == [
        ("id", "uint64_t", 0),
        ("cycle_id", "uint64_t", 8),
        ("shard_id", "uint64_t", 16),
        ("hook_id", "uint64_t", 24),
        ("ticks", "uint32_t", 32),
        ("actual_ticks", "uint32_t", 36),
        ("lanes", "uint32_t", 40),
        ("flags", "uint32_t", 44),
        ("span_id", "uint64_t", 48),
        ("a_hash", "uint64_t", 56),
        ("prev_hash", "uint8_t[32]", 64),
        ("hash", "uint8_t[32]", 96),
    ]
    assert ffi.sizeof("bp_receipt") == KNHK.sequence.size


def test_config_and_usage_layouts(ffi: FFI) -> None:
    assert layout(ffi, "bp_config") == [("soa_capacity", "uint32_t", 0), ("receipt_capacity", "uint32_t", 4)]
    names = ["soa_in_use", "soa_total", "receipts_in_use", "receipts_total"]
    assert layout(ffi, "bp_usage") == [(name, "uint32_t", 4 * place) for place, name in enumerate(names)]


def test_constants_are_those_of_the_specification() -> None:
    constants = {name: int(value) for name, value in re.findall(r"^#define (\w+) (\d+)$", DECLARATIONS, re.MULTILINE)}
    assert constants == {
        "BP_ABI_VERSION": int(load_spec().version),
        "BP_LANES": KNHK.size.largest,
        "BP_SOA_ALIGNMENT": KNHK.block.align,
        "BP_RECEIPT_ALIGNMENT": KNHK.sequence.align,
    }


def test_the_header_tells_the_default_capacities() -> None:
    assert f"{KNHK.block.count} buffers, {KNHK.sequence.count} receipts" in HEADER
