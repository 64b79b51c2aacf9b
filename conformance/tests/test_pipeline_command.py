"""``poolproof pipeline`` as it is typed."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from poolproof.conformance.cli.main import main
from poolproof.conformance.pipeline import comparison
from poolproof.conformance.pipeline.checks import COLLIDING_TERMS
from poolproof.conformance.pipeline.comparison import Comparison, Interval
from poolproof.conformance.pipeline.graph import graph
from poolproof.reference.pipeline.emit import Log

TURTLE = """@prefix : <http://example.org/> .
:ada :knows :bob, :carl ; :name "Ada"@en .
:bob :knows :ada .
"""
KNOWS = "<http://example.org/knows>"
ADA = "<http://example.org/ada>"


@dataclass(frozen=True)
class Told:
    returncode: int
    stdout: str
    stderr: str


Poolproof = Callable[..., Told]


@pytest.fixture
def poolproof(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Poolproof:
    """The command in this process: a new one takes longer to start than most of what is tested."""

    def run(*words: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["poolproof", "pipeline", *words])
        monkeypatch.setenv("COLUMNS", "120")
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return Told(ended.value.code, told.out, told.err)

    return run


def poolproof_process(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "poolproof.conformance", "pipeline", *words],
        input=stdin,
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "120"} | environment,
        check=False,
    )


@pytest.fixture
def turtle(tmp_path: Path) -> str:
    path = tmp_path / "people.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("graph") / "big.nt"
    path.write_text("".join(graph(20_000, seed=7)), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("pool", ["native", "reference"])
def test_a_turtle_file_in_and_receipts_out(poolproof: Poolproof, turtle: str, pool: str, tmp_path: Path) -> None:
    log = tmp_path / "receipts.jsonl"
    hooks = ["--hook", f"ask {ADA} {KNOWS}", "--hook", f"unique <http://example.org/bob> {KNOWS}", "--hook", f"ask {KNOWS} ?"]
    result = poolproof("run", turtle, *hooks, "--pool", pool, "--log", str(log), "--json", "-")
    assert result.returncode == 0, result.stderr
    summary = json.loads(result.stdout)
    assert (summary["triples"], summary["runs"], summary["operations"], summary["epochs"]) == (4, 2, 1, 1)
    assert [(each["receipts"], each["answers"], each["lanes"]) for each in summary["hooks"]] == [
        (1, 1, 2),
        (1, 1, 1),
        (2, 0, 0),
    ]
    assert (summary["pool"], summary["complete"], summary["terms"]) == (pool, True, 6)
    kinds = [json.loads(line)["kind"] for line in log.read_text(encoding="utf-8").splitlines()]
    assert kinds == ["open", "receipt", "receipt", "receipt", "receipt", "epoch"]
    checked = poolproof("check", str(log))
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("sound: 6 records, 4 receipts, 1 epochs; last hash ")


def test_both_pools_come_to_the_same(poolproof: Poolproof, big: str) -> None:
    found = []
    for pool in ("native", "reference"):
        result = poolproof("run", big, "--pool", pool, "--hook", "count ? ? 2", "--hook", "unique ? ?", "--json", "-")
        assert result.returncode == 0, result.stderr
        summary = json.loads(result.stdout)
        found.append({key: summary[key] for key in ("hooks", "triples", "runs", "receipts", "epochs", "terms")})
    assert found[0] == found[1]
    assert found[0]["triples"] == 20_000


def test_the_hot_path_is_counted(poolproof: Poolproof, big: str) -> None:
    summary = json.loads(poolproof("run", big, "--json", "-").stdout)
    counted = summary["hot_path"]
    assert counted["pool"]["operations"] > 0
    assert (counted["pool"]["allocations"], counted["pool"]["releases"]) == (0, 0)
    assert counted["pool"]["system_calls"] in (0, None)
    assert counted["allocator"]["allocations"] == 2 * counted["allocator"]["operations"]


def test_what_the_python_pool_does_on_the_hot_path_is_unknown(poolproof: Poolproof, turtle: str) -> None:
    summary = json.loads(poolproof("run", turtle, "--pool", "reference", "--json", "-").stdout)
    assert summary["hot_path"]["pool"] is None
    assert "Python" in summary["hot_path"]["unknown"]
    assert summary["ticks_per_operation"] is None


def test_standard_input_takes_a_format() -> None:
    assert poolproof_process("run", "-", stdin=TURTLE).returncode == 2
    result = poolproof_process("run", "-", "--format", "ttl", "--no-dictionary", stdin=TURTLE)
    assert result.returncode == 0
    assert "hash collisions are unknown" in result.stdout


@pytest.mark.parametrize(("on_error", "status", "triples"), [("stop", 2, 4), ("skip", 0, 5)])
def test_a_syntax_error_is_told_with_its_place(
    poolproof: Poolproof, tmp_path: Path, on_error: str, status: int, triples: int
) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text(TURTLE + ":bob :knows , .\n:carl :knows :ada .\n", encoding="utf-8")
    result = poolproof("run", str(path), "--on-error", on_error, "--json", "-")
    assert result.returncode == status
    assert f"{path}: line 4" in result.stderr
    assert "Traceback" not in result.stderr
    summary = json.loads(result.stdout)
    assert (summary["triples"], summary["complete"], summary["refused"]) == (triples, status == 0, 1)


def test_what_could_not_be_read_is_no_success(poolproof: Poolproof, turtle: str, tmp_path: Path) -> None:
    half, missing = tmp_path / "half.nt.gz", str(tmp_path / "missing.nt")
    half.write_bytes(gzip.compress("".join(graph(5000, seed=1)).encode())[:-9])
    result = poolproof("run", missing, str(half), turtle, "--on-error", "skip", "--json", "-")
    assert result.returncode == 4, result.stderr
    assert f"inconclusive: not read to the end: {missing}, {half}" in result.stderr
    summary = json.loads(result.stdout)
    assert [each["where"] for each in summary["unread"]] == [missing, str(half)]
    assert (summary["complete"], summary["triples"] > 4) == (False, True)


@pytest.mark.parametrize("other_name", [False, True])
def test_a_log_that_is_an_input_is_refused(poolproof: Poolproof, turtle: str, tmp_path: Path, other_name: bool) -> None:
    before, log = Path(turtle).read_bytes(), tmp_path / "link"
    log.hardlink_to(turtle) if other_name else log.symlink_to(turtle)
    result = poolproof("run", turtle, "--log", str(log))
    assert result.returncode == 2
    assert f"{log}: is an input too: {turtle}" in result.stderr
    assert Path(turtle).read_bytes() == before
    missing = str(tmp_path / "missing.nt")
    assert "is an input too" in poolproof("run", missing, "--log", missing).stderr
    assert not Path(missing).exists()


def test_standard_input_is_no_log_either(turtle: str) -> None:
    words = [sys.executable, "-m", "poolproof.conformance", "pipeline", "run", "-", "--format", "ttl", "--log", turtle]
    with Path(turtle).open("rb") as stdin:
        result = subprocess.run(words, stdin=stdin, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "is an input too: -" in result.stderr


def test_a_log_that_goes_away_before_its_last_sync_is_no_success(
    poolproof: Poolproof, turtle: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, end_epoch = tmp_path / "log", Log.end_epoch

    def removing(self: Log, epoch: int, operations: int) -> None:
        end_epoch(self, epoch, operations)
        log.unlink()

    monkeypatch.setattr(Log, "end_epoch", removing)
    result = poolproof("run", turtle, "--log", str(log), "--sync-epochs", "9", "--json", "-")
    assert result.returncode == 2
    assert "was removed while it was written" in result.stderr
    assert json.loads(result.stdout)["complete"] is False


def test_a_base_is_taken_and_one_that_won_t_do_refused(poolproof: Poolproof, tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<#a> <#p> <#b> .", encoding="ascii")
    words = ("run", str(path), "--hook", "ask <http://e/#a> <http://e/#p>", "--base")
    assert "holds in 1 of 1 receipts" in poolproof(*words, "http://e/").stdout
    refused = poolproof(*words, "relative", "--log", str(tmp_path / "log"))
    assert refused.returncode == 2
    assert "give an absolute IRI" in refused.stderr
    assert not (tmp_path / "log").exists()


@pytest.mark.parametrize("content", [b"", b'{"record":0,"ki'])
def test_an_empty_log_is_not_called_sound(poolproof: Poolproof, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "log").write_bytes(content)
    result = poolproof("check", str(tmp_path / "log"))
    assert (result.returncode, "there is nothing to check" in result.stderr) == (2, True)


@pytest.mark.parametrize(("words", "status"), [([], 4), (["--on-error", "skip"], 0), (["--no-dictionary"], 0)])
def test_a_collision_is_inconclusive(poolproof: Poolproof, tmp_path: Path, words: list[str], status: int) -> None:
    path = tmp_path / "collision.nt"
    path.write_text("".join(f"{term} <u:p> <u:o> .\n" for term in COLLIDING_TERMS), encoding="utf-8")
    result = poolproof("run", str(path), *words)
    assert result.returncode == status
    assert all((term in result.stderr) == ("--no-dictionary" not in words) for term in COLLIDING_TERMS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run"], "Missing argument"),
        (["run", "missing.nt"], "missing.nt: can't be read"),
        (["run", "data.txt"], "--format"),
        (["run", "x.nt", "--hook", "tell me"], "hook 'tell me'"),
        (["run", "x.nt", "--json", "missing/x.json"], "there is no folder missing"),
        (["run", "x.nt", "--log", "missing/x.jsonl"], "can't be opened"),
        (["check", "missing.jsonl"], "can't be read"),
        (["compare", "missing.nt"], "can't be read"),
        (["compare", os.devnull, "--format", "nt"], "not one whole operation"),
        (["verify", "-k", "ORDER-1"], "the ids are PIPE-1"),
    ],
)
def test_wrong_usage_is_told_in_a_line(poolproof: Poolproof, words: list[str], said: str) -> None:
    result = poolproof(*words)
    assert result.returncode == 2
    assert said in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_a_missing_package_is_told_with_the_remedy(turtle: str, tmp_path: Path) -> None:
    (tmp_path / "pyoxigraph.py").write_text("raise ImportError\n", encoding="utf-8")
    result = poolproof_process("run", turtle, PYTHONPATH=str(tmp_path))
    assert result.returncode == 2
    assert result.stderr.strip().splitlines() == [
        "poolproof: pyoxigraph: this package is not installed, and the pipeline reads with it;"
        " pip install 'poolproof[pipeline]'"
    ]


def test_check_names_the_first_bad_record(poolproof: Poolproof, turtle: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert poolproof("run", turtle, "--log", str(log)).returncode == 0
    log.write_bytes(log.read_bytes().replace(b'"answer":true', b'"answer":false', 1))
    result = poolproof("check", str(log))
    assert result.returncode == 1
    assert result.stdout.startswith("record 1: ")
    again = poolproof("run", turtle, "--log", str(log))
    assert again.returncode == 2
    assert "record 1" in again.stderr


def test_compare_tells_both_sides(poolproof: Poolproof, big: str) -> None:
    result = poolproof("compare", big, "--rounds", "5", "--json", "-")
    assert result.returncode in (0, 1, 4), result.stderr  # how fast this machine is right now is not tested
    found = json.loads(result.stdout)
    assert found["hot_path"]["pool"]["allocations"] == 0
    assert found["hot_path"]["allocator"]["allocations"] == 2 * found["operations"]
    for side in found["ticks"].values():
        assert side["low"] <= side["median"] <= side["high"]


@pytest.mark.parametrize(("low", "high", "verdict"), [(1, 3, True), (0.5, 0.9, False), (0.9, 1.1, None)])
def test_one_tick_is_told_only_when_the_interval_does(low: float, high: float, verdict: bool | None) -> None:
    any_side = Interval(9, 8, 10)
    found = Comparison(128, 5, any_side, any_side, Interval((low + high) / 2, low, high), None, "not counted")
    assert found.at_least_one_tick is verdict


def test_an_interval_is_around_the_median() -> None:
    found = comparison._interval([1.0, 2.0, 3.0, 4.0, 100.0], seed=0)
    assert found.median == 3.0
    assert 1.0 <= found.low <= 3.0 <= found.high <= 100.0


def test_a_generated_graph_is_the_same_each_time(poolproof: Poolproof) -> None:
    first, second = (poolproof("generate", "500", "--seed", "4") for _ in range(2))
    assert first.returncode == 0
    assert first.stdout == second.stdout
    assert first.stdout.count("\n") == 500
    assert poolproof_process("run", "-", "--format", "nt", stdin=first.stdout).returncode == 0


def test_verify_judges_what_it_is_asked(poolproof: Poolproof) -> None:
    result = poolproof("verify", "-k", "PIPE-1,pipe-4", "--json", "-")
    assert result.returncode == 0
    assert [each["id"] for each in json.loads(result.stdout)["requirements"]] == ["PIPE-1", "PIPE-4"]
