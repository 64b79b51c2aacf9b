"""A file that poolproof did not write is never written over, wherever a file can be named to be written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from poolproof.conformance import operations as op
from poolproof.conformance.cases import Case
from poolproof.conformance.cases.files import case_text
from poolproof.conformance.cli.main import commands
from poolproof.conformance.reports.files import CASE, write_whole
from poolproof.conformance.reports.forms import FORMS, Form, Told
from poolproof.spec.contracts import default_contract

COMMAND = [sys.executable, "-m", "poolproof.conformance"]
PRECIOUS = b'{"precious": "x"}'
WRITES = {
    "verify": [("verify", "native", "--no-history", f"--{form.option}") for form in FORMS],
    "report": [("report", "run.json", f"--{form.option}") for form in FORMS if form.is_made_of_runs],
    "replay": [("replay", "case.json", "native", f"--{option}") for option in ("json", "c", "python")],
    "others": [
        ("fuzz", "native", "--json"),
        ("explore", "native", "--json"),
        ("faults", "--json"),
        ("doctor", "--json"),
        ("history", "--json"),
        ("infer", "native", "--output"),
        ("bench", "--json"),
        ("bench", "--save"),
        ("pipeline", "run", "data.nt", "--json"),
        ("pipeline", "verify", "--json"),
        ("pipeline", "compare", "data.nt", "--json"),
    ],
}


@pytest.fixture(scope="module")
def report_of_native(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "run.json"
    words = [*COMMAND, "verify", "native", "-k", "GUARD-1", "--budget", "0.1", "--no-history", "-q", "--json", str(place)]
    assert subprocess.run(words, check=False, capture_output=True).returncode == 0
    return place


@pytest.mark.parametrize("words", [words for each in WRITES.values() for words in each], ids="-".join)
def test_what_is_there_is_refused_before_the_work(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run.json").write_bytes(PRECIOUS)
    (tmp_path / "case.json").write_text(case_text(CASE_OF_NATIVE), encoding="utf-8")
    (tmp_path / "data.nt").write_text("<u:s> <u:p> <u:o> .", encoding="ascii")
    target = tmp_path / "data.nt" if "compare" in words else tmp_path / "precious"
    if target.name == "precious":
        target.write_bytes(PRECIOUS)
    before = target.read_bytes()
    done = CliRunner().invoke(commands, [*words, target.name])
    assert done.exit_code == 2, done.output
    assert "it is there already, and is no" in " ".join(done.output.split())
    assert target.read_bytes() == before


CASE_OF_NATIVE = Case(("GUARD-1",), "this", "that", default_contract(), "native", (op.create(1, 1), op.get()))


@pytest.mark.parametrize("form", FORMS, ids=lambda each: each.option)
def test_each_form_is_known_again(form: type[Form], report_of_native: Path, tmp_path: Path) -> None:
    document = json.loads(report_of_native.read_text(encoding="utf-8"))
    target = tmp_path / "report"
    for documents in ([document], [document, document])[: 2 if form.is_made_of_runs else 1]:
        for _ in range(2):
            write_whole(target, form.text(Told(documents)), form.kind)
    target.write_bytes(PRECIOUS)
    with pytest.raises(FileExistsError, match="is no"):
        write_whole(target, form.text(Told([document])), form.kind)
    assert target.read_bytes() == PRECIOUS


def test_an_empty_file_is_nobody_s(tmp_path: Path) -> None:
    (tmp_path / "new").touch()
    write_whole(tmp_path / "new", "text", CASE)
    assert (tmp_path / "new").read_text(encoding="utf-8") == "text"
