"""The command as installed: exit statuses, one clear line for what is wrong, reports, and an end by Ctrl-C."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from poolproof.conformance.cli.exits import Exit
from poolproof.conformance.cli.main import commands
from poolproof.conformance.reports import json_report
from poolproof.conformance.reports.environment import version
from poolproof.spec import Level, header_path, load_spec
from poolproof.spec.contracts import contract_as_markdown, default_contract, derived_requirements, load_contract
from poolproof.spec.markdown import spec_as_markdown
from poolproof.spec.pipeline import load_pipeline_spec

Build = Callable[..., Path]
PoolSource = Callable[..., str]
Finished = subprocess.CompletedProcess[str]

COMMAND = Path(sys.executable).parent / "poolproof"
ANSI = re.compile(r"\x1b\[")


def poolproof(*arguments: str | Path, folder: Path | None = None, **environment: str) -> Finished:
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"COLUMNS": "100"} | environment,
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract of a small pool, on which a verification is quick."""
    file = tmp_path_factory.mktemp("contracts") / "small.toml"
    file.write_text(
        'contract = 1\nname = "small"\nbased_on = "knhk"\n[block]\ncount = 2\n[sequence]\ncount = 3\n', encoding="utf-8"
    )
    return file


ONE_CAPACITY = (
    ("config == NULL ? 16", "config == NULL ? 2"),
    ("config == NULL ? 1024", "config == NULL ? 3"),
    ("if (soa_capacity > MOST_BUFFERS || receipt_capacity > 1024)", "if (soa_capacity != 2 || receipt_capacity != 3)"),
)


@pytest.fixture(scope="session")
def sound(build: Build, pool_source: PoolSource) -> Path:
    return build(pool_source("array_stack", *ONE_CAPACITY))


@pytest.fixture(scope="session")
def faulty(build: Build, pool_source: PoolSource) -> Path:
    return build(pool_source("array_stack", *ONE_CAPACITY, ("  if (!pool->lent[number]) return BP_NOT_IN_USE;\n", "")))


def fails_with_one_line(result: Finished, status: int, *words: str) -> None:
    """Nothing on standard output, no traceback, and one line that names the culprit."""
    assert result.returncode == status, result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    *usage, line = [line for line in result.stderr.splitlines() if line]
    assert all(each.startswith(("Usage:", "Try ", "poolproof: scripts")) for each in usage), result.stderr
    for word in words:
        assert word in line


# ---- what is no subject: 3 ----


def written(folder: Path, name: str, content: bytes | str) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def make_folder(folder: Path, _build: Build, _source: PoolSource) -> str:
    (folder / "a folder").mkdir()
    return str(folder / "a folder")


def make_object(_folder: Path, build: Build, source: PoolSource) -> str:
    return str(build(source(), "-c", name="pool.o"))


def make_archive(folder: Path, build: Build, source: PoolSource) -> str:
    subprocess.run(["ar", "cr", folder / "libpool.a", make_object(folder, build, source)], check=True)
    return str(folder / "libpool.a")


def make_program(_folder: Path, build: Build, source: PoolSource) -> str:
    return str(build(source() + "\nint main(void) { return 0; }", "-no-pie", name="pool"))


def make_without_symbols(_folder: Path, build: Build, source: PoolSource) -> str:
    prelude = "#define bp_clear my_clear\n#define bp_get_receipt my_get_receipt"
    return str(build(source(prelude=prelude)))


def make_of_version_2(_folder: Path, build: Build, source: PoolSource) -> str:
    return str(build(source("array_stack", ("return BP_ABI_VERSION;", "return 2;"))))


def make_with_missing_symbol(_folder: Path, build: Build, source: PoolSource) -> str:
    return str(build(source("array_stack", ("return BP_ABI_VERSION;", "extern uint32_t elsewhere(void); return elsewhere();"))))


def make_dying(_folder: Path, build: Build, source: PoolSource) -> str:
    return str(build(source(prelude="#include <stdlib.h>\n__attribute__((constructor)) static void start(void) { abort(); }")))


def make_needing(soname: str) -> Callable[[Path, Build, PoolSource], str]:
    """Another C library is known by the name that it bears."""

    def make(_folder: Path, build: Build, source: PoolSource) -> str:
        library = build("extern int nothing;\nint nothing = 0;\n", "-shared", "-fPIC", "-nostdlib", f"-Wl,-soname,{soname}")
        return str(build(source(), "-shared", "-fPIC", "-nostdlib", "-Wl,--no-as-needed", str(library)))

    return make


NO_SUBJECTS: dict[str, tuple[Callable[[Path, Build, PoolSource], str], str]] = {
    "nothing there": (lambda folder, *_: str(folder / "libnone.so"), "there is no such file"),
    "no builtin": (lambda *_: "nativ", "there is no such file (builtin ones: native, native-blocks, native-shared, reference)"),
    "text": (lambda folder, *_: written(folder, "notes.txt", "a pool\n"), "is no shared library"),
    "source": (lambda folder, *_: written(folder, "pool.c", "int bp_create;\n"), "is no shared library"),
    "empty": (lambda folder, *_: written(folder, "empty.so", b""), "is empty"),
    "cut short": (lambda folder, *_: written(folder, "short.so", b"\x7fELF\x02\x01\x01"), "is cut short"),
    "head alone": (
        lambda folder, build, source: written(folder, "head.so", build(source()).read_bytes()[:1000]),
        "is cut short",
    ),
    "32 bits": (
        lambda folder, build, source: written(folder, "i386.so", _for_i386(build(source()).read_bytes())),
        "is built for i386 with 32 bits, and poolproof judges what has 64; build it for",
    ),
    "another machine": (
        lambda folder, build, source: written(folder, "elsewhere.so", _for_another_machine(build(source()).read_bytes())),
        f"and this machine is {platform.machine()}; judge it on such a machine",
    ),
    "musl": (make_needing("libc.so"), "is built against musl, and the C library here is glibc; build it with"),
    "a distribution's musl": (make_needing("libc.musl-any.so.1"), "is built against musl, and the C library here is glibc"),
    "Windows": (lambda folder, *_: written(folder, "pool.dll", b"MZ" + bytes(100)), "is a Windows program"),
    "Python file": (
        lambda folder, *_: written(folder, "pool.py", "class Pool: pass\n"),
        "is a Python file; name the class in it",
    ),
    "folder": (make_folder, "is a folder"),
    "object file": (make_object, "is an object file"),
    "static library": (make_archive, "is a static library"),
    "program": (make_program, "is a program"),
    "two functions missing": (make_without_symbols, "missing symbols: bp_get_receipt, bp_clear"),
    "undefined symbol": (make_with_missing_symbol, "undefined symbol: elsewhere"),
    "another version": (make_of_version_2, "bp_abi_version() says 2"),
    "dies when loaded": (make_dying, "was killed by SIGABRT while it was loaded"),
    "no module": (lambda *_: "no_such_module:Pool", "No module named 'no_such_module'"),
    "no class": (lambda *_: "json:Pool", "json has no class Pool"),
    "no name": (lambda *_: "json:", "names no Python class"),
    "no file": (lambda *_: "nothing/pool.py:Pool", "there is no file nothing/pool.py"),
    "no pool class": (lambda *_: "json:JSONDecoder", "missing methods: get_soa"),
    "a method missing": (
        lambda folder, *_: (
            written(folder, "p.py", "import poolproof.reference as r\nclass P(r.BufferPool): clear = None\n") + ":P"
        ),
        "missing method: clear",
    ),
    "a module that raises": (lambda folder, *_: written(folder, "p.py", "1 / 0\n") + ":P", "ZeroDivisionError"),
}


def _for_i386(library: bytes) -> bytes:
    return library[:4] + b"\x01" + library[5:18] + b"\x03\x00" + library[20:]


def _for_another_machine(library: bytes) -> bytes:
    return library[:18] + (183 if platform.machine() == "x86_64" else 62).to_bytes(2, "little") + library[20:]


@pytest.mark.parametrize("name", NO_SUBJECTS)
def test_what_is_no_subject_is_refused_by_name(name: str, tmp_path: Path, build: Build, pool_source: PoolSource) -> None:
    make, said = NO_SUBJECTS[name]
    given = make(tmp_path, build, pool_source)
    fails_with_one_line(poolproof("verify", given), 3, given, said)


def test_a_file_that_can_not_be_read_is_refused(tmp_path: Path, sound: Path) -> None:
    secret = tmp_path / "secret.so"
    shutil.copy(sound, secret)
    secret.chmod(0)
    if os.access(secret, os.R_OK):  # root reads everything: a loop of links is as unreadable to it
        secret.unlink()
        secret.symlink_to(secret)
    result = poolproof("verify", secret)
    fails_with_one_line(result, 3, str(secret))


# ---- wrong usage: 2 ----


OWN = 'contract = 1\nname = "own"\nbased_on = "knhk"\n'
CONTRACTS = {
    "negative": (f"{OWN}[block]\ncount = -1", "block.count"),
    "zero": (f"{OWN}[sequence]\ncount = 0", "sequence.count"),
    "fixed by the binding": (f"{OWN}[block]\nsize = 64", "block.size"),
    "unknown": (f"{OWN}[block]\ncuont = 4", "did you mean 'count'?"),
    "no number": (f"{OWN}[block]\ncount = 'many'", "block.count"),
    "no TOML": (f"{OWN}[block]\ncount = = 4", "line 5"),
    "a contradiction": (f"{OWN}[block]\ncount = 70000", "does not hold block.count"),
    "the default's name": ('contract = 1\nname = "knhk"\nbased_on = "knhk"\n', "give another name"),
    "of another binding": ('contract = 1\nname = "slab"\n[block]\nsize = 64\ncount = 4\n', "blockpool.h"),
}


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_that_makes_no_sense_is_wrong_usage(name: str, tmp_path: Path) -> None:
    text, culprit = CONTRACTS[name]
    file = written(tmp_path, "wrong.toml", text)
    status = 3 if name == "of another binding" else 2
    where = {"fixed by the binding": "contract own", "of another binding": "native"}.get(name, "wrong.toml")
    fails_with_one_line(poolproof("verify", "--contract", file), status, where, culprit)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["verify", "--contract", "knkh"], ["knkh", "did you mean 'knhk'?"]),
        (["verify", "--contract", "nowhere/mine.toml"], ["mine.toml"]),
        (["verify", "-k", "ODER"], ["-k", "ODER"]),
        (["verify", "-k", "ORDER,ODER"], ["-k", "ODER"]),
        (["verify", "-k", ","], ["-k"]),
        (["verify", "--level", "cold"], ["--level", "cold"]),
        (["verify", "--budget", "0"], ["--budget", "0"]),
        (["verify", "--budget", "soon"], ["--budget", "soon"]),
        (["verify", "--seed", "-1"], ["--seed", "-1"]),
        (["verify", "--buget", "3"], ["--buget"]),
        (["verify", "native", "reference"], ["reference"]),
        (["verfy"], ["verfy"]),
        (["explain", "ODER-1"], ["ODER-1", "ORDER-1"]),
        (["explain", "ORDER-1", "--markdown"], ["--markdown"]),
        (["explain", "ORDER-1", "--header"], ["--header"]),
        (["explain", "--header", "--markdown"], ["--header", "--markdown"]),
        (["explain", "--contract", "knkh"], ["knkh"]),
    ],
    ids=" ".join,
)
def test_wrong_usage_names_the_culprit(arguments: list[str], words: list[str]) -> None:
    fails_with_one_line(poolproof(*arguments), 2, *words)


def test_a_report_that_can_not_be_written_is_wrong_usage(sound: Path, small: Path) -> None:
    result = poolproof("verify", sound, "--contract", small, "--json", "/nowhere/report.json")
    assert result.returncode == 2
    assert "/nowhere/report.json" in result.stderr
    assert "Traceback" not in result.stderr


# ---- verify: 0, 1, 4, and its reports ----


def report_of(result: Finished) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(result.stdout)
    jsonschema.Draft202012Validator.check_schema(json_report.schema())
    jsonschema.validate(document, json_report.schema())
    return document


def test_a_sound_pool_conforms_and_the_same_seed_gives_the_same_report(sound: Path, small: Path) -> None:
    reports = []
    for _ in range(2):
        result = poolproof("verify", sound, "--contract", small, "--seed", "3", "--json", "-")
        assert result.returncode == 0, result.stderr
        reports.append(report_of(result))
        assert "conforms: every requirement up to hardened that is promised is met; 5 not promised" in result.stderr
    assert list(reports[0])[-1] == "complete"
    seconds = [report.pop("seconds") for report in reports if report.pop("began")]
    assert all(each > 0 for each in seconds)
    assert reports[0] == reports[1]
    report = reports[0]
    assert (report["schema"], report["seed"], report["level"], report["complete"]) == (1, 3, "hardened", True)
    assert report["spec"] == {"name": "bufferpool", "version": "1"}
    sha256 = hashlib.sha256(small.read_bytes()).hexdigest()
    assert report["contract"] == {"name": "small", "given": str(small), "sha256": sha256}
    assert (report["verdict"], report["conforms_at"]) == ("conforms", "hardened")
    assert report["subject"]["kind"] == "library"
    stated = [(each.id, each.not_promised is None) for each in derived_requirements(load_contract(str(small)))]
    assert [(each["id"], each["verdict"] != "not_promised") for each in report["requirements"]] == stated


def test_a_faulty_pool_violates_and_shows_how(faulty: Path, small: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    result = poolproof("verify", faulty, "--contract", small, "--json", file)
    assert result.returncode == 1, result.stderr
    assert not ANSI.search(result.stdout)
    assert re.search(r"^violates OWN-2", result.stdout, re.M)
    assert "returned before" in result.stdout
    report = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(report, json_report.schema())
    assert (report["verdict"], report["conforms_at"]) == ("violates", "core")
    (failure,) = (each for each in report["requirements"] if each["id"] == "OWN-2")
    example = failure["counterexample"]
    assert [step["operation"] for step in example["operations"]] == ["create", "get", "return", "return"]
    assert example["operations"][-1]["result"] == "BP_OK"
    assert (example["reproduced"], example["attempts"]) == (5, 5)
    assert list(tmp_path.iterdir()) == [file]


def test_quiet_prints_the_violation_and_the_verdict_alone(faulty: Path, small: Path) -> None:
    result = poolproof("verify", faulty, "--contract", small, "-q", "--no-history")
    assert (result.returncode, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("╭─ OWN-2 ")
    assert re.search(r"^violates OWN-2; conforms at core \(", result.stdout, re.M)
    assert "checked" not in result.stdout


def test_what_was_not_chosen_can_not_fail_wherever_the_library_lies(faulty: Path, small: Path, tmp_path: Path) -> None:
    place = tmp_path / "my pools [é]" / "lib pool:1.so"
    place.parent.mkdir()
    shutil.copy(faulty, place)
    result = poolproof("verify", place.name, "--contract", small, "-k", "order, zero-1", folder=place.parent)
    assert result.returncode == 0, result.stdout
    assert place.name in result.stdout
    assert re.findall(r"^ ✓ +(\S+)", result.stdout, re.M) == ["ORDER-1", "ORDER-2", "ORDER-3", "ZERO-1"]


def test_a_budget_too_short_is_inconclusive_and_says_so(tmp_path: Path, build: Build, pool_source: PoolSource) -> None:
    slow = build(pool_source(prelude="#include <unistd.h>\n#define IN_CREATE usleep(2000);"))
    file = tmp_path / "report.json"
    result = poolproof("verify", slow, "--budget", "0.1", "--json", file)
    assert result.returncode == 4, result.stdout
    assert "cut short: the budget of 0.1 s" in result.stdout
    report = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(report, json_report.schema())
    assert (report["verdict"], report["conforms_at"], report["complete"]) == ("inconclusive", None, False)


def test_list_says_what_would_be_judged_and_judges_nothing() -> None:
    for level in (Level.CORE, Level.TICKS):
        result = poolproof("verify", "--list", "--level", level.value)
        assert (result.returncode, result.stderr) == (0, "")
        assert [line.split()[0] for line in result.stdout.splitlines()] == [each.id for each in load_spec().at_level(level)]
    chosen = poolproof("verify", "--list", "-k", "guard,OWN-1")
    assert [line.split()[0] for line in chosen.stdout.splitlines()] == ["GUARD-1", "GUARD-2", "GUARD-3", "OWN-1"]


# ---- explain, help, and the rest ----


def test_explain_tells_one_requirement() -> None:
    result = poolproof("explain", "zero-1")
    requirement = load_spec().requirement("ZERO-1")
    assert (result.returncode, result.stderr) == (0, "")
    told = " ".join(result.stdout.split())
    for text in (requirement.text, requirement.reason, requirement.source, "(core)"):
        assert text in told


def test_explain_tells_one_of_the_pipeline() -> None:
    result = poolproof("explain", "pipe-1")
    requirement = load_pipeline_spec().requirement("PIPE-1")
    assert requirement is not None
    assert (result.returncode, result.stderr) == (0, "")
    told = " ".join(result.stdout.split())
    for text in (requirement.text, requirement.reason, requirement.source, "(pipeline)", "poolproof pipeline verify -k PIPE-1"):
        assert text in told


def test_explain_lists_them_all() -> None:
    result = poolproof("explain")
    assert result.returncode == 0
    listed = [each.id for each in (*load_spec().requirements, *load_pipeline_spec().requirements)]
    assert re.findall(r"^ *([A-Z]+-\d+) ", result.stdout, re.M) == listed


def test_explain_writes_the_whole_specification(small: Path) -> None:
    assert poolproof("explain", "--markdown").stdout == spec_as_markdown(load_spec(), default_contract())
    own = poolproof("explain", "--markdown", "--contract", small).stdout
    assert own == contract_as_markdown(load_contract(str(small)))


def test_explain_gives_the_header() -> None:
    assert poolproof("explain", "--header").stdout == header_path().read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["verify", "-h"], ["explain", "-h"]], ids=" ".join)
def test_help_has_examples(arguments: list[str]) -> None:
    result = poolproof(*arguments)
    assert result.returncode == 0
    assert "Examples:\n" in result.stdout
    assert re.search(r"^ +poolproof (verify|explain)", result.stdout, re.M)


def test_the_version_is_that_of_the_package() -> None:
    assert poolproof("--version").stdout == f"poolproof, version {version()}\n"


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    result = subprocess.run(
        f"set -o pipefail; '{COMMAND}' explain --markdown | head -n 1", shell=True, capture_output=True, text=True, check=False,
        executable="/bin/bash",
    )  # fmt: skip
    assert result.stdout.startswith("# Specification")
    assert "Traceback" not in result.stderr
    assert result.returncode == 0


def test_help_and_the_version_load_nothing_that_they_do_not_need() -> None:
    """Who types it waits for it."""
    code = """
import sys
from poolproof.conformance.cli.entry import main
sys.argv = ["poolproof", sys.argv[1]]
try:
    main()
finally:
    print(*sorted(each for each in sys.modules if each.startswith(("poolproof.", "rich", "hypothesis"))), file=sys.stderr)
"""
    for option in ("--help", "--version"):
        result = subprocess.run([sys.executable, "-c", code, option], capture_output=True, text=True, check=True)
        assert result.stdout
        own = "poolproof.conformance"
        needed = (".cli", ".cli.entry", ".cli.exits", ".cli.main", ".cli.streams", ".legible")
        assert result.stderr.split() == [own, *(f"{own}{each}" for each in needed)]


def test_help_names_each_command_in_a_line_and_each_can_be_loaded() -> None:
    listed = poolproof("--help").stdout.split("\nCommands:\n")[1].splitlines()
    context = click.Context(commands)
    assert [line.split()[0] for line in listed] == commands.list_commands(context)
    for line in listed:
        name, summary = line.split(maxsplit=1)
        command = commands.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert summary.endswith(".")


def test_an_error_of_poolproof_itself_is_no_verdict() -> None:
    """Planted: the verification is nothing that could be called."""
    code = """
import sys
import poolproof.conformance.cli.verify
from poolproof.conformance.cli.entry import main
sys.modules["poolproof.conformance.cli.verify"].run_verification = None
sys.argv = ["poolproof", "verify"]
main()
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 70
    assert result.stdout == ""
    assert "TypeError" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("poolproof: this is an error of poolproof itself, not of the subject")


# ---- Ctrl-C ----


@pytest.fixture
def started(sound: Path, small: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path, Path]]:
    """A long verification of a library at a place of its own, by which its processes are known."""
    library, file = tmp_path / "libinterrupted.so", tmp_path / "report.json"
    shutil.copy(sound, library)
    command = [str(COMMAND), "verify", str(library), "--contract", str(small), "--budget", "120", "--json", str(file)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    yield process, library, file
    if process.poll() is None:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("stage", ["scripts", "random walks", "state machine"])
def test_ctrl_c_ends_in_a_partial_report(started: tuple[subprocess.Popen[str], Path, Path], stage: str) -> None:
    process, library, file = started
    assert process.stderr is not None
    for line in process.stderr:
        if line == f"poolproof: {stage}\n":
            break
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
    assert process.returncode == 4
    assert "cut short: interrupted" in output
    report = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(report, json_report.schema())
    assert (report["complete"], report["cut_short"]) == (False, "interrupted")
    assert list(commands_with(str(library))) == []


def commands_with(text: str) -> Iterator[str]:
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            command = file.read_bytes().decode("utf-8", "replace")
            if text in command:
                yield command


def test_a_wrong_call_is_wrong_usage_also_when_nobody_reads_what_is_said() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        command = [sys.executable, "-m", "poolproof.conformance", "verify", "--seed", "none"]
        status = subprocess.run(command, stdout=writer, stderr=writer, check=False).returncode
    finally:
        os.close(writer)
    assert status == Exit.USAGE
