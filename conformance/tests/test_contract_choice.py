"""By which contract a subject is judged: the one that is given, what its functions say, or the text that it carries."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance.subjects import SubjectError, offers
from poolproof.conformance.subjects.choice import choose
from poolproof.spec import SpecError

Build = Callable[..., Path]
PoolSource = Callable[..., str]

SLAB = 'contract = 1\nname = "slab"\n[block]\nsize = 64\ncount = 4\n'
GET = "#include <stddef.h>\nint pp_get(void *pool, void **block) { (void)pool; *block = NULL; return 1; }\n"


def c_text(text: str) -> str:
    lines = "".join(f'  "{line}\\n"\n'.replace('"' + line, '"' + line.replace('"', '\\"')) for line in text.splitlines())
    return f"const char *pp_contract(void) {{\n  return\n{lines}  ;\n}}\n"


@pytest.fixture
def slab(tmp_path: Path) -> str:
    file = tmp_path / "slab.toml"
    file.write_text(SLAB, encoding="utf-8")
    return str(file)


# ---- without a contract given ----


def test_a_pool_of_bufferpool_h_is_judged_by_knhk(build: Build, pool_source: PoolSource) -> None:
    for given in ("native", "reference", str(build(pool_source()))):
        subject = choose(given)
        assert (subject.contract.name, subject.contract_given) == ("knhk", None)


@pytest.mark.parametrize("get", ["pp_get", "pp_get_sized"])
def test_a_pool_of_blockpool_h_is_judged_by_the_contract_that_it_carries(build: Build, get: str) -> None:
    subject = choose(str(build(GET.replace("pp_get", get) + c_text(SLAB))))
    assert (subject.contract.name, subject.contract.block.size, subject.contract_given) == ("slab", 64, None)


def test_a_contract_that_is_carried_may_be_based_on_a_built_in_one_alone(build: Build) -> None:
    text = 'contract = 1\nname = "own"\nbased_on = "./slab.toml"\n'
    with pytest.raises(SpecError, match=r"pp_contract\(\): based_on: a text that a library carries"):
        choose(str(build(GET + c_text(text))))


def test_one_that_carries_none_asks_for_one(build: Build) -> None:
    with pytest.raises(SpecError, match=r"carries no contract .*; write a contract, .* --contract FILE"):
        choose(str(build(GET)))


CARRIED = {
    "NULL": ("const char *pp_contract(void) { return NULL; }", r"pp_contract\(\) answers NULL"),
    "it crashes": ("#include <stdlib.h>\nconst char *pp_contract(void) { abort(); }", r"ended by SIGABRT"),
    "it ends the process": ("#include <stdlib.h>\nconst char *pp_contract(void) { exit(0); }", r"ended with status 0"),
    "it has no end": (
        "#include <string.h>\n#include <sys/mman.h>\nconst char *pp_contract(void) {\n"
        "  char *text = mmap(NULL, 1 << 22, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);\n"
        "  return memset(text, 35, 1 << 22);\n}",
        r"\(whole file\)|contract: missing",
    ),
    "no UTF-8": ('const char *pp_contract(void) { return "contract = 1\\nname = \\"\\377\\"\\n"; }', "not UTF-8"),
    "no TOML": ('const char *pp_contract(void) { return "contract = = 1"; }', "not valid TOML"),
    "an address that is none": ("const char *pp_contract(void) { return (const char *)24; }", "ended by SIGSEGV"),
}


@pytest.mark.parametrize("name", CARRIED)
def test_a_contract_that_cannot_be_had_is_told(build: Build, name: str) -> None:
    source, words = CARRIED[name]
    with pytest.raises(SpecError, match=words):
        choose(str(build(GET + source + "\n")))


def test_one_that_hangs_is_ended_with_all_that_it_started(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "_LIMIT_S", 0.5)
    source = "#include <unistd.h>\nconst char *pp_contract(void) { fork(); for (;;) sleep(1); }\n"
    began = time.monotonic()
    with pytest.raises(SpecError, match="did not answer within"):
        choose(str(build(GET + source)))
    assert time.monotonic() - began < 30


def test_a_library_may_have_its_functions_from_another(build: Build) -> None:
    inner = build(GET + c_text(SLAB), name="libinner.so")
    outer = build(
        "int nothing = 0;\n", "-shared", "-fPIC", f"-L{inner.parent}", f"-Wl,-rpath,{inner.parent},--no-as-needed", "-linner"
    )
    assert choose(str(outer)).contract.name == "slab"


def test_what_is_no_pool_names_what_is_missing(build: Build) -> None:
    with pytest.raises(SubjectError, match=r"bp_get_soa \(bufferpool.h\), and pp_get or pp_get_sized \(blockpool.h\)"):
        choose(str(build("int nothing = 0;\n")))
    with pytest.raises(SubjectError, match="missing symbol: pp_get, or pp_get_sized"):
        choose(str(build("int pp_return(void) { return 0; }\n")))
    assert choose(str(build("int bp_create(void) { return 0; }\n"))).contract.name == "knhk"  # its worker says what is missing


# ---- with one ----


def test_a_contract_that_is_given_goes_before(build: Build, slab: str) -> None:
    carrying = c_text(SLAB.replace("slab", "carried"))
    subject = choose(str(build(GET + carrying)), slab)
    assert (subject.contract.name, subject.contract_given) == ("slab", slab)


def test_a_contract_of_the_other_binding_is_refused(build: Build, slab: str) -> None:
    with pytest.raises(
        SubjectError,
        match=r"slab is of binding 2 \(blockpool.h\), .* the pool has the functions of bufferpool.h; give .* binding = 1",
    ):
        choose("native", slab)
    with pytest.raises(SubjectError, match=r"knhk is of binding 1 \(bufferpool.h\), which needs bp_get_soa, .* binding = 2"):
        choose(str(build(GET)), "knhk")


def test_a_library_of_both_bindings_is_judged_by_either(build: Build, pool_source: PoolSource, slab: str) -> None:
    both = str(build(pool_source() + GET))
    assert [choose(both).contract.name, choose(both, slab).contract.name] == ["knhk", "slab"]


# ---- Python classes ----

PYTHON = {
    "by knhk": ("def get_soa(self, size): ...", "knhk"),
    "by its own": (f"contract = {SLAB!r}\n    def get(self): ...", "slab"),
    "by its own, with sizes": (f"contract = {SLAB!r}\n    def get_sized(self, size): ...", "slab"),
}


def python_class(folder: Path, body: str) -> str:
    file = folder / "own_pool.py"
    file.write_text(f"print('words of the import')\nclass Pool:\n    {body}\n", encoding="utf-8")
    return f"{file}:Pool"


@pytest.mark.parametrize("name", PYTHON)
def test_a_class_is_judged_by_what_its_methods_say(tmp_path: Path, name: str) -> None:
    body, contract = PYTHON[name]
    assert choose(python_class(tmp_path, body)).contract.name == contract


def test_a_class_that_carries_none_asks_for_one(tmp_path: Path, slab: str) -> None:
    given = python_class(tmp_path, "def get(self): ...")
    with pytest.raises(SpecError, match=r"carries no contract \(its attribute contract\)"):
        choose(given)
    assert choose(given, slab).contract.name == "slab"
    with pytest.raises(SubjectError, match="needs get_soa"):
        choose(given, "knhk")


def test_a_class_that_cannot_be_had_is_left_to_its_worker(tmp_path: Path) -> None:
    assert choose(python_class(tmp_path, "raise ValueError")).contract.name == "knhk"
