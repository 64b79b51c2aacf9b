"""The language of contracts: what a file means, how it stands on its base, and that a wrong one is refused in words."""

from __future__ import annotations

import hashlib
import os
import random
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest

from poolproof.spec import SpecError
from poolproof.spec.contracts import Answer, Contract, Counts, Fill, How, built_in_names, language, load_contract, read_contract
from poolproof.spec.contracts.language import ROOT

SLAB = """
contract = 1
name = "slab"
[block]
size = 64
count = 32
"""

RICH = """
contract = 1
name = "rich"
about = "everything promised"
[block]
size = 64
align = 8
count = 32
counts = [1, 4096]
exhausted = "refused:-12"
[order]
reuse = "lifo"
fresh = "ascending"
after_clear = "as-created"
[contents]
at_get = "zero"
[size]
smallest = 1
largest = 64
too_large = "refused:-22"
[misuse]
null = "ignored"
foreign = "refused:-1"
other_pool = "refused"
interior = "aborts"
double = "refused:-2"
revoked = "refused:-2"
record = "refused"
[life]
clear = true
destroy_null = true
out_of_memory = "refused:-12"
bad_config = "refused:-22"
[counters]
capacity = "exact"
used = "at-rest"
free = "exact"
peak = "exact"
[sharing]
between = "threads"
progress = "lock-free"
order = "as-owner"
[sequence]
size = 128
align = 64
count = 1024
number_at = 120
[hot]
system_calls = "futex"
[cost]
memory = 100000
cache_hits = 0.9
"""


def read(text: str) -> Contract:
    return read_contract(text, "here")


def refusal_of(text: str) -> SpecError:
    with pytest.raises(SpecError) as refusal:
        read(text)
    assert "\n" not in str(refusal.value)
    assert refusal.value.file == "here"
    assert refusal.value.remedy
    return refusal.value


def test_what_is_not_said_has_the_default() -> None:
    contract = read(SLAB)
    assert (contract.name, contract.about, contract.binding, contract.based_on) == ("slab", "", 2, "")
    assert (contract.block.align, contract.block.counts, contract.block.all_counts) == (1, Counts(32, 32), True)
    assert (contract.block.capacity, contract.block.exhausted) == ("exact", Answer(How.REFUSED))
    assert contract.order.reuse == contract.order.fresh == contract.order.after_clear == "any"
    assert contract.contents.at_get == contract.contents.while_free == Fill()
    assert contract.size is contract.sequence is contract.hot is contract.cost is None
    assert contract.misuse.null == Answer(How.UNDEFINED)
    assert (contract.life.instances, contract.life.destroy, contract.life.storage_align) == ("many", "frees", 1)
    assert contract.counters.peak == "none"
    assert contract.sharing.between == "owner"


def test_what_is_said_holds() -> None:
    contract = read(RICH)
    assert contract.block.exhausted == Answer(How.REFUSED, -12)
    assert contract.misuse.null == Answer(How.IGNORED)
    assert contract.misuse.interior == Answer(How.ABORTS)
    assert contract.contents.at_get == Fill(byte=0)
    assert contract.sequence is not None
    assert contract.sequence.number_at == 120
    assert contract.hot is not None
    assert contract.hot.system_calls == "futex"
    assert contract.cost is not None
    assert contract.cost.cache_hits == 0.9


def test_fills_and_answers_are_written_as_they_are_read() -> None:
    assert [str(Fill(*each)) for each in ((False, None), (True, None), (False, 0), (False, 0xDD))] == [
        "any",
        "kept",
        "zero",
        "0xDD",
    ]
    assert [str(Answer(How.REFUSED)), str(Answer(How.REFUSED, -12)), str(Answer(How.ABORTS))] == [
        "refused",
        "refused:-12",
        "aborts",
    ]


def test_a_python_pool_refuses_by_an_exception() -> None:
    contract = read(SLAB + 'exhausted = "refused:Exhausted"\n')
    assert contract.block.exhausted == Answer(How.REFUSED, "Exhausted")


def test_storage_is_what_blocks_take_each_rounded_up_to_its_alignment() -> None:
    contract = read(SLAB.replace("size = 64", "size = 60\nalign = 16") + "[life]\nstorage = 'given'\nstorage_fixed = 100\n")
    assert contract.storage_bytes(3) == 100 + 3 * 64
    each = replace(contract, life=replace(contract.life, storage_per_block=80))
    assert each.storage_bytes(3) == 100 + 3 * 80


def test_every_key_of_the_language_is_a_field_of_the_contract() -> None:
    whole = read(RICH)
    for name, table in language().items():
        record = whole if name == ROOT else getattr(whole, name)
        names = {each.name for each in fields(record)} - ({*language(), "sha256"} if name == ROOT else set())
        assert names == set(table.keys) - ({"contract"} if name == ROOT else set()), name
        for key in table.keys.values():
            assert key.meaning.endswith(".")


# ---- standing on a base ----


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.toml").write_text(RICH, encoding="utf-8")
    return tmp_path


def stands_on(folder: Path, text: str, name: str = "mine.toml") -> Contract:
    file = folder / name
    file.write_text(f'contract = 1\nname = "mine"\nbased_on = "./base.toml"\n{text}', encoding="utf-8")
    return load_contract(str(file))


def test_tables_are_merged_key_by_key_and_arrays_replaced(folder: Path) -> None:
    contract = stands_on(folder, '[block]\ncounts = [16, 64]\n[misuse]\nnull = "undefined"\n')
    base = load_contract(str(folder / "base.toml"))
    assert contract.block == replace(base.block, counts=Counts(16, 64))
    assert contract.misuse == replace(base.misuse, null=Answer(How.UNDEFINED))
    assert contract.size == base.size


def test_name_and_about_are_a_files_own(folder: Path) -> None:
    contract = stands_on(folder, "")
    assert (contract.name, contract.about, contract.based_on) == ("mine", "", "./base.toml")


def test_the_binding_is_the_bases() -> None:
    contract = read('contract = 1\nname = "relaxed"\nbased_on = "knhk"\n[contents]\nat_get = "any"\n')
    assert (contract.binding, contract.contents.at_get) == (1, Fill())
    assert contract.misuse == load_contract("knhk").misuse


def test_defaults_come_last(folder: Path) -> None:
    """A count of the file's own with the base's counts, not with counts made of it."""
    assert stands_on(folder, "[block]\ncount = 64\n").block.counts == Counts(1, 4096)


@pytest.mark.parametrize("table", ["size", "sequence", "hot", "cost"])
def test_false_takes_away_what_the_base_has(folder: Path, table: str) -> None:
    extra = '[misuse]\nrecord = "undefined"\n' if table == "sequence" else ""
    assert getattr(stands_on(folder, f"{table} = false\n{extra}"), table) is None


def test_a_table_that_was_taken_away_begins_anew(folder: Path) -> None:
    stands_on(folder, "size = false\n")
    own = 'contract = 1\nname = "third"\nbased_on = "./mine.toml"\n[size]\nlargest = 4\n'
    (folder / "third.toml").write_text(own, encoding="utf-8")
    contract = load_contract(str(folder / "third.toml"))
    assert contract.size is not None
    assert (contract.size.smallest, contract.size.largest, contract.size.too_large) == (0, 4, Answer(How.REFUSED))


def test_number_at_false_judges_nothing_in_a_record(folder: Path) -> None:
    contract = stands_on(folder, "[sequence]\nnumber_at = false\n")
    assert contract.sequence is not None
    assert contract.sequence.number_at is None


def test_the_digest_is_the_files_and_changes_with_its_base(folder: Path) -> None:
    base = folder / "base.toml"
    assert load_contract(str(base)).sha256 == hashlib.sha256(base.read_bytes()).hexdigest()
    before = stands_on(folder, "").sha256
    base.write_text(RICH + "tick_target = 7\n", encoding="utf-8")
    assert load_contract(str(folder / "mine.toml")).sha256 != before


@pytest.mark.parametrize("name", built_in_names())
def test_built_in_contracts_are_whole(name: str) -> None:
    contract = load_contract(name)
    assert contract.name == name
    assert contract.about


# ---- what is refused, and in which words ----


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


# what is replaced in the rich contract, by what, the key that is named, words of the problem or the remedy
WRONG = [
    ("contract = 1\n", "", "contract", "missing"),
    ("contract = 1", "contract = 2", "contract", "out of range; give 1"),
    ("contract = 1", "contract = true", "contract", "whole number"),
    ('name = "rich"', "", "name", "missing"),
    ('name = "rich"', 'name = "Rich One"', "name", "small letters"),
    ('name = "rich"', 'name = "knhk"', "name", "built-in"),
    ('name = "rich"', 'name = ""', "name", "not blank"),
    ('name = "rich"', 'name = "rich"\ncolour = 1', "colour", "unknown key"),
    ('name = "rich"', 'name = "rich"\nbinding = 3', "binding", "from 1 to 2"),
    ('name = "rich"', 'name = "rich"\nbased_on = "knkh"', "based_on", "did you mean 'knhk'?"),
    ('name = "rich"', 'name = "rich"\nbased_on = "./x.toml"', "based_on", "no files beside it"),
    ('name = "rich"', 'name = "rich"\norder = false', "(whole file)", "not valid TOML"),
    ("size = 64\n", "", "block.size", "missing"),
    ("size = 64\n", "size = 64.0\n", "block.size", "whole number"),
    ("size = 64\n", "size = 0\n", "block.size", "out of range"),
    ("size = 64\n", "size = true\n", "block.size", "a boolean"),
    ("size = 64\n", "size = 64\nsise = 1\n", "block.sise", "did you mean 'size'?"),
    ("size = 64\n", 'size = 64\nreuse = "lifo"\n', "block.reuse", "a key of [order]"),
    ("align = 8", "align = 12", "block.align", "8 or 16"),
    ("count = 32", "count = 33554432", "block.count", "out of range"),
    ("counts = [1, 4096]", "counts = [1, 2, 3]", "block.counts", "two whole numbers"),
    ("counts = [1, 4096]", "counts = 4096", "block.counts", "two whole numbers"),
    ("counts = [1, 4096]", "counts = [true, 4096]", "block.counts", "two whole numbers"),
    ("counts = [1, 4096]", "counts = [64, 1]", "block.counts", "in order"),
    ('"refused:-12"\n[order]', '"refused:0"\n[order]', "block.exhausted", "other than 0"),
    ('"refused:-12"\n[order]', '"refused:12x"\n[order]', "block.exhausted", "no code"),
    ('"refused:-12"\n[order]', '"refused:99999999999"\n[order]', "block.exhausted", "no code"),
    ('"refused:-12"\n[order]', '"refusd"\n[order]', "block.exhausted", 'did you mean "refused"?'),
    ('"refused:-12"\n[order]', "-12\n[order]", "block.exhausted", "use one of"),
    ('"refused:-12"\n[order]', '"ignored"\n[order]', "block.exhausted", "not known"),
    ('reuse = "lifo"', 'reuse = "LIFO"', "order.reuse", '"lifo"'),
    ('reuse = "lifo"', 'reuse = ["lifo"]', "order.reuse", "a list"),
    ('at_get = "zero"', 'at_get = "0xGG"', "contents.at_get", "0xNN"),
    ('at_get = "zero"', 'at_get = "zero"\nwhile_free = "zero"', "contents.while_free", '"kept"'),
    ("largest = 64\n", "", "size.largest", "missing"),
    ('too_large = "refused:-22"', 'too_large = "ignored"', "size.too_large", "not known"),
    ("clear = true", "clear = 1", "life.clear", "true or false"),
    ('free = "exact"', "free = true", "counters.free", "a boolean"),
    ("number_at = 120", "number_at = true", "sequence.number_at", "whole number"),
    ('system_calls = "futex"', 'system_calls = "none"', "hot.system_calls", "futex"),
    ("cache_hits = 0.9", "cache_hits = nan", "cost.cache_hits", "out of range"),
    ("cache_hits = 0.9", 'cache_hits = "0.9"', "cost.cache_hits", "must be a number"),
    ("[cost]", "[costs]", "costs", "did you mean 'cost'?"),
]


@pytest.mark.parametrize(("old", "new", "key", "words"), WRONG)
def test_a_wrong_file_is_refused(old: str, new: str, key: str, words: str) -> None:
    error = refusal_of(changed(RICH, old, new))
    assert error.key == key
    assert words in str(error)


# the same, of what contradicts itself
CONTRADICTORY = [
    ("counts = [1, 4096]", "counts = [64, 4096]", "block.counts"),
    ('exhausted = "refused:-12"', 'exhausted = "grows"', "block.exhausted"),
    ('reuse = "lifo"', 'reuse = "fifo"\nfresh_first = true', "order.fresh_first"),
    ('reuse = "lifo"\nfresh = "ascending"', 'reuse = "lowest-address"\nfresh = "descending"', "order.fresh"),
    ("counts = [1, 4096]", 'counts = [1, 4096]\ncapacity = "at-least"', "order.fresh"),
    ('counts = [1, 4096]\nexhausted = "refused:-12"', 'capacity = "at-least"\nexhausted = "grows"', "order.fresh"),
    ("clear = true", "", "order.after_clear"),
    ('at_get = "zero"', 'at_get = "kept"\nwhile_free = "0xDD"', "contents.while_free"),
    ("largest = 64\n", "largest = 65\n", "size.largest"),
    ("smallest = 1", "smallest = 65", "size.smallest"),
    ('too_large = "refused:-22"', 'too_large = "refused:-12"', "size.before_capacity"),
    ("clear = true", 'clear = true\ninstances = "one"', "misuse.other_pool"),
    ("destroy_null = true", 'destroy_null = true\ndestroy = "none"', "life.destroy_null"),
    ('between = "threads"', "", "sharing.progress"),
    ('between = "threads"', 'between = "interrupts"', "sharing.progress"),
    ('between = "threads"\nprogress = "lock-free"', "", "sharing.order"),
    ('reuse = "lifo"\nfresh = "ascending"', "", "sharing.order"),
    ("count = 1024", "count = 1024\ncounts = [1, 1024]", "sequence.counts"),
    ("number_at = 120", "number_at = 121", "sequence.number_at"),
    ('name = "rich"', 'name = "rich"\nbinding = 1', "counters.free"),
]


@pytest.mark.parametrize(("old", "new", "key"), CONTRADICTORY)
def test_a_contradiction_is_refused(old: str, new: str, key: str) -> None:
    assert refusal_of(changed(RICH, old, new)).key == key


def test_misuse_of_what_is_not_there_is_refused() -> None:
    without_clear = changed(changed(RICH, "clear = true", ""), 'after_clear = "as-created"', "")
    assert refusal_of(without_clear).key == "misuse.revoked"
    without_sequence = RICH[: RICH.index("[sequence]")] + RICH[RICH.index("[hot]") :]
    assert refusal_of(without_sequence).key == "misuse.record"


def test_two_codes_may_be_one_where_they_are_not_to_be_told_apart() -> None:
    alike = changed(RICH, 'too_large = "refused:-22"', 'too_large = "refused:-12"\nbefore_capacity = false')
    assert read(alike).size is not None
    unnamed = changed(changed(RICH, 'too_large = "refused:-22"', ""), 'exhausted = "refused:-12"\n[order]', "[order]")
    assert read(unnamed).block.exhausted == Answer(How.REFUSED)


def test_a_table_is_taken_away_above_the_first_table() -> None:
    error = refusal_of(SLAB + "size = false\n".replace("size", "hot"))
    assert error.key == "block.hot"
    assert "above the first table" in error.remedy


def test_what_is_no_table_is_refused() -> None:
    assert refusal_of('contract = 1\nname = "x"\nblock = 3\n').key == "block"
    assert refusal_of('contract = 1\nname = "x"\norder = false\n').key == "order"
    assert refusal_of('contract = 1\nname = "x"\nhot = true\n').key == "hot"


def test_a_circle_is_refused(tmp_path: Path) -> None:
    for name, base in (("one", "two"), ("two", "three"), ("three", "one")):
        text = f'contract = 1\nname = "{name}"\nbased_on = "{base}.toml"\n'
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match="a circle"):
        load_contract(str(tmp_path / "one.toml"))


def test_a_file_based_on_itself_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "one.toml"
    file.write_text('contract = 1\nname = "one"\nbased_on = "../' + tmp_path.name + '/one.toml"\n', encoding="utf-8")
    with pytest.raises(SpecError, match="a circle"):
        load_contract(str(file))


def test_a_base_that_is_not_there_is_named_with_who_asks_for_it(tmp_path: Path) -> None:
    file = tmp_path / "one.toml"
    file.write_text('contract = 1\nname = "one"\nbased_on = "gone.toml"\n', encoding="utf-8")
    with pytest.raises(SpecError) as refusal:
        load_contract(str(file))
    assert (refusal.value.file, refusal.value.key) == (str(file), "based_on")
    assert "gone.toml" in refusal.value.problem


def test_a_fault_of_the_base_names_the_bases_file(folder: Path) -> None:
    (folder / "base.toml").write_text(changed(RICH, "align = 8", "align = 9"), encoding="utf-8")
    with pytest.raises(SpecError) as refusal:
        stands_on(folder, "")
    assert refusal.value.file.endswith("base.toml")


@pytest.mark.parametrize(
    ("given_name", "words"), [("knkh", "did you mean 'knhk'?"), ("zephyr", "./zephyr.toml"), ("", "a path")]
)
def test_an_unknown_name_is_refused(given_name: str, words: str) -> None:
    with pytest.raises(SpecError, match="no built-in contract") as refusal:
        load_contract(given_name)
    assert words in refusal.value.remedy


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[[[", b"a = " + b"[" * 3000, b"", b"contract = 1\x00"])
def test_what_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.toml"
    file.write_bytes(content)
    with pytest.raises(SpecError):
        load_contract(str(file))
    with pytest.raises(SpecError):
        read_contract(content.decode("utf-8", "surrogateescape"), "a text")


LINES = RICH.strip().splitlines()
VALUES = [
    "0",
    "-1",
    "1.5",
    "nan",
    "true",
    "false",
    '""',
    '"refused:7"',
    '"0x1F"',
    "[]",
    "[1]",
    "[2,1]",
    "{}",
    "1979-05-27",
    "1e999",
    '"\\u0000"',
    "99999999999999999999",
]
ODD = [
    "",
    "[",
    "[[block]]",
    "[block.size]",
    "= 1",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\x00",
    "a.b.c = 1",
    "[size]",
]


def mutated(source: random.Random) -> str:
    """The rich contract with lines left out, doubled, moved, replaced, and given other values."""
    lines = list(LINES)
    for _ in range(source.randint(1, 4)):
        at = source.randrange(len(lines))
        match source.randrange(5):
            case 0:
                del lines[at]
            case 1:
                lines.insert(source.randrange(len(lines)), lines[at])
            case 2:
                lines.insert(source.randrange(len(lines)), lines.pop(at))
            case 3:
                lines[at] = f"{lines[at].partition('=')[0]}= {source.choice(VALUES)}"
            case _:
                lines[at] = source.choice(ODD)
    return "\n".join(lines)


def test_no_mutation_ends_otherwise_than_in_words() -> None:
    read_whole = 0
    for seed in range(2000):
        text = mutated(random.Random(seed))
        try:
            contract = read(text)
        except SpecError as refusal:
            if not refusal.remedy or "\n" in str(refusal):
                pytest.fail(f"seed {seed}: {refusal!r}")
        else:
            assert contract.name == tomllib.loads(text)["name"]
            read_whole += 1
    assert 0 < read_whole < 1000  # both happen, or this shows nothing


# ---- what is not a contract's file ----


def test_a_name_that_is_a_files_is_told_as_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slab.toml").write_text(SLAB, encoding="utf-8")
    for given, remedy in (("slab", "./slab.toml"), ("./slaab.toml", "slab.toml"), ("knkh", "knhk"), ("", "./slab.toml")):
        with pytest.raises(SpecError) as refusal:
            load_contract(given)
        assert remedy in refusal.value.remedy


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("knhk.toml", "knhk.toml: there is no such file; the built-in contract is called knhk"),
        ("other.toml", "other.toml: there is no such file; correct the path, or write a TOML file there"),
        ("\x1b[31m.toml", r"\x1b[31m.toml: there is no such file; correct the path, or write a TOML file there"),
    ],
)
def test_a_file_that_is_not_there_is_told_in_words(
    given: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slab.toml").write_text(SLAB, encoding="utf-8")
    with pytest.raises(SpecError) as refusal:
        load_contract(given)
    assert str(refusal.value) == words


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('based_on = ""', "based_on"),
        (r'based_on = "a\u0000b.toml"', "based_on"),
        ('based_on = "loop.toml"', "based_on"),
        (r'about = "\u001b[31mred"', "about"),
    ],
)
def test_what_no_eye_can_read_and_no_path_can_be_is_refused(line: str, key: str, tmp_path: Path) -> None:
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    (tmp_path / "own.toml").write_text(SLAB.replace("contract = 1\n", f"contract = 1\n{line}\n"), encoding="utf-8")
    with pytest.raises(SpecError) as refusal:
        load_contract(str(tmp_path / "own.toml"))
    assert refusal.value.key == key
    assert str(refusal.value).isprintable()


def test_a_file_that_is_no_file_or_far_too_large_is_refused_at_once(tmp_path: Path) -> None:
    large = tmp_path / "large.toml"
    large.touch()
    os.truncate(large, 100 << 20)
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    for name, words in (("large", "larger than 1 MiB"), ("pipe", "a pipe"), ("folder", "a folder"), ("none", "no such file")):
        with pytest.raises(SpecError, match=words) as refusal:
            load_contract(str(tmp_path / f"{name}.toml"))
        assert refusal.value.key == "(whole file)"
