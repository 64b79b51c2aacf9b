"""Pools that are made of a contract: built as their READMEs say, without a warning, they conform to it from the first."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.conformance.faults.of_contract import example_contracts
from poolproof.conformance.skeletons import make_of_contract
from poolproof.conformance.skeletons.of_contract import LANGUAGES
from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import Plan, Verdict, verify
from poolproof.conformance.verification.verdicts import Conclusion
from poolproof.spec import Level
from poolproof.spec.contracts import load_contract

SMALL = Plan(level=Level.HARDENED, lane_operations=50_000, walks=4, machine_examples=2, machine_steps=20)
BIN = Path(sys.executable).parent
RELAXED = """
contract = 1
name = "relaxed"
based_on = "knhk"

[block]
count = 20

[order]
reuse = "fifo"

[misuse]
null = "aborts"
double = "undefined"
revoked = "ignored"
"""
BARE = """
contract = 1
name = "bare"
based_on = "knhk"
sequence = false
size = false
hot = false
cost = false

[order]
reuse = "lowest-address"
after_clear = "any"

[contents]
at_get = "any"

[misuse]
record = "undefined"
revoked = "undefined"

[life]
clear = false
"""
GIVEN_AND_GROWS = """
contract = 1
name = "given-and-grows"

[block]
size = 40
align = 32
count = 4
capacity = "at-least"
exhausted = "grows"

[order]
reuse = "lifo"
fresh_first = true

[misuse]
foreign = "refused:-1"
other_pool = "ignored"
double = "aborts"
revoked = "refused:-2"

[life]
storage = "given"
clear = true
destroy_null = true

[sequence]
size = 40
align = 16
count = 3

[hot]
allocates = true
instructions = 0
"""
NAMED_REFUSALS = """
contract = 1
name = "named-refusals"

[block]
size = 24
align = 64
count = 3
counts = [1, 6]
exhausted = "refused:Empty"

[order]
reuse = "fifo"
fresh = "descending"
after_clear = "as-created"

[contents]
at_get = "zero"
while_free = "0xDD"

[size]
largest = 24
too_large = "refused:ValueError"

[misuse]
null = "refused:TypeError"
foreign = "refused"
other_pool = "refused:NotOurs"
interior = "ignored"
double = "refused:NotLent"
revoked = "refused:Revoked"
record = "refused"

[life]
clear = true
bad_config = "refused"

[counters]
capacity = "exact"
used = "exact"
free = "exact"
peak = "exact"

[sequence]
size = 17
align = 8
count = 4
number_at = 9
exhausted = "refused:StopIteration"
"""
OF_OUR_OWN = {"relaxed": RELAXED, "bare": BARE, "given-and-grows": GIVEN_AND_GROWS, "named-refusals": NAMED_REFUSALS}
IN_SHORT = {
    "c": ("refuses-with-codes", "packet-buffers", "only-one", "bare", "given-and-grows"),
    "cpp": ("refuses-with-codes", "given-and-grows"),
    "rust": ("refuses-with-codes", "given-and-grows"),
    "zig": ("refuses-with-codes", "given-and-grows"),
    "python": ("named-refusals",),
}
"""Nearly every part of a template is in one of these; ``make long`` tries all."""
VERY_LARGE = "two-hundred-thousand"


def contract_in(folder: Path, name: str) -> str:
    """The path of an example's file, or of one of our own."""
    if name not in OF_OUR_OWN:
        return str(next(each for each in example_contracts() if each.stem == name))
    file = folder / f"{name}.toml"
    file.write_text(OF_OUR_OWN[name].lstrip(), encoding="utf-8")
    return str(file)


def skip_without_tools(language: str) -> None:
    if language == "rust" and shutil.which("cargo") is None:
        pytest.skip("cargo is not installed")
    if language == "zig" and importlib.util.find_spec("ziglang") is None:
        pytest.skip("the package ziglang is not installed: make zig")


def commands_of(project: Path) -> tuple[list[str], str]:
    """How its README says to build it, and what to judge."""
    *build, judge = re.findall(r"^\$ (.*)$", (project / "README.md").read_text(encoding="utf-8"), re.M)
    subject = re.fullmatch(r"poolproof verify (\S+) --contract contract\.toml", judge)
    assert subject is not None
    # Into a folder of its own, and from what is here: the tests change no environment, and need no network.
    python = shlex.quote(sys.executable)
    pip = f"{python} -m pip install --quiet --no-index --no-build-isolation --no-deps --upgrade --target site"
    return [each.replace("python -m pip install --editable", pip) for each in build], subject[1]


def run(command: str, project: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "CFLAGS": "-Werror -Wconversion -pedantic",
        "CXXFLAGS": "-Werror -Wconversion -pedantic",
        "RUSTFLAGS": "-D warnings",
        "CARGO_NET_OFFLINE": "true",
        "PYTHONPATH": str(project / "site"),
    }
    return subprocess.run(
        command, shell=True, cwd=project, env=environment, capture_output=True, text=True, timeout=900, check=False
    )


def build(project: Path) -> str:
    """Returns what is judged."""
    commands, subject = commands_of(project)
    for command in commands:
        result = run(command, project)
        assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
    return subject


def is_possible(language: str, name: str) -> bool:
    """A class of Python answers by exceptions, and a function of C by numbers."""
    text = OF_OUR_OWN.get(name) or next(each for each in example_contracts() if each.stem == name).read_text(encoding="utf-8")
    if language == "python":
        return not re.search(r"refused:-?\d|storage = \"given\"|knhk", text)
    return not re.search(r"refused:[A-Z]", text)


def matrix(*, is_long: bool) -> Iterator[object]:
    for language in LANGUAGES:
        names = [each.stem for each in example_contracts()] + list(OF_OUR_OWN)
        for name in (each for each in names if is_possible(language, each)):
            if (name in IN_SHORT[language]) != is_long and name != VERY_LARGE:
                yield pytest.param(language, name, id=f"{language}-{name}", marks=[pytest.mark.long] if is_long else [])


@pytest.mark.parametrize(("language", "name"), [*matrix(is_long=False), *matrix(is_long=True)])
def test_a_pool_that_is_made_of_a_contract_conforms_to_it(
    language: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_without_tools(language)
    given = contract_in(tmp_path, name)
    make_of_contract(language, "ring", tmp_path, given, adapter=False)
    project = tmp_path / "ring"
    monkeypatch.chdir(project)
    monkeypatch.setenv("PYTHONPATH", "src")
    subject = replace(resolve(build(project)), contract=load_contract("contract.toml"))
    result = verify(subject, SMALL)
    assert {each.requirement.id: each.why for each in result.failures()} == {}
    assert [each.requirement.id for each in result.verdicts if each.verdict == Verdict.UNKNOWN] == []
    assert result.conclusion == Conclusion.CONFORMS


def exported(library: Path) -> set[str]:
    nm = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True)
    return {name for name in re.findall(r" T (\w+)$", nm.stdout, re.M) if name.startswith(("pp_", "bp_"))}


@pytest.mark.parametrize(
    ("name", "functions"),
    [
        ("any-order", "create destroy get return"),
        ("only-one", "get return clear capacity used free peak"),
        ("sized-or-dead", "create destroy get_sized return clear"),
        ("plain-records", "create destroy get return take reset"),
    ],
)
@pytest.mark.parametrize("adapter", [False, True], ids=["pool", "adapter"])
def test_nothing_is_exported_that_the_contract_does_not_ask_for(
    name: str, functions: str, adapter: bool, tmp_path: Path
) -> None:
    make_of_contract("c", "ring", tmp_path, contract_in(tmp_path, name), adapter=adapter)
    library = tmp_path / "ring" / build(tmp_path / "ring")
    wanted = {f"pp_{each}" for each in functions.split()}
    assert exported(library) == wanted | (set() if adapter else {"pp_name"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["any-order", "all-of-it"])
def test_an_adapter_is_built_marks_its_places_and_lends_nothing_yet(language: str, name: str, tmp_path: Path) -> None:
    skip_without_tools(language)
    project = tmp_path / "ring"
    name = "any-order" if name == "any-order" else "named-refusals" if language == "python" else "session-table"
    make_of_contract(language, "ring", tmp_path, contract_in(tmp_path, name), adapter=True)
    subject = build(project)
    result = run(f"poolproof verify {subject} --contract contract.toml --quiet --no-history -k CREATE", project)
    assert result.returncode == 1, result.stdout + result.stderr
    sources = (each for each in (project / "src").rglob("*.*") if each.suffix in (".c", ".cpp", ".rs", ".zig", ".py"))
    (marked,) = (each for each in sources if "YOURS" in each.read_text(encoding="utf-8"))
    source = marked.read_text(encoding="utf-8")
    code = [line for line in source.splitlines() if line.strip() and not line.lstrip().startswith(("/*", "*", "//", "#"))]
    assert source.count("YOURS") >= 4
    assert name != "any-order" or language not in ("c", "cpp") or len(code) <= 15
    assert str(marked.relative_to(project)) in (project / "README.md").read_text(encoding="utf-8")


def new(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([BIN / "poolproof", "new", *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def test_the_command_names_the_files_and_what_is_next(tmp_path: Path) -> None:
    contract = contract_in(tmp_path, "any-order")
    for name, options, said in (("ring", [], "README.md says how to build"), ("pond", ["--adapter"], "The word YOURS marks")):
        result = new("c", name, "--contract", contract, *options, cwd=tmp_path)
        assert (result.returncode, result.stderr) == (0, "")
        listed, _, hints = result.stdout.partition("\n\n")
        files, hint = listed.splitlines(), hints.splitlines()[0]
        project = tmp_path / name
        assert [tmp_path / each for each in files] == sorted(each for each in project.rglob("*") if each.is_file())
        assert {str((tmp_path / each).relative_to(project)) for each in files} == {
            *(".github/workflows/pool.yml", ".gitignore", "CMakeLists.txt", "README.md", "contract.toml"),
            *("include/blockpool.h", f"src/{name}.c"),
        }
        assert said in hint


LINES = 'contract = 1\nname = "tried"\n[block]\nsize = 24\nalign = 8\ncount = 7\n'
WRONG = {
    "no-such.toml": None,
    "typo.toml": LINES.replace("align", "aling"),
    "named.toml": LINES + 'exhausted = "refused:Full"\n',
    "narrow.toml": LINES.replace("align = 8", "align = 64") + '[life]\nstorage = "given"\nstorage_align = 8\n',
}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["c", "ring", "--contract", "./no-such.toml"], "no-such.toml"),
        (["c", "ring", "--contract", "no-such"], "'no-such'"),
        (["c", "ring", "--contract", "./typo.toml"], "did you mean 'align'?"),
        (["c", "ring", "--contract", "./named.toml"], "block.exhausted: 'refused:Full' can't be"),
        (["c", "ring", "--contract", "./narrow.toml"], "life.storage_fixed: the blocks don't fit into such storage"),
        (["c", "ring", "--adapter"], "--adapter needs --contract FILE"),
        (["adapter", "ring", "--contract", "knhk"], "the language adapter is for knhk alone"),
        (["c", "Ring pool", "--contract", "knhk"], "'Ring pool' is no name for a pool"),
        (["c", "../ring", "--contract", "knhk"], "'../ring' is no name for a pool"),
        (["c", "taken", "--contract", "knhk"], "taken is there already"),
        (["c", "blockpool", "--contract", "knhk"], "'blockpool' means something already"),
    ],
)
def test_wrong_usage_is_told_in_one_line_and_makes_nothing(arguments: list[str], said: str, tmp_path: Path) -> None:
    for name, text in WRONG.items():
        if text is not None:
            (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "taken").mkdir()
    before = sorted(tmp_path.rglob("*"))
    result = new(*arguments, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_the_contract_comes_along_whole(tmp_path: Path) -> None:
    base = tmp_path / "base.toml"
    base.write_text(LINES, encoding="utf-8")
    file = tmp_path / "derived.toml"
    file.write_text('contract = 1\nname = "derived"\nbased_on = "./base.toml"\n[block]\ncount = 9\n', encoding="utf-8")
    for name, given in (("one", str(base)), ("two", str(file)), ("three", "knhk")):
        make_of_contract("c", name, tmp_path, given, adapter=False)
        kept, meant = load_contract(str(tmp_path / name / "contract.toml")), load_contract(given)
        assert (kept.block, kept.life, kept.sequence, kept.binding) == (meant.block, meant.life, meant.sequence, meant.binding)
    assert (tmp_path / "one" / "contract.toml").read_text(encoding="utf-8") == LINES


def test_the_readme_names_commands_that_work(tmp_path: Path) -> None:
    make_of_contract("c", "ring", tmp_path, contract_in(tmp_path, "any-order"), adapter=False)
    project = tmp_path / "ring"
    build(project)
    commands = re.findall(r"^\| [^|]* \| `(poolproof [^`]*)` \|$", (project / "README.md").read_text(encoding="utf-8"), re.M)
    assert len(commands) == 6
    for command in commands:
        if "faults" in command:  # it takes minutes: whether it would begin is enough
            command += " --help"
        if " verify " in command:
            command += " --no-history --level core -k CREATE" if "-k" not in command else " --no-history"
        result = run(command, project)
        assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
