"""``poolproof faults``."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from poolproof.benchmarks.toolchain import Compilers, cache_folder
from poolproof.spec import Level, Spec, load_spec
from poolproof.spec.contracts import DEFAULT_CONTRACT, load_contract

from ..console import Console
from ..faults import Catalogue, CatalogueError, Entry, Fault, load_catalogue
from ..faults.catalogue import read_catalogue
from ..faults.of_contract import NoSoundPool, entries_of, promised_ids
from ..faults.sharing import shared_entries
from ..matrix import GivenContract, MatrixVerdict, Settings, Trial, json_matrix, run_matrix, terminal
from ..matrix.run import OnTrial
from ..matrix.verdict import can_be_caught
from ..verification.promised import Promised
from .contract_option import refuse_unshared
from .exits import Exit
from .json_file import check_writable, write_json
from .numbers import PROCESSES, SEED, Seconds

_EXITS = {
    MatrixVerdict.TRUSTED: Exit.CONFORMS,
    MatrixVerdict.NOT_TRUSTED: Exit.VIOLATES,
    MatrixVerdict.INCONCLUSIVE: Exit.INCONCLUSIVE,
    MatrixVerdict.NOTHING_BUILT: Exit.NO_SUBJECT,
}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-k", "keyword", metavar="NAMES", help="Only entries whose name or area contains one of these words, separated by commas."
)
@click.option("--faults-only", is_flag=True, help="Leave out the canaries: pools that are odd, and conform.")
@click.option("--canaries-only", is_flag=True, help="Leave out the faults.")
@click.option(
    "--level",
    type=click.Choice([each.value for each in Level]),
    default=Level.HOT.value,
    show_default=True,
    help="Judge up to this level; faults that violate nothing up to it are left out.",
)
@click.option("--seed", type=SEED, default=0, show_default=True, help="The seed of every verification.")
@click.option("--jobs", type=PROCESSES, metavar="NUMBER", help="Entries at a time  [default: the processors]")
@click.option(
    "--limit",
    "limit_seconds",
    type=Seconds(),
    default=90.0,
    show_default=True,
    metavar="SECONDS",
    help="Interrupt the verification of one entry after this long.",
)
@click.option(
    "--build-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where libraries are kept  [default: the user's cache]",
)
@click.option(
    "--catalogue",
    "catalogue_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A catalogue of your own, like the catalogue.toml that comes with poolproof.",
)
@click.option(
    "--contract",
    "contract_given",
    metavar="NAME|FILE",
    help="The faults of this contract, planted in a sound pool that is made of it, and not those of the catalogue.",
)
@click.option("--json", "json_file", metavar="FILE", help="Write the matrix as JSON too; - is standard output.")
@click.option("--list", "list_only", is_flag=True, help="List the entries that would be judged, and judge nothing.")
def faults(
    keyword: str | None,
    faults_only: bool,
    canaries_only: bool,
    level: str,
    seed: int,
    jobs: int | None,
    limit_seconds: float,
    build_dir: Path | None,
    catalogue_file: Path | None,
    contract_given: str | None,
    json_file: str | None,
    list_only: bool,
) -> int:
    """Judge the judge: every planted fault must be caught, and no sound pool blamed.

    Each fault is a pool with one defect, each canary a pool of an odd design that conforms. All are compiled (the compilers
    are named by CC, CXX and RUSTC) and verified, each in a process of its own. With --contract a sound
    pool is made of that contract: it is the one canary, and in it a fault is planted for each requirement that is promised.
    With --level shared, and no contract, it is pools that threads or an interrupt share, each by a contract of its own.

    \b
    Examples:
      poolproof faults
      poolproof faults -k order,zero --jobs 2
      poolproof faults --canaries-only --seed 7
      poolproof faults --level core --json matrix.json
      poolproof faults --list -k rare
      poolproof faults --contract slab.toml
      poolproof faults --level shared

    \b
    Exit status: 0 every fault is caught and rightly blamed, and no canary blamed; 1 not so;
    3 nothing can be compiled here; 4 inconclusive: not everything was judged.
    """
    if faults_only and canaries_only:
        raise click.UsageError("--faults-only and --canaries-only leave nothing: give one of them")
    check_writable(json_file)
    given = _given(contract_given, catalogue_file, in_part=keyword is not None or canaries_only)
    if contract_given is None and catalogue_file is None and Level(level) is Level.SHARED:
        offered: Sequence[Entry] = shared_entries()
        spec = Promised(load_contract(str(offered[0].contract))).spec
    else:
        refuse_unshared(load_contract(DEFAULT_CONTRACT) if given is None else given.contract, Level(level))
        spec = load_spec() if given is None else Promised(given.contract).spec
        offered = _catalogue(catalogue_file, spec).entries if given is None else _of_contract(given)
    entries = _selected(offered, spec, Level(level), keyword, faults=not canaries_only, canaries=not faults_only)
    if list_only:
        _list(entries, spec, Level(level), given)
        return Exit.CONFORMS
    settings = Settings(
        build_folder=_writable(build_dir if build_dir is not None else cache_folder("faults")),
        compilers=Compilers.from_environment(),
        level=Level(level),
        seed=seed,
        jobs=jobs if jobs is not None else len(os.sched_getaffinity(0)),
        limit_seconds=limit_seconds,
        given=given,
    )
    with _progress(len(entries)) as on_trial:
        matrix = run_matrix(entries, spec, settings, on_trial)
    terminal.print_matrix(matrix, Console(stderr=json_file == "-", highlight=False))
    return write_json(json_file, json_matrix.document(matrix), _EXITS[matrix.verdict])


def _writable(folder: Path) -> Path:
    """Made, if it was not there. Raises BadParameter: to find it out at each entry would take long."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise click.BadParameter(
            f"can't build into {folder}: {error.strerror}; give another folder", param_hint="--build-dir"
        ) from error


def _given(name_or_path: str | None, catalogue_file: Path | None, *, in_part: bool) -> GivenContract | None:
    """None: the catalogue, which is of the default contract. Raises SpecError for a contract that can't be read."""
    if name_or_path is None:
        return None
    if catalogue_file is not None:
        raise click.UsageError("--contract and --catalogue exclude each other: give one of them")
    contract = load_contract(name_or_path)
    return None if contract.name == DEFAULT_CONTRACT else GivenContract(name_or_path, contract, in_part)


def _of_contract(given: GivenContract) -> Sequence[Entry]:
    try:
        return entries_of(given.contract)
    except NoSoundPool as error:
        remedy = "`poolproof faults` alone tries those of the catalogue, which are of knhk"
        raise click.BadParameter(f"{error}; {remedy}", param_hint="--contract") from error


def _catalogue(file: Path | None, spec: Spec) -> Catalogue:
    if file is None:
        return load_catalogue()
    try:
        catalogue = read_catalogue(file)
    except CatalogueError as error:
        raise click.BadParameter(str(error), param_hint="--catalogue") from error
    known = {each.id for each in spec.requirements}
    for fault in catalogue.faults:
        if unknown := [each for each in fault.violates if each not in known]:
            raise click.BadParameter(f"{fault.name}: there is no requirement {unknown[0]}", param_hint="--catalogue")
    return catalogue


def _list(entries: Sequence[Entry], spec: Spec, level: Level, given: GivenContract | None) -> None:
    """Each entry with what it does; of a contract, with the requirement that a fault violates too, and at the end whatever is
    promised that no fault violates."""
    for each in entries:
        blamed = each.violates[0] if isinstance(each, Fault) else "sound"
        click.echo(f"{each.name:40} {each.sentence}" if given is None else f"{each.name:40} {blamed:10} {each.sentence}")
    if given is None or given.in_part:
        return
    violated = {each.violates[0] for each in entries if isinstance(each, Fault)}
    promised = [each for each in promised_ids(given.contract) if level.includes(spec.requirement(each).level)]
    unguarded = [each for each in promised if each not in violated]
    if unguarded:
        click.echo(f"no fault is planted for {', '.join(unguarded)}")


def _selected(
    entries: Sequence[Entry], spec: Spec, level: Level, keyword: str | None, *, faults: bool, canaries: bool
) -> Sequence[Entry]:
    offered = [
        each for each in entries if (faults if isinstance(each, Fault) else canaries) and can_be_caught(each, spec, level)
    ]
    if not offered:
        raise click.UsageError(f"nothing is left to judge at level {level}")
    if keyword is None:
        return offered
    # Areas are folders, with underscores; they begin the names of their faults.
    words = [word.strip().replace("_", "-") for word in keyword.split(",") if word.strip()]
    unmatched = [word for word in words if not any(word in each.name for each in offered)]
    if unmatched or not words:
        problem = f"no entry's name contains {', '.join(unmatched) or repr(keyword)}"
        raise click.BadParameter(f"{problem}; `poolproof faults --list` lists the names", param_hint="-k")
    return [each for each in offered if any(word in each.name for word in words)]


@contextmanager
def _progress(total: int) -> Iterator[OnTrial]:
    """A bar where someone watches; a line for each entry in a log."""
    console = Console(stderr=True, highlight=False)
    done = 0

    def line(trial: Trial) -> str:
        blame = f": {' '.join(trial.failed)}" if trial.failed else ""
        return f"{trial.entry.name} {trial.result}{blame} ({trial.seconds:.1f} s)"

    if not console.is_terminal:

        def on_line(trial: Trial) -> None:
            nonlocal done
            done += 1
            print(f"poolproof: {done}/{total} {line(trial)}", file=sys.stderr, flush=True)

        yield on_line
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)

        def on_trial(trial: Trial) -> None:
            bar.update(task, advance=1, description=trial.entry.name)
            if not trial.is_right:
                bar.console.print(line(trial), style=terminal.style(trial))

        yield on_trial
