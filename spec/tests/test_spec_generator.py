"""What is generated from the vocabulary: it is up to date, a compiler agrees with it, and what does not fit is refused."""

from __future__ import annotations

import enum
import shutil
import subprocess
from pathlib import Path
from typing import Any

import cffi
import pytest

from poolproof.spec import SpecError, vocabulary, wire
from poolproof.spec.generator.__main__ import generated, main
from poolproof.spec.generator.vocabulary import Vocabulary, read_vocabulary

CHECKOUT = Path(__file__).resolve().parents[2]
DATA = CHECKOUT / "spec/poolproof/spec/data"
WORKER = CHECKOUT / "conformance/worker"


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return read_vocabulary(DATA)


@pytest.fixture(scope="module")
def c() -> Any:
    text = (WORKER / "protocol.h").read_text(encoding="utf-8")
    ffi = cffi.FFI()
    ffi.cdef("\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return ffi


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for path in ("conformance/worker", "spec/poolproof/spec/data"):
        (tmp_path / path).mkdir(parents=True)
    for name in ("vocabulary.toml", "statuses.toml"):
        shutil.copy(DATA / name, tmp_path / "spec/poolproof/spec/data")
    return tmp_path


@pytest.mark.parametrize("path", generated(read_vocabulary(DATA)))
def test_a_generated_file_is_what_the_data_say(path: str, words: Vocabulary) -> None:
    assert (CHECKOUT / path).read_text(encoding="utf-8") == generated(words)[path], "run `make generate`"


def test_an_enumeration_is_the_same_in_both_languages(c: Any, words: Vocabulary) -> None:
    for each in words.enumerations:
        in_c = {name.removeprefix(f"{each.prefix}_"): value for value, name in c.typeof(f"enum {each.name}").elements.items()}
        python: type[enum.IntEnum] = getattr(vocabulary, each.python)
        in_python = {member.name: member.value for member in python if member.value or not each.is_flags}
        assert in_c == in_python


def test_the_numbers_are_the_same_in_both_languages(c: Any, words: Vocabulary) -> None:
    library = c.dlopen(None)
    for name in words.numbers:
        assert getattr(library, name) == getattr(vocabulary, name)
    for each in words.sets:
        assert getattr(library, each.name) == sum(1 << member for member in getattr(vocabulary, each.name))


def test_the_records_lie_where_a_compiler_lays_them(c: Any, words: Vocabulary) -> None:
    for record in words.records[:-1]:
        assert c.sizeof(f"struct {record.name}") == getattr(wire, record.name.upper()).size
    assert c.sizeof("struct shared") == wire.SHARED_BYTES
    for name, at in {**wire.PLACES, **{name: at for name, (at, _) in wire.NUMBERS.items()}}.items():
        assert c.offsetof("struct shared", name) == at


def test_padding_is_counted_in(checkout: Path) -> None:
    """Of the records that there are, none has any."""
    file = checkout / "spec/poolproof/spec/data/vocabulary.toml"
    odd = '[[record]]\nname = "odd"\ntext = "Odd."\nfields = [\n'
    for name, kind in (("a", "uint8_t"), ("b", "uint64_t"), ("c", "uint16_t")):
        odd += f'  {{ name = "{name}", type = "{kind}" }},\n'
    before_the_last = '[[record]]\nname = "shared"'
    text = file.read_text(encoding="utf-8").replace(before_the_last, f"{odd}]\n\n{before_the_last}")
    file.write_text(text, encoding="utf-8")
    assert main(checkout) == 0
    assert 'ODD: Final = struct.Struct("<B7xQH6x")' in (checkout / "spec/poolproof/spec/wire.py").read_text(encoding="utf-8")


def test_the_compiler_refuses_a_record_that_lies_elsewhere(checkout: Path) -> None:
    assert main(checkout) == 0
    file = checkout / "conformance/worker/protocol_layout.h"
    command = ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", "c", str(file)]
    assert subprocess.run(command, check=False).returncode == 0
    text = file.read_text(encoding="utf-8")
    for right, wrong in (("(operation, value, 16)", "(operation, value, 8)"), ("operation) == 24", "operation) == 32")):
        assert right in text
        file.write_text(text.replace(right, wrong), encoding="utf-8")
        failed = subprocess.run(command, check=False, capture_output=True, text=True)
        assert failed.returncode != 0
        assert "operation" in failed.stderr


def test_what_is_up_to_date_is_not_written(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(checkout) == 0
    assert len(capsys.readouterr().out.splitlines()) == 6
    assert main(checkout) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('{ name = "CANCEL_SUM"', '{ name = "FILL"', "FILL comes twice"),
        ('{ name = "UNTOUCHED", value = -2 }', '{ name = "UNTOUCHED", value = -1 }', "-1 comes twice"),
        ('type = "struct block_name"', 'type = "struct block"', "'struct block' is not known"),
        ('count = ["TEXT_BYTES"]', 'count = ["TEXT"]', "TEXT is no limit"),
        ("count = [4]", "count = [0]", "must be a list of counts"),
        ('entries = ["CREATE", ', 'entries = ["CREATED", ', "'CREATED' is not known"),
        ('name = "SITES"', 'name = "FUNCTIONS"', "FUNCTIONS comes twice"),
        ('{ name = "BYTES",', '{ name = "bytes",', "can't be a constant's name"),
        ('{ name = "BYTES", text', '{ name = "BYTES", txt', "unknown key"),
    ],
)
def test_what_does_not_fit_is_refused(checkout: Path, before: str, after: str, complaint: str) -> None:
    file = checkout / "spec/poolproof/spec/data/vocabulary.toml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(SpecError, match=complaint):
        read_vocabulary(file.parent)


def test_a_refusal_is_told_and_nothing_is_written(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = checkout / "spec/poolproof/spec/data/vocabulary.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('prefix = "TARGET"', ""), encoding="utf-8")
    assert main(checkout) == 2
    assert "enumeration[2].prefix" in capsys.readouterr().err
    assert not list((checkout / "conformance/worker").iterdir())


def test_a_worker_of_other_words_is_told_by_its_version(checkout: Path, words: Vocabulary) -> None:
    data = checkout / "spec/poolproof/spec/data"
    assert read_vocabulary(data).numbers["PROTOCOL_VERSION"] == words.numbers["PROTOCOL_VERSION"] == vocabulary.PROTOCOL_VERSION
    file = data / "vocabulary.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("value = 20\n", "value = 21\n", 1), encoding="utf-8")
    assert read_vocabulary(data).numbers["PROTOCOL_VERSION"] != words.numbers["PROTOCOL_VERSION"]
