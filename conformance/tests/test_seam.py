"""What hangs on the system, the processor or the page stands behind one seam: nothing else in the worker names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

WORKER: Final = Path(__file__).resolve().parents[1] / "worker"
ENGINE: Final = "interleaving"
"""Its engine steps x86-64 code, and is built for that alone: what is the processor's may stand there."""
OF_MACHINE: Final = {
    "a processor": r"\b__(x86_64|i386|amd64|aarch64|arm|riscv|s390x?|powerpc\w*)__?\b|__riscv",
    "a system": r"\b__(linux|gnu_linux|GLIBC|MUSL|APPLE)\w*\b",
    "the names of the C library for those that replace malloc": r"\b__(libc_\w+|sbrk)\b|\bmallinfo2?\b|<execinfo\.h>",
    "a page of 4 KiB": r"\b(4096|4095|0x1000|0xfff)\b",
    "the size of a page": r"\bsysconf\(|\bgetpagesize\(|_SC_PAGE",
}
NOT_IN_ENGINE: Final = {
    "a register": r"\bREG_[A-Z]|\bgregs\b|\buc_mcontext\b|<ucontext\.h>",
    "machine code": r"__asm__|\basm\b|__builtin_ia32",
    "a system call": r"\bsyscall\(|<sys/syscall\.h>|\bprctl\(|\bclone\(|<linux/",
    "where the kernel tells of processes": r"\"/proc",
    "what the loader knows": r"\bdl_iterate_phdr\b|\bgetauxval\b|<link\.h>|\benviron\b",
}
NO_PAGES: Final = {
    "ARENA_BYTES": "of the worker's own, in which foreign addresses lie",
    "BATCH_CAPACITY": "operations",
    "BEYOND_BYTES": "more than an instruction has",
    "DEPTH_AT_MOST": "operations",
    "FOREIGN_BYTES": "of the worker's own, in which foreign addresses lie",
    "GLANCED_BYTES_AT_MOST": "bytes to look at in one go",
    "GROUND_BYTES": "margins of foreign addresses",
    "ALIGNMENT_AT_MOST": "what is better aligned has no zone before it",
    "KNOWN_AT_MOST": "states",
    "LEAST_PAGE_BYTES": "what figures of memory are meant in",
    "LONG": "operations",
    "SLOW_CAPACITY": "operations",
    "WAITING_AT_MOST": "places of a program",
}


def outside() -> Iterator[Path]:
    for path in sorted(WORKER.rglob("*.[ch]")):
        if path.parent.name != "platform":
            yield path


def code(text: str) -> str:
    """Without comments."""
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)


def named(text: str, *, in_engine: bool) -> list[str]:
    """What a file outside the seam names, and must not."""
    text = re.sub(rf"\b({'|'.join(NO_PAGES)}) = 4096\b", "", code(text))
    patterns = OF_MACHINE if in_engine else OF_MACHINE | NOT_IN_ENGINE
    return [what for what, pattern in patterns.items() if re.search(pattern, text)]


def test_nothing_outside_names_the_machine() -> None:
    found = {path: named(path.read_text(encoding="utf-8"), in_engine=path.parent.name == ENGINE) for path in outside()}
    assert len(found) > 100
    assert {str(path.relative_to(WORKER)): what for path, what in found.items() if what} == {}


def test_what_must_not_be_named_is_seen() -> None:
    lines = {
        "#if defined(__x86_64__)": "a processor",
        "#ifdef __GLIBC__": "a system",
        "return __libc_malloc(1);": "the names of the C library for those that replace malloc",
        "enum { PAGE = 4096 };": "a page of 4 KiB",
        "long page = sysconf(_SC_PAGESIZE);": "the size of a page",
        "context->uc_mcontext.pc += 4;": "a register",
        '__asm__("nop");': "machine code",
        "syscall(SYS_gettid);": "a system call",
        'open("/proc/self/maps", O_RDONLY);': "where the kernel tells of processes",
        "getauxval(AT_BASE);": "what the loader knows",
    }
    assert {line: named(line, in_engine=False) for line in lines} == {line: [what] for line, what in lines.items()}
    assert not named("enum { ARENA_BYTES = 4096 }; /* a page on x86-64: 4096 */", in_engine=False)


def test_there_is_one_header() -> None:
    """The engine may take what is x86-64's as well."""
    for path in outside():
        taken = set(re.findall(r'#include "(?:\.\./)?platform/(\w+\.h)"', path.read_text(encoding="utf-8")))
        assert taken <= ({"platform.h", "repeats.h"} if path.parent.name == ENGINE else {"platform.h"}), path


def test_what_is_a_processors_is_guarded_by_its_name() -> None:
    for path in (WORKER / "platform").glob("*_x86_64.c"):
        text = code(path.read_text(encoding="utf-8")).strip()
        assert (text.startswith("#if defined(__x86_64__)"), text.endswith("#endif")) == (True, True), path
    for path in (WORKER / "platform").glob("*_elsewhere.c"):
        assert code(path.read_text(encoding="utf-8")).strip().startswith("#if !defined(__"), path
