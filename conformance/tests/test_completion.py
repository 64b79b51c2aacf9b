"""Completion, as a shell asks for it: by the script that the command prints, in a real bash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from poolproof.conformance.cli.completion import VARIABLE
from poolproof.conformance.cli.main import commands

PROGRAMS = Path(sys.executable).parent
DEFINE = """
eval "$(poolproof completion bash)"
complete -p poolproof
compopt() { echo "options: $1 $2"; }  # the builtin runs inside a completion alone
"""
ASK = """
COMP_WORDS=(poolproof {words} "")
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 2))
COMPREPLY=()
_poolproof_completion poolproof
echo "offered: ${{COMPREPLY[*]}}"
"""
QUESTIONS = {
    "ver": "offered: verify",
    "explain --mark": "offered: --markdown",
    "verify --level h": "offered: hardened hot",
    "pipeline comp": "offered: compare",
    "explain ORDER-": "offered: ORDER-1 ORDER-2 ORDER-3 ORDER-4",
    "explain order-1": "offered: ORDER-1",
    "verify ./lib": "options: -o default\noffered: ",
    "verify --no-such-opt": "offered: ",
}


def environment() -> dict[str, str]:
    return os.environ | {"PATH": f"{PROGRAMS}:{os.environ['PATH']}"}


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes(tmp_path: Path) -> None:
    script = DEFINE + "".join(ASK.format(words=words) for words in QUESTIONS)
    result = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    registered, *offered = result.stdout.splitlines()
    assert registered.endswith("-F _poolproof_completion poolproof")
    assert offered == "\n".join(QUESTIONS.values()).splitlines()


def test_a_configuration_that_is_wrong_does_not_disturb_it(tmp_path: Path) -> None:
    (tmp_path / "poolproof.toml").write_text("[verify]\nlevell = 3\n", encoding="utf-8")
    asked = environment() | {VARIABLE: "bash_complete", "COMP_WORDS": "poolproof verify --le", "COMP_CWORD": "2"}
    result = subprocess.run([PROGRAMS / "poolproof"], cwd=tmp_path, env=asked, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "plain,--level\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_the_shell_s_own_and_asks_by_the_variable(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = shutil.which(shell)
    monkeypatch.setenv("PATH", "")
    result = CliRunner().invoke(commands, ["--no-config", "completion", shell])
    assert result.exit_code == 0
    assert f"{VARIABLE}={shell}_complete" in result.stdout
    if found is not None:
        subprocess.run([found, "-n"], input=result.stdout, text=True, check=True)
