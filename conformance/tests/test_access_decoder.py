"""Which memory an instruction is about to touch: the decoder against a disassembler, over the C library and our own text."""

from __future__ import annotations

import ctypes
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from poolproof.conformance.subjects.resolve import interleaver_path, worker_path

pytestmark = [
    pytest.mark.skipif(platform.machine() != "x86_64", reason="the decoder is for x86-64"),
    pytest.mark.skipif(shutil.which("objdump") is None, reason="no objdump (binutils) to compare with"),
]

FOLDER = Path(__file__).resolve().parents[1] / "worker/interleaving"
SOURCES = [FOLDER / name for name in ("access.c", "decoding.c", "widths.c")]
NAMES = ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"]
VALUES = {name: 0x7000_0000_0000 + (place + 1) * 0x10_0001_0000 for place, name in enumerate(NAMES)}
LINE = re.compile(r"^ *[0-9a-f]+:\t((?:[0-9a-f]{2} )+) *\t(.*)$")
OPERAND = re.compile(r"(?:%(\w\w):)?(-?0x[0-9a-f]+)?\((?:%(\w+))?(?:,%(\w+)(?:,(\d))?)?\)")
ABSOLUTE = re.compile(r"[ ,](0x[0-9a-f]+)(?:,%\w+)?$")
UNTOUCHED = re.compile(r"^(?:lea|nop|data16|prefetch|clflush|cldemote|endbr|call|jmp|notrack|bnd|cs nop)|\bnop[wl]?\b")
MODIFYING = re.compile(
    r"^(?:add|sub|and|or|xor|adc|sbb|inc|dec|not|neg|shl|shr|sar|sal|rol|ror|rcl|rcr|bts|btr|btc|cmpxchg|xadd|shld|shrd)[bwlq]?$"
)
PREFIXES = {"lock", "rep", "repz", "repnz", "xacquire", "xrelease", "cs", "ds", "es", "ss", "rex", "rex.W", "data16"}


class Access(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_uint32),
        ("at", ctypes.c_uint64 * 2),
        ("split_bytes", ctypes.c_uint32),
        ("locks", ctypes.c_bool),
        ("calls_system", ctypes.c_bool),
        ("reads_time", ctypes.c_bool),
        ("time_bytes", ctypes.c_uint32),
        ("is_relative", ctypes.c_bool),
        ("bytes", ctypes.c_uint32),
        ("writes", ctypes.c_bool * 2),
    )


@dataclass(frozen=True, slots=True)
class Instruction:
    code: bytes
    text: str

    @property
    def words(self) -> list[str]:
        return self.text.split("#")[0].split()

    @property
    def mnemonic(self) -> str:
        return next((each for each in self.words if each not in PREFIXES), "")

    @property
    def is_string(self) -> bool:
        return ("(%rsi)" in self.text and ("%ds:" in self.text)) or "%es:(%rdi)" in self.text

    @property
    def has_vector_index(self) -> bool:
        return re.search(r",%[xyz]mm\d+,?\d?\)", self.text) is not None

    @property
    def names_bits(self) -> bool:
        return re.match(r"bt[src]?$", self.mnemonic) is not None and ",(" not in self.text and "%" in self.text.split(",")[0]


class Decoder:
    def __init__(self, library: Path) -> None:
        loaded = ctypes.CDLL(str(library))
        self._decode = loaded.access_of
        self._decode.restype = Access
        self._decode.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint64)]
        self._bytes = loaded.bytes_of_instruction
        self._bytes.restype = ctypes.c_uint32
        self._bytes.argtypes = [ctypes.c_void_p]
        self._registers = (ctypes.c_uint64 * 16)(*VALUES.values())
        self._code = ctypes.create_string_buffer(32)
        self.place = ctypes.addressof(self._code)

    def __call__(self, code: bytes) -> Access:
        self._code.raw = code.ljust(32, b"\0")
        access: Access = self._decode(self.place, self._registers)
        return access

    def length(self, code: bytes) -> int:
        self._code.raw = code.ljust(32, b"\0")
        return int(self._bytes(self.place))


@pytest.fixture(scope="module")
def decoder(tmp_path_factory: pytest.TempPathFactory) -> Decoder:
    library = tmp_path_factory.mktemp("access") / "access.so"
    command = ["cc", "-std=c11", "-O2", "-shared", "-fPIC", *map(str, SOURCES), "-o", str(library)]
    subprocess.run(command, check=True, timeout=60)
    return Decoder(library)


def instructions_of(file: Path) -> Iterator[Instruction]:
    """Each once: those of the same bytes are the same."""
    command = ["objdump", "-d", "-w", "-M", "suffix", "-j", ".text", str(file)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout
    seen: set[str] = set()
    for line in said.splitlines():
        found = LINE.match(line)
        if found is None or found[1] in seen or "(bad)" in line:
            continue
        seen.add(found[1])
        if found[1].startswith("9b ") or re.match(r"(?:in|out)[bwls]?\b", found[2]):
            continue  # two instructions told as one; a port
        yield Instruction(bytes.fromhex(found[1]), found[2].strip())


def expected_address(instruction: Instruction, place: int) -> int | None:
    """Of the one operand in memory; None: there is none that is touched, or it is a thread's own."""
    absolute = ABSOLUTE.search(instruction.text)
    if absolute is not None and not UNTOUCHED.search(instruction.text) and not instruction.mnemonic.startswith("j"):
        return int(absolute[1], 16)
    operand = OPERAND.search(instruction.text)
    if operand is None or UNTOUCHED.search(instruction.text):
        return None
    segment, displacement, base, index, scale = operand.groups()
    if segment in ("fs", "gs"):
        return None
    address = int(displacement or "0", 16)
    if base == "rip":
        address += place + len(instruction.code)
    elif base:
        address += VALUES[base]
    if index and index not in ("riz", "eiz"):
        address += VALUES[index] * int(scale or "1")
    return address & (1 << 64) - 1


def expects_split(instruction: Instruction) -> bool:
    operands = " ".join(instruction.words)
    is_written = re.search(r"(?:\)|[,\s]-?0x[0-9a-f]+)$", operands) is not None
    locked = "lock" in instruction.words or instruction.mnemonic.startswith("xchg")
    return MODIFYING.match(instruction.mnemonic) is not None and is_written and "(" in operands and not locked


def disagreements(decoder: Decoder, instructions: Iterator[Instruction]) -> tuple[int, list[str]]:
    compared, wrong = 0, []
    for each in instructions:
        access = decoder(each.code)
        if each.is_string or each.names_bits or each.has_vector_index or "(%e" in each.text:
            continue
        address = expected_address(each, decoder.place)
        if access.count != (address is not None):
            wrong.append(f"{each.code.hex()} {each.text}: {access.count} operands")
        elif address is not None and access.at[0] != address:
            wrong.append(f"{each.code.hex()} {each.text}: {access.at[0]:#x}, not {address:#x}")
        elif address is not None and (access.split_bytes != 0) != expects_split(each):
            wrong.append(f"{each.code.hex()} {each.text}: split {access.split_bytes}")
        compared += address is not None
    return compared, wrong


STORING = re.compile(
    r"^(?:mov|movnti|xchg|pop|set\w+|vmov\w+|movups|movaps|movdq[au]|mov[lh]p[sd]|movs[sd]|st\w*|fst\w*)[bwlq]?$"
)
SUFFIXED = re.compile(r"^(?:mov|add|sub|and|or|xor|cmp|test|inc|dec|cmpxchg|xadd|xchg|sh[lr]|sar)([bwlq])$")
SUFFIX_BYTES = {"b": 1, "w": 2, "l": 4, "q": 8}


def misjudged(decoder: Decoder, instructions: Iterator[Instruction]) -> list[str]:
    """Lengths that differ; stores taken for loads; widths that are too small, or of plain integers not the very ones."""
    wrong = []
    for each in instructions:
        access = decoder(each.code)
        if decoder.length(each.code) != len(each.code):
            wrong.append(f"{each.code.hex()} {each.text}: {decoder.length(each.code)} bytes")
        if not access.count or each.is_string or each.names_bits or each.has_vector_index:
            continue
        stores = (
            each.text.split("#")[0].rstrip().endswith(")") and "," in each.text and STORING.match(each.mnemonic) is not None
        )
        if (stores or expects_split(each)) and not access.writes[0]:
            wrong.append(f"{each.code.hex()} {each.text}: no store")
        suffix = SUFFIXED.match(each.mnemonic)
        if suffix is not None and "%xmm" not in each.text and access.bytes != SUFFIX_BYTES[suffix[1]]:
            wrong.append(f"{each.code.hex()} {each.text}: {access.bytes} bytes wide")
        register = re.search(r"%([xyz])mm", each.text)
        if register is not None and access.bytes < {"x": 4, "y": 32, "z": 64}[register[1]] and "vmovd" not in each.text:
            wrong.append(f"{each.code.hex()} {each.text}: {access.bytes} bytes wide")
    return wrong


def libc() -> Path:
    maps = Path("/proc/self/maps").read_text(encoding="ascii", errors="replace")
    return Path(next(line.split()[-1] for line in maps.splitlines() if re.search(r"/libc[.-][^/]*so", line)))


def test_it_agrees_with_a_disassembler_over_our_own_text(decoder: Decoder) -> None:
    for file in (worker_path(), interleaver_path()):
        compared, wrong = disagreements(decoder, instructions_of(file))
        assert wrong[:20] == []
        assert compared > 1000
        assert misjudged(decoder, instructions_of(file))[:20] == []


def test_it_agrees_with_a_disassembler_over_the_c_library(decoder: Decoder) -> None:
    instructions = [*instructions_of(libc())]
    compared, wrong = disagreements(decoder, iter(instructions))
    assert wrong[:20] == []
    assert compared > 20_000
    assert misjudged(decoder, iter(instructions))[:20] == []


@pytest.mark.parametrize(
    ("code", "addresses"),
    [
        ("f3 48 a5", ["rsi", "rdi"]),  # rep movsq
        ("f3 48 ab", ["rdi"]),  # rep stosq
        ("a6", ["rsi", "rdi"]),  # cmpsb
        ("ac", ["rsi"]),  # lodsb
    ],
)
def test_string_instructions_touch_what_both_pointers_point_to(code: str, addresses: list[str], decoder: Decoder) -> None:
    access = decoder(bytes.fromhex(code))
    assert [*access.at[: access.count]] == [VALUES[each] for each in addresses]


def test_a_bit_that_a_register_names_may_lie_far_away(decoder: Decoder) -> None:
    access = decoder(bytes.fromhex("48 0f ab 07"))  # bts %rax, (%rdi)
    assert access.at[0] == VALUES["rdi"] + VALUES["rax"] // 64 * 8
    assert access.split_bytes == 8
    assert decoder(bytes.fromhex("f0 48 0f ab 07")).split_bytes == 0


@pytest.mark.parametrize(
    ("code", "split"),
    [
        ("48 83 07 01", 8),  # addq $1, (%rdi)
        ("83 07 01", 4),
        ("66 83 07 01", 2),
        ("80 07 01", 1),
        ("f0 48 83 07 01", 0),  # lock
        ("48 87 07", 0),  # xchg locks by itself
        ("48 83 3f 01", 0),  # cmpq
        ("48 0f c7 0f", 16),  # cmpxchg16b
    ],
)
def test_what_two_processors_can_come_between_is_told(code: str, split: int, decoder: Decoder) -> None:
    assert decoder(bytes.fromhex(code)).split_bytes == split


def test_what_calls_the_system_or_reads_the_time_is_told(decoder: Decoder) -> None:
    assert decoder(bytes.fromhex("0f 05")).calls_system
    clock = decoder(bytes.fromhex("0f 31"))
    assert (clock.reads_time, clock.time_bytes) == (True, 2)
    clock = decoder(bytes.fromhex("0f 01 f9"))
    assert (clock.reads_time, clock.time_bytes) == (True, 3)
