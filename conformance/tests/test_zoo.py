"""The zoo: each real pool's adapter adds nothing, its contract loads, and the page says what the judge said.

What is installed here is built, and one that is cheap is judged; the others are skipped, with what installs them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from poolproof.benchmarks.toolchain import Compilers, Language, cache_folder
from poolproof.conformance.verification.promised import Promised
from poolproof.conformance.zoo import Built, Judged, Missing, ZooPool, built, every_pool, judge_pools, load_pools, record
from poolproof.conformance.zoo.crates import CrateMissing, compiled_crates
from poolproof.conformance.zoo.page import zoo_page
from poolproof.conformance.zoo.pools import ADAPTER_LINES_AT_MOST, code_lines
from poolproof.conformance.zoo.presence import install_line
from poolproof.spec import Level, SpecError

ZOO = load_pools()
COMPILERS = Compilers.from_environment()
PUBLISHED = Path(__file__).parents[1] / "docs"
RECORDS = {each["name"]: each for each in record.read(PUBLISHED / "zoo.json")["pools"]}
"""What a machine with the packages said."""

of_each_pool = pytest.mark.parametrize("pool", ZOO, ids=lambda each: each.name)


def pool_of(name: str) -> ZooPool:
    return next(each for each in ZOO if each.name == name)


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


# ---- the pools ----


@of_each_pool
def test_an_adapter_is_short(pool: ZooPool) -> None:
    assert code_lines(pool.adapter) > 0
    assert code_lines(pool.adapter) <= ADAPTER_LINES_AT_MOST or pool.is_whole


def test_one_is_written_down_whole_and_judged_by_a_built_in_contract() -> None:
    (whole,) = (each for each in ZOO if each.is_whole)
    assert (whole.name, whole.contract_given, whole.contract.based_on) == ("record-as-written", "record-as-written", "knhk")
    assert "no adapter" in whole.adapter.read_text(encoding="utf-8").splitlines()[0].lower()


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("adapter.c", '#include "blockpool.h"\n\n/* two\n   lines */\nint a;\n/* one */\nint b;\n', 2),
        ("adapter.cpp", "// a remark\n#include <new>\nint a;\n}\n", 2),
        ("adapter.rs", "use std::ptr;\n\n#[no_mangle]\nfn a() {}\n", 2),
        ("adapter.py", '"""What it is."""\nimport a\nfrom b import c\n\n# why\nx = 1\n', 1),
    ],
)
def test_what_counts_as_a_line_of_an_adapter(name: str, text: str, lines: int, tmp_path: Path) -> None:
    assert code_lines(written(tmp_path, name, text)) == lines


@of_each_pool
def test_a_contract_is_of_blocks_and_is_called_as_its_pool(pool: ZooPool) -> None:
    assert (pool.contract.name, pool.contract.binding) == (pool.name, 1 if pool.is_whole else 2)
    promised = Promised(pool.contract)
    named = {*pool.unseen, *(each for blame in pool.blames for each in blame.requirements)}
    assert named <= {each.id for each in promised.spec.requirements} - promised.reasons.keys()


@of_each_pool
def test_a_pool_that_is_installed_is_built(pool: ZooPool) -> None:
    found = built(pool, cache_folder("zoo"), COMPILERS)
    if isinstance(found, Missing):
        pytest.skip(found.why)
    assert Path(found.given.partition(":")[0]).is_file()
    assert found.version


# ---- what is missing ----


def test_what_is_not_installed_is_named_with_what_installs_it(tmp_path: Path) -> None:
    a_class = dataclasses.replace(pool_of("ck-ring"), language=Language.PYTHON, module="no_such_module")
    for pool, remedy in (
        (dataclasses.replace(pool_of("ck-ring"), header="no/such.h"), "apt-get install libck-dev"),
        (dataclasses.replace(pool_of("ck-ring"), link=("-lno-such-library",)), "apt-get install libck-dev"),
        (dataclasses.replace(pool_of("glib-slice"), pkg_config="no-such-module"), "apt-get install libglib2.0-dev"),
        (a_class, ".venv/bin/pip install libck-dev"),
    ):
        assert built(pool, tmp_path, COMPILERS) == Missing(f"not installed: {remedy}")
        assert install_line(pool) == remedy


def test_without_a_compiler_a_pool_is_missing_too(tmp_path: Path) -> None:
    found = built(pool_of("ck-ring"), tmp_path, Compilers(c=("no-such-compiler",)))
    assert isinstance(found, Missing)
    assert found.why.startswith("no compiler 'no-such-compiler': apt-get install")


def test_a_crate_that_is_not_installed_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CrateMissing):
        compiled_crates(["no-such-crate"], ["rustc"], tmp_path)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("title = ", "titel = "), "unknown key"),
        (('place = "e"', 'page = "e"'), "unknown key"),
        (('promises = "short"\n', ""), "missing"),
    ],
)
def test_what_is_wrong_with_a_pool_is_said(change: tuple[str, str], complaint: str, tmp_path: Path) -> None:
    text = (
        'title = "A"\npromises = "short"\npackages = ["a"]\n[[promise]]\nsays = "b"\nquote = "c"\ndocument = "d"\nplace = "e"\n'
    )
    written(tmp_path, "a/adapter.c", "int a;\n")
    written(tmp_path, "a/contract.toml", 'contract = 1\nname = "a"\n[block]\nsize = 8\ncount = 4\n')
    file = written(tmp_path, "a/pool.toml", text)
    (sound,) = load_pools(tmp_path)
    assert (sound.title, sound.language, sound.cited[0].place) == ("A", Language.C, "e")
    file.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(SpecError, match=complaint):
        load_pools(tmp_path)
    file.write_text(text, encoding="utf-8")
    written(tmp_path, "a/adapter.py", "a = 1\n")
    with pytest.raises(SpecError, match="2 adapters"):
        load_pools(tmp_path)


# ---- judging ----


def test_a_pool_is_judged_by_its_contract(tmp_path: Path) -> None:
    pool = pool_of("ck-ring")
    if isinstance(found := built(pool, tmp_path, COMPILERS), Missing):
        pytest.skip(found.why)
    wrong = dataclasses.replace(pool, contract_given=str(written(tmp_path, "c.toml", _as_a_stack(pool))))
    sound, blamed = judge_pools([pool, wrong], tmp_path, COMPILERS, level=Level.CORE)
    assert record.record_of(sound)["verdict"] == "conforms"
    (violation,) = record.record_of(blamed)["violations"]
    assert "ORDER-1" in [each["id"] for each in violation["requirements"]]


def _as_a_stack(pool: ZooPool) -> str:
    text = Path(pool.contract_given).read_text(encoding="utf-8")
    assert '"fifo"' in text
    return text.replace('"fifo"', '"lifo"')


def test_what_a_probe_does_not_see_is_no_pass(tmp_path: Path) -> None:
    pool = pool_of("ck-ring")
    if isinstance(found := built(pool, tmp_path, COMPILERS), Missing):
        pytest.skip(found.why)
    (judged,) = judge_pools([dataclasses.replace(pool, unseen=("ISO-2",))], tmp_path, COMPILERS, level=Level.CORE)
    told = record.record_of(judged)
    assert told["verdict"] == "inconclusive"
    assert [each["id"] for each in told["unknown"]] == ["ISO-2"]


def test_who_interrupts_keeps_what_was_judged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def judge(pools: list[ZooPool], *_: object, **__: object) -> Iterator[Judged]:
        yield Judged(pools[0], why_not="not installed: apt-get install it")
        raise KeyboardInterrupt

    monkeypatch.setattr(every_pool, "judge_pools", judge)
    assert every_pool.main(["--into", str(tmp_path), "boost"]) == 130
    assert [each["why_not"] for each in record.read(tmp_path / "zoo.json")["pools"]] == ["not installed: apt-get install it"]
    assert "Not judged: not installed: apt-get install it" in (tmp_path / "zoo.md").read_text(encoding="utf-8")
    assert "interrupted; what was judged is kept" in capsys.readouterr().err


def test_what_is_not_judged_now_stays_as_it_was() -> None:
    def told(name: str, why_not: str | None = None, verdict: str = "conforms") -> dict[str, Any]:
        return {"name": name, "why_not": why_not, "verdict": verdict}

    old = [told("a"), told("b"), told("gone")]
    new = [told("b", verdict="violates"), told("a", why_not="not installed"), told("c", why_not="not installed")]
    assert record.merged(new, old, ["a", "b", "c", "d"]) == [told("a"), new[0], new[2]]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["no-such-pool"], "no pool's name contains no-such-pool; there are apr-allocator, boost-"),
        (["--into", "/proc/no/such", "ck-ring"], "the page can't be written"),
    ],
)
def test_wrong_usage_is_refused(
    words: list[str], complaint: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(every_pool, "judge_pools", lambda *_, **__: iter(()))
    assert every_pool.main(words) == 2
    assert complaint in capsys.readouterr().err


def test_the_list_judges_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delattr(every_pool, "judge_pools")
    assert every_pool.main(["--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [each.name for each in ZOO]


# ---- the page ----


def test_the_page_is_what_the_record_makes() -> None:
    page = zoo_page(record.read(PUBLISHED / "zoo.json"), ZOO, lines=ADAPTER_LINES_AT_MOST)
    assert (PUBLISHED / "zoo.md").read_text(encoding="utf-8") == page, "write it anew: make zoo ZOO_ARGS='--publish --page'"


@of_each_pool
def test_each_verdict_is_of_the_contract_that_stands_there(pool: ZooPool) -> None:
    assert RECORDS[pool.name]["why_not"] is None
    assert RECORDS[pool.name]["contract"] == pool.contract.sha256


@of_each_pool
def test_each_violation_was_looked_at_by_hand_and_no_other_is_explained(pool: ZooPool) -> None:
    violated = [{each["id"] for each in violation["requirements"]} for violation in RECORDS[pool.name]["violations"]]
    explained = [set(each.requirements) for each in pool.blames]
    assert all(any(ids & reasons for reasons in explained) for ids in violated)
    assert all(any(ids & reasons for ids in violated) for reasons in explained)


def test_a_violation_without_a_reason_says_so_on_the_page() -> None:
    pool = next(each for each in ZOO if each.blames)
    page = zoo_page(record.read(PUBLISHED / "zoo.json"), [dataclasses.replace(pool, blames=())], lines=15)
    assert "Nobody has looked at this one yet." in page
    assert pool.blames[0].why not in page


def test_links_lead_somewhere() -> None:
    page = (PUBLISHED / "zoo.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", page)
    assert len(targets) == 2 * len(ZOO) + 1
    assert [each for each in targets if not (PUBLISHED / each).is_file()] == []
    anchors = re.findall(r"\]\(#([^)]+)\)", page)
    assert {*anchors} == {each.name for each in ZOO} == {*re.findall(r'<a id="([^"]+)"></a>', page)}


def test_what_the_compiler_brings_along_is_built(tmp_path: Path) -> None:
    """The others would all be skipped on a machine that has nothing but a compiler."""
    if not COMPILERS.available(Language.CPP):
        pytest.skip("no C++ compiler here: apt-get install g++")
    assert isinstance(built(pool_of("std-pmr-pool"), tmp_path, COMPILERS), Built)
