"""``--contract`` as a user says it: in each command, in the configuration, and in pytest's ini file; and what refuses it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

QUEUE = 'contract = 1\nname = "queue"\nbased_on = "knhk"\n[order]\nreuse = "fifo"\n'
SLAB = 'contract = 1\nname = "slab"\n[block]\nsize = 64\ncount = 4\n[contents]\nat_get = "0xDD"\n'
LARGE = 'contract = 1\nname = "large"\nbased_on = "knhk"\n[block]\ncount = 64\n'
POOL_2 = "#include <stddef.h>\nint pp_get(void *pool, void **block) { (void)pool; *block = NULL; return 1; }\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run poolproof in a folder with three contracts."""
    for name, text in (("queue", QUEUE), ("slab", SLAB), ("large", LARGE)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")

    def poolproof(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "poolproof.conformance", *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)

    return poolproof


def the_only_line(done: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in done.stderr
    (line,) = (each for each in done.stderr.splitlines() if not each.startswith(("Usage:", "Try")) and each)
    return line


# ---- commands that know the promises of knhk alone ----


@pytest.mark.parametrize(
    ("command", "key"),
    [
        (("bench", "--contract", "slab.toml"), "binding"),
    ],
    ids=lambda each: each if isinstance(each, str) else " ".join(each),
)
def test_what_can_not_judge_by_other_promises_says_so_in_a_line(run: Run, command: tuple[str, ...], key: str) -> None:
    done = run(*command)
    assert done.returncode == 2
    line = the_only_line(done)
    assert line.startswith(
        f"poolproof: contract {command[-1].removesuffix('.toml') if command[-1] != 'native' else 'slab'}: {key}: "
    )
    assert "`poolproof verify`" in line


@pytest.mark.parametrize("command", ["bench"])
def test_a_pool_of_blockpool_h_is_never_judged_by_knhk(run: Run, build: Callable[..., Path], command: str) -> None:
    text = "".join(f'  "{line}\\n"\n' for line in SLAB.replace('"', r"\"").splitlines())
    library = build(f"{POOL_2}const char *pp_contract(void) {{\n  return\n{text}  ;\n}}\n")
    done = run(command, library)
    assert (done.returncode, the_only_line(done).split(":")[1:3]) == (2, [" contract slab", " binding"])


def test_other_counts_are_no_other_promise(run: Run) -> None:
    done = run("explore", "--blocks", "1", "--records", "1", "--contract", "large.toml", "--json", "-")
    assert done.returncode == 0, done.stderr
    contract = json.loads(done.stdout)["contract"]
    assert (contract["name"], contract["given"], len(contract["sha256"])) == ("large", "large.toml", 64)


# ---- explain ----


def test_a_requirement_is_stated_as_the_contract_has_it(run: Run) -> None:
    told = " ".join(run("explain", "zero-1", "--contract", "slab.toml").stdout.split())
    assert told.startswith("ZERO-1 (core, contract slab) All 64 bytes of a block hold 0xDD in every byte when it is lent")
    assert "poolproof verify SUBJECT --contract slab.toml --level core -k ZERO-1" in told
    told = " ".join(run("explain", "ORDER-1", "--contract", "slab.toml").stdout.split())
    assert "Not promised order.reuse is any" in told
    assert "poolproof verify" not in told


def test_all_requirements_of_a_contract_are_listed(run: Run) -> None:
    told = run("explain", "--contract", "queue.toml").stdout
    assert "has been free for longest (FIFO)" in " ".join(told.split())
    assert "poolproof explain ID --contract queue.toml" in told


def test_an_id_that_is_none_is_told_with_the_nearest(run: Run) -> None:
    done = run("explain", "KEPT-1", "--contract", "slab.toml")
    assert (done.returncode, "KEEP-1" in the_only_line(done)) == (2, True)


# ---- verify ----


def test_what_is_not_promised_can_not_be_asked_for_alone(run: Run) -> None:
    done = run("verify", "native", "--contract", "queue.toml", "-k", "KEEP")
    assert done.returncode == 2
    assert "the contract promises none of it (KEEP-1: contents.at_get is zero)" in done.stderr
    listed = run("verify", "native", "--contract", "queue.toml", "--list").stdout
    assert "ORDER-1" in listed
    assert "KEEP-1" not in listed


# ---- the configuration ----


def test_the_configuration_puts_a_contract_beside_its_subject(run: Run, tmp_path: Path) -> None:
    (tmp_path / "poolproof.toml").write_text('subject = "native"\ncontract = "slab.toml"\n', encoding="utf-8")
    assert "slab is of binding 2" in the_only_line(run("verify", "--list"))
    assert "ORDER-1" in run("verify", "native", "--list").stdout, "who types a subject means another contract"
    assert "slab is of binding 2" in the_only_line(run("verify", "native", "--list", "--contract", "slab.toml"))
    assert "0xDD" in run("explain", "ZERO-1").stdout


def test_a_contract_in_the_table_of_a_command_is_its_option(run: Run, tmp_path: Path) -> None:
    (tmp_path / "poolproof.toml").write_text('[verify]\ncontract = "./queue.toml"\n', encoding="utf-8")
    listed = run("verify", "native", "--list").stdout
    assert "has been free for longest" in listed


@pytest.mark.parametrize(("written", "words"), [("contract = 3", "must be a string"), ('contract = "qeue.toml"', "queue.toml")])
def test_a_wrong_contract_in_the_configuration_is_told(run: Run, tmp_path: Path, written: str, words: str) -> None:
    (tmp_path / "poolproof.toml").write_text(f"{written}\n", encoding="utf-8")
    done = run("verify", "--list")
    assert (done.returncode, words in the_only_line(done)) == (2, True)


# ---- pytest ----


@pytest.mark.parametrize(
    ("ini", "arguments", "header"),
    [
        ("pool = native\npool_contract = large.toml", (), "contract large"),
        ("pool = native\npool_contract = large.toml", ("--pool", "reference"), "contract knhk"),
        ("pool = native\npool_contract = large.toml", ("--pool-contract", "knhk"), "contract knhk"),
        ("pool = native", ("--pool-contract", "large.toml"), "contract large"),
    ],
)
def test_pytest_takes_it_from_its_options_or_its_ini_file(
    tmp_path: Path, ini: str, arguments: tuple[str, ...], header: str
) -> None:
    (tmp_path / "large.toml").write_text(LARGE, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(f"[pytest]\n{ini}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--collect-only", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert header in done.stdout, done.stdout + done.stderr


# ---- shells ----


def test_shells_complete_the_names_of_contracts(tmp_path: Path) -> None:
    environment = {"COMP_WORDS": "poolproof verify --contract kn", "COMP_CWORD": "3", "_POOLPROOF_COMPLETE": "bash_complete"}
    command = [Path(sys.executable).parent / "poolproof"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert "plain,knhk" in done.stdout.splitlines()
