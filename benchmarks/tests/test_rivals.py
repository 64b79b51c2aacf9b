"""The list of rivals is whole, and what is wrong with a list is said with its place and a remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from poolproof.benchmarks.rivals import C_FOLDER, Group, Rival, load_rivals, read_rivals
from poolproof.benchmarks.toolchain import Language
from poolproof.spec import SpecError

RIVALS = load_rivals()

SOUND = {"name": '"odd"', "file": '"odd.h"', "group": '"design"', "sentence": '"Odd."', "lacks": "[]"}
LIBRARY = {"header": '"odd/library.h"', "link": '["-lodd"]', "package": '"libodd-dev"'}


def written(tmp_path: Path, *tables: dict[str, str]) -> Path:
    (tmp_path / "rivals").mkdir(exist_ok=True)
    for name in ("odd.h", "odd.hpp", "odd.rs"):
        (tmp_path / "rivals" / name).touch()
    file = tmp_path / "rivals.toml"
    texts = ("[[rival]]\n" + "".join(f"{key} = {value}\n" for key, value in table.items()) for table in tables)
    file.write_text("\n".join(texts), encoding="utf-8")
    return file


def test_the_alternatives_that_the_record_rejects_come_first() -> None:
    groups = [each.group for each in RIVALS]
    assert groups == sorted(groups, key=[Group.REJECTED, Group.DESIGN, Group.PEER].index)
    for alternative in ("Global allocator", "Arena", "Generic object pool"):
        assert any(each.sentence.startswith(alternative) for each in RIVALS if each.group is Group.REJECTED)


def test_both_languages_and_libraries_are_among_them() -> None:
    assert {each.language for each in RIVALS} == {Language.C, Language.CPP}
    assert sum(each.library is None for each in RIVALS) >= 10
    assert sum(each.library is not None for each in RIVALS) >= 8


@pytest.mark.parametrize("rival", RIVALS, ids=lambda rival: rival.file.name)
def test_an_adapter_bears_the_name_that_the_list_gives_it(rival: Rival) -> None:
    assert re.findall(r'^#define RIVAL_NAME "(.*)"$', rival.file.read_text(), flags=re.MULTILINE) == [rival.name]


def test_a_file_is_an_adapter_or_is_included_by_one() -> None:
    files = {file.name: file.read_text() for file in (C_FOLDER / "rivals").iterdir()}
    included = {name for text in files.values() for name in re.findall(r'#include "(.*)"', text)}
    assert files.keys() - {each.file.name for each in RIVALS} == included


def test_a_sound_list_is_read(tmp_path: Path) -> None:
    (plain,) = read_rivals(written(tmp_path, SOUND))
    assert (plain.name, plain.language, plain.library) == ("odd", Language.C, None)
    other = {**SOUND, **LIBRARY, "file": '"odd.hpp"', "pkg_config": '"odd"'}
    (bound,) = read_rivals(written(tmp_path, other))
    assert bound.language is Language.CPP
    assert bound.library is not None
    assert (bound.library.package, bound.library.pkg_config, bound.library.compile) == ("libodd-dev", "odd", ())


@pytest.mark.parametrize(
    ("change", "place", "problem", "remedy"),
    [
        ({"name": "7"}, "rival[1].name", "must be a string", "between quotes"),
        ({"sentence": '""'}, "rival[1].sentence", "must be one line of text", "not blank"),
        ({"group": '"pear"'}, "rival[1].group", "'pear' is not known", "did you mean 'peer'"),
        ({"lacks": '"nothing"'}, "rival[1].lacks", "must be a list of strings", "[] for none"),
        ({"file": '"gone.h"'}, "rival[1].file", "there is no adapter 'gone.h'", "correct the name"),
        ({"file": '"../rivals/odd.h"'}, "rival[1].file", "there is no adapter", "correct the name"),
        ({"file": '"odd.rs"'}, "rival[1].file", "'odd.rs' is no header", ".h (C)"),
        ({"sentense": '"Odd."'}, "rival[1].sentense", "unknown key", "did you mean 'sentence'"),
        ({"package": '"libodd-dev"'}, "rival[1].header", "missing", "begins with header ="),
        ({**LIBRARY, "link": '"-lodd"'}, "rival[1].link", "must be a list of strings", "[] for none"),
    ],
)
def test_a_broken_entry_is_refused(tmp_path: Path, change: dict[str, str], place: str, problem: str, remedy: str) -> None:
    file = written(tmp_path, {**SOUND, **change})
    with pytest.raises(SpecError) as caught:
        read_rivals(file)
    assert (caught.value.file, caught.value.key) == (str(file), place)
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("key", ["name", "file", "group", "sentence", "lacks"])
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    file = written(tmp_path, {name: value for name, value in SOUND.items() if name != key})
    with pytest.raises(SpecError, match=re.escape(f"rival[1].{key}: missing")):
        read_rivals(file)


@pytest.mark.parametrize(("change", "place"), [({"file": '"odd.hpp"'}, "rival[2].name"), ({"name": '"even"'}, "rival[2].file")])
def test_what_comes_twice_is_refused(tmp_path: Path, change: dict[str, str], place: str) -> None:
    with pytest.raises(SpecError, match=re.escape(f"{place}: ") + ".* comes twice"):
        read_rivals(written(tmp_path, SOUND, {**SOUND, **change}))


def test_no_toml_at_all_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rivals.toml"
    file.write_text("[[rival\n", encoding="utf-8")
    with pytest.raises(SpecError, match="not valid TOML"):
        read_rivals(file)
