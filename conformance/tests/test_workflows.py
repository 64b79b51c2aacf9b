"""The action, the workflows and the hooks: well-formed, and their steps do what they are for when run by hand."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from poolproof.conformance import skeletons
from poolproof.conformance.skeletons import LANGUAGES
from poolproof.conformance.subjects import resolve

CHECKOUT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
ACTION: dict[str, Any] = yaml.safe_load((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
OWN_WORKFLOWS = sorted((CHECKOUT / ".github/workflows").glob("*.yml"))
SKELETON_WORKFLOWS = [Path(skeletons.__file__).parent / each / "dot-github/workflows/pool.yml" for each in LANGUAGES]
EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")
INSTALLS = re.compile(r"pip install|apt-get")

Build = Callable[..., Path]
PoolSource = Callable[..., str]


def texts(value: object) -> Iterator[str]:
    """Every string in a piece of YAML."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from texts(each)
        case list():
            for each in value:
                yield from texts(each)


def put(text: str, values: Mapping[str, str]) -> str:
    """The text with each of GitHub's expressions put as its value. Raises KeyError for what GitHub would not know either."""
    return EXPRESSION.sub(lambda found: values[found[1]], text)


def holds(condition: str, values: Mapping[str, str]) -> bool:
    """Whether a step's condition holds: comparisons of names with strings, joined by && or by ||."""
    if "||" in condition:
        return any(holds(each, values) for each in condition.split("||"))
    if "&&" in condition:
        return all(holds(each, values) for each in condition.split("&&"))
    if condition.strip() == "always()":
        return True
    name, operator, wanted = condition.split()
    return (values[name] == wanted.strip("'")) == (operator == "==")


class Runner:
    """Runs shell steps in a folder as GitHub does: a script each, with expressions put, and files for outputs and summary."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.temp = folder / "temp"
        self.output, self.summary = folder / "output", folder / "summary"
        for each in (self.folder, self.temp):
            each.mkdir()
        for each in (self.output, self.summary):
            each.touch()

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        github = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_WORKSPACE": str(self.folder),
            "RUNNER_TEMP": str(self.temp),
            "XDG_CACHE_HOME": str(self.temp / "cache"),
            "PATH": f"{BIN}:{os.environ['PATH']}",
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env=os.environ | github | environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.output.read_text(encoding="utf-8").splitlines())


class Action(Runner):
    """The action, used with these inputs."""

    def __init__(self, folder: Path, **inputs: str) -> None:
        super().__init__(folder)
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        of_inputs = {name: given.pop(name, each.get("default", "")) for name, each in ACTION["inputs"].items()}
        assert given == {}
        self.values = {f"inputs.{name}": value for name, value in of_inputs.items()}
        self.values |= {"github.action_path": str(CHECKOUT), "runner.temp": str(self.temp), "github.action_ref": "main"}
        self.values |= {"github.server_url": folder.as_uri(), "github.action_repository": "some/poolproof"}

    def steps(self) -> list[dict[str, Any]]:
        return [each for each in STEPS if holds(each.get("if", "always()"), self.values)]

    def judge(self) -> subprocess.CompletedProcess[str]:
        """All of its own steps but those that install."""
        (step,) = (each for each in self.steps() if "run" in each and not INSTALLS.search(each["run"]))
        return self.run(step["run"], **{name: put(value, self.values) for name, value in step["env"].items()})

    @property
    def reports(self) -> Path:
        (upload,) = (each for each in self.steps() if each.get("uses", "").startswith("actions/upload-artifact@"))
        return Path(put(upload["with"]["path"], self.values))


# ---- well-formed ----


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-actions", [CHECKOUT / "action.yml"]),
        ("github-workflows", OWN_WORKFLOWS + SKELETON_WORKFLOWS),
        ("citation-file-format", [CHECKOUT / "CITATION.cff"]),
    ],
)
def test_github_would_read_them(schema: str, files: list[Path]) -> None:
    assert all(each.exists() for each in files)
    command = [BIN / "check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_input_is_used_and_every_expression_means_something() -> None:
    used = {each for text in texts([STEPS, ACTION["outputs"]]) for each in EXPRESSION.findall(text)}
    conditions = " ".join(each.get("if", "") for each in STEPS)
    inputs = {f"inputs.{name}" for name in ACTION["inputs"]}
    assert {each for each in inputs if each not in used and each not in conditions} == set()
    assert used - inputs == {
        "github.action_path",
        "github.action_ref",
        "github.action_repository",
        "github.server_url",
        "runner.temp",
        "steps.judge.outputs.verdict",
        "steps.judge.outputs.conforms-at",
    }
    assert set(re.findall(r"inputs\.[\w-]+", conditions)) <= inputs


def test_no_input_is_a_part_of_a_script() -> None:
    scripts = [each["run"] for each in STEPS if "run" in each]
    assert [each for each in scripts if "${{" in each] == []


def test_what_the_workflows_run_of_the_project_is_there() -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    for file in OWN_WORKFLOWS:
        for job in yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"].values():
            targets = job.get("strategy", {}).get("matrix", {}).get("target", [])
            assert all(re.search(rf"^{each}:", makefile, re.M) for each in targets)
            for step in job["steps"]:
                if step.get("run", "").startswith("."):
                    assert os.access(CHECKOUT / step["run"], os.X_OK)
                if step.get("uses") == "./":
                    assert set(step["with"]) <= set(ACTION["inputs"])


# ---- the action's steps, by hand ----


@pytest.fixture(scope="session")
def libraries(build: Build, pool_source: PoolSource) -> dict[str, Path]:
    one_capacity = (
        ("config == NULL ? 16", "config == NULL ? 2"),
        ("config == NULL ? 1024", "config == NULL ? 3"),
        ("if (soa_capacity > MOST_BUFFERS || receipt_capacity > 1024)", "if (soa_capacity != 2 || receipt_capacity != 3)"),
    )
    gap = ("  if (!pool->lent[number]) return BP_NOT_IN_USE;\n", "")
    return {
        "sound": build(pool_source("array_stack", *one_capacity)),
        "faulty": build(pool_source("array_stack", *one_capacity, gap)),
        "slow": build(
            pool_source("array_stack", *one_capacity, prelude="#include <unistd.h>\n#define IN_CREATE usleep(20000);")
        ),
    }


def prepared(action: Action, library: Path) -> Action:
    """With a pool and its contract in the folder, as after a checkout and a build."""
    (action.folder / action.values["inputs.subject"]).write_bytes(library.read_bytes())
    (action.folder / "small.toml").write_text(
        'contract = 1\nname = "small"\nbased_on = "knhk"\n[block]\ncount = 2\n[sequence]\ncount = 3\n', encoding="utf-8"
    )
    return action


def test_a_conforming_pool_is_green_with_a_badge_and_a_page(tmp_path: Path, libraries: dict[str, Path]) -> None:
    inputs = {"subject": "my pool.so", "contract": "small.toml", "level": "core", "options": "--seed 3"}
    action = prepared(Action(tmp_path, **inputs), libraries["sound"])
    result = action.judge()
    assert result.returncode == 0, result.stdout + result.stderr
    assert "conforms: every requirement up to core that is promised is met" in result.stdout
    assert action.outputs() == {"verdict": "conforms", "conforms-at": "core"}
    assert {each.name for each in action.reports.iterdir()} == {"report.html", "report.json", "junit.xml", "badge.svg"}
    assert "<svg" in (action.reports / "badge.svg").read_text(encoding="utf-8")
    assert "</html>" in (action.reports / "report.html").read_text(encoding="utf-8")
    assert '"seed": 3' in (action.reports / "report.json").read_text(encoding="utf-8")
    assert "conforms" in action.summary.read_text(encoding="utf-8")


def test_a_pool_that_violates_is_red_and_shows_why(tmp_path: Path, libraries: dict[str, Path]) -> None:
    action = prepared(Action(tmp_path, subject="libx.so", contract="small.toml"), libraries["faulty"])
    result = action.judge()
    assert result.returncode == 1, result.stdout + result.stderr
    assert re.search(r"^::error .*OWN-2", result.stdout, re.M)
    assert action.outputs() == {"verdict": "violates", "conforms-at": "core"}
    assert "returned before" in action.summary.read_text(encoding="utf-8")
    program, case = sorted((action.reports / "cases").iterdir())
    assert case.name.startswith("OWN-2")
    assert (case.suffix, program) == (".json", case.with_suffix(".c"))


def test_an_inconclusive_run_is_red_unless_it_may_pass(tmp_path: Path, libraries: dict[str, Path]) -> None:
    statuses = {}
    for word in ("fail", "pass"):
        folder = tmp_path / word
        folder.mkdir()
        options = {"options": "--budget 0.1", "inconclusive": word}
        action = prepared(Action(folder, subject="libx.so", contract="small.toml", **options), libraries["slow"])
        statuses[word] = action.judge().returncode
        assert action.outputs()["verdict"] == "inconclusive"
    assert statuses == {"fail": 4, "pass": 0}


def test_a_corpus_that_is_not_there_is_wrong_usage(tmp_path: Path, libraries: dict[str, Path]) -> None:
    action = prepared(Action(tmp_path, subject="libx.so", contract="small.toml", corpus="no cases"), libraries["sound"])
    result = action.judge()
    assert result.returncode == 2
    assert "no cases" in result.stderr
    assert action.outputs() == {}


def test_an_input_is_never_taken_for_a_command(tmp_path: Path) -> None:
    action = Action(tmp_path, subject="x; touch taken $(touch taken)", options="$(touch taken) ; touch taken")
    assert action.judge().returncode != 0
    assert list(action.folder.iterdir()) == []


def installed(action: Action) -> list[str]:
    """The last word of each call of pip that its step makes."""
    (step,) = (each for each in action.steps() if "pip install" in each.get("run", ""))
    environment = {name: put(value, action.values) for name, value in step["env"].items()}
    result = action.run(step["run"].replace("python -m pip", "printf 'pip %s %s\\n'"), **environment)
    assert result.returncode == 0, result.stderr
    return [line.removeprefix("pip install ") for line in result.stdout.splitlines() if line.startswith("pip ")]


@pytest.mark.parametrize(("version", "wanted"), [("", f"{CHECKOUT}"), ("0.1.0", "poolproof==0.1.0")])
def test_what_is_installed_is_the_version_asked_for_or_the_actions_own(version: str, wanted: str, tmp_path: Path) -> None:
    assert installed(Action(tmp_path, subject="native", version=version)) == [wanted]


@pytest.mark.parametrize(("ref", "has_wheel", "takes_it"), [("v{}", True, True), ("v{}", False, False), ("main", True, False)])
def test_a_released_action_takes_its_wheel_where_there_is_one(
    ref: str, has_wheel: bool, takes_it: bool, tmp_path: Path
) -> None:
    version = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    action = Action(tmp_path, subject="native")
    action.values["github.action_ref"] = ref.format(version)
    name = f"poolproof-{version}-cp311-abi3-manylinux_2_28_{os.uname().machine}.whl"
    if has_wheel:
        release = tmp_path / "some/poolproof/releases/download" / ref.format(version)
        release.mkdir(parents=True)
        (release / name).touch()
    assert installed(action) == [str(action.temp / name) if takes_it else f"{CHECKOUT}"]


def test_a_release_has_its_versions_tag_and_a_dated_part_of_the_changelog() -> None:
    spec = importlib.util.spec_from_file_location("notes", CHECKOUT / ".ci/wheels/notes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    parts = ("[1.1.0] - unreleased\n\n- more", "[1.0.0] - 2020-02-03\n\n- all of it", "[0.9.0] - 2020-01-01")
    changelog = "# Changelog\n\n" + "".join(f"## {part}\n\n" for part in parts)
    assert module.notes("v1.0.0", "1.0.0", changelog) == "- all of it\n"
    for tag, version, words in [
        ("v1.1.0", "1.1.0", "no date"),
        ("v1.0.1", "1.0.0", "tag v1.0.0"),
        ("v2.0.0", "2.0.0", "no date"),
    ]:
        with pytest.raises(module.NotToBeReleasedError, match=words):
            module.notes(tag, version, changelog)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({}, ["Set up", "Install poolproof", "Judge", "Upload"]),
        ({"level": "hot"}, ["Set up", "Install poolproof", "Install valgrind", "Judge", "Upload"]),
        ({"level": "ticks", "report": "", "python_version": ""}, ["Install poolproof", "Install valgrind", "Judge"]),
    ],
)
def test_only_the_steps_that_are_wanted_are_run(inputs: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    names = {"actions/setup-python": "Set up", "actions/upload-artifact": "Upload"}
    steps = Action(tmp_path, subject="native", **inputs).steps()
    assert [each["name"].split(",")[0] if "run" in each else names[each["uses"].split("@")[0]] for each in steps] == expected


# ---- what the documents and the skeletons show ----


def blocks_of(document: str, file: str) -> str:
    return block_in(f"conformance/docs/how-to/{document}", file)


def block_in(document: str, file: str) -> str:
    text = (CHECKOUT / document).read_text(encoding="utf-8")
    (found,) = re.findall(rf"<!-- file: {re.escape(file)} -->\n```yaml\n(.*?)```", text, re.S)
    return found


def test_the_six_lines_give_a_green_check_a_badge_and_a_page(tmp_path: Path) -> None:
    """As they are, in a folder that holds nothing but the pool; the C pool stands for the reader's."""
    lines = blocks_of("ci.md", "steps.yml")
    assert len(lines.splitlines()) == 6
    (step,) = yaml.safe_load(lines)
    action = Action(tmp_path, **{name.replace("-", "_"): str(value) for name, value in step["with"].items()})
    library = action.folder / step["with"]["subject"]
    library.parent.mkdir()
    library.write_bytes(Path(resolve("native").path or "").read_bytes())
    result = action.judge()
    valgrind = shutil.which("valgrind") is not None
    assert result.returncode == (0 if valgrind else 4), result.stdout + result.stderr
    assert action.outputs()["conforms-at"] == ("hot" if valgrind else "hardened")
    assert {each.name for each in action.reports.iterdir()} >= {"report.html", "report.json", "junit.xml", "badge.svg"}
    assert ("conforms at hot" if valgrind else "inconclusive") in (action.reports / "badge.svg").read_text(encoding="utf-8")


def test_what_the_documents_show_gives_the_action_what_it_takes() -> None:
    lines = blocks_of("ci.md", "steps.yml")
    workflow = yaml.safe_load(blocks_of("ci.md", ".github/workflows/pool.yml"))
    steps = [
        *yaml.safe_load(lines),
        *yaml.safe_load(blocks_of("ci.md", "python-steps.yml")),
        *workflow["jobs"]["judge"]["steps"],
    ]
    uses = [each for each in steps if each.get("uses", "").startswith("OWNER/poolproof@")]
    assert len(uses) == 3
    required = {name for name, each in ACTION["inputs"].items() if each.get("required")}
    assert all(required <= set(each["with"]) <= set(ACTION["inputs"]) for each in uses)


def scripts_of(workflow: Path) -> dict[str, str]:
    (job,) = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values()
    return {each["name"]: each["run"] for each in job["steps"] if "run" in each}


@pytest.mark.parametrize("file", SKELETON_WORKFLOWS, ids=LANGUAGES)
def test_a_skeletons_workflow_does_what_its_readme_says(file: Path) -> None:
    scripts = scripts_of(file)
    readme = (file.parents[2] / "README.md").read_text(encoding="utf-8")
    *build, judge = [each.replace("--editable ", "") for each in re.findall(r"^\$ (.*)$", readme, re.M)]
    assert scripts["Build"].splitlines() == build
    assert scripts["Judge"].startswith(f"{judge} --level h")


def test_the_skeletons_workflows_report_on_what_they_judge(tmp_path: Path, libraries: dict[str, Path]) -> None:
    """With a pool of ours in the place of the built one: whether the skeletons are built so is for their own test."""
    of_libraries, of_python = ({scripts_of(each)["Judge"].split(" ", 3)[3] for each in files} for files in split_by_level())
    assert len(of_libraries) == len(of_python) == 1
    for number, (options,) in enumerate((of_libraries, of_python)):
        (tmp_path / str(number)).mkdir()
        runner = Runner(tmp_path / str(number))
        (runner.folder / "libx.so").write_bytes(libraries["faulty"].read_bytes())
        (runner.folder / "small.toml").write_text(
            'contract = 1\nname = "small"\nbased_on = "knhk"\n[block]\ncount = 2\n[sequence]\ncount = 3\n', encoding="utf-8"
        )
        result = runner.run(f"poolproof verify libx.so --contract small.toml {options}")
        assert result.returncode == 1, result.stdout + result.stderr
        assert {"report.html", "badge.svg"} <= {each.name for each in runner.folder.iterdir()}
        assert "OWN-2" in runner.summary.read_text(encoding="utf-8")


def split_by_level() -> tuple[list[Path], list[Path]]:
    of_python = [each for each in SKELETON_WORKFLOWS if "python" in each.parts]
    return [each for each in SKELETON_WORKFLOWS if each not in of_python], of_python


@pytest.mark.parametrize("file", SKELETON_WORKFLOWS, ids=LANGUAGES)
def test_a_skeletons_workflow_keeps_what_it_writes(file: Path) -> None:
    (job,) = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"].values()
    (upload,) = (each for each in job["steps"] if each.get("uses", "").startswith("actions/upload-artifact@"))
    words = shlex.split(scripts_of(file)["Judge"])
    written = {words[words.index(option) + 1] for option in ("--html", "--badge")}
    assert (upload["if"], set(upload["with"]["path"].split())) == ("always()", written)


def test_the_hooks_run_commands_that_there_are(tmp_path: Path, libraries: dict[str, Path]) -> None:
    hooks = {each["id"]: each for each in yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    shown = yaml.safe_load(blocks_of("ci.md", ".pre-commit-config.yaml"))["repos"][0]["hooks"]
    assert {each["id"] for each in shown} == set(hooks)
    runner = Runner(tmp_path)
    (runner.folder / "faulty.so").write_bytes(libraries["faulty"].read_bytes())
    (runner.folder / "sound.so").write_bytes(libraries["sound"].read_bytes())
    (runner.folder / "small.toml").write_text(
        'contract = 1\nname = "small"\nbased_on = "knhk"\n[block]\ncount = 2\n[sequence]\ncount = 3\n', encoding="utf-8"
    )
    verify, replay = (hooks[f"poolproof-{each}"]["entry"] for each in ("verify", "replay"))
    assert runner.run(f"{verify} faulty.so --contract small.toml --save-case cases").returncode == 1
    assert runner.run(f"{replay} cases faulty.so").returncode == 1
    assert runner.run(f"{replay} cases sound.so").returncode == 0
