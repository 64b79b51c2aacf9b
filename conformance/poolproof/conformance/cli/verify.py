"""``poolproof verify``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import click

from poolproof.spec import Level, Spec
from poolproof.spec.contracts import refuse_unjudged

from ..console import Console
from ..operations import Operation
from ..reports import json_report
from ..reports.history import now
from ..runs import Session
from ..subjects import Subject
from ..subjects.choice import choose
from ..verification import Plan
from ..verification import verify as run_verification
from ..verification.promised import Promised
from ..verification.verdicts import Conclusion
from .contract_option import BY_DEFAULT, contract_option, refuse_unshared
from .exits import Exit
from .meetings import meetings_given
from .numbers import SEED, Seconds
from .outputs import Finished, Outputs, output_options
from .progress import shown_progress

_EXITS = {
    Conclusion.CONFORMS: Exit.CONFORMS,
    Conclusion.VIOLATES: Exit.VIOLATES,
    Conclusion.INCONCLUSIVE: Exit.INCONCLUSIVE,
}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("subject", default="native")
@click.option(
    "--level",
    type=click.Choice([each.value for each in Level]),
    default=Level.HARDENED.value,
    show_default=True,
    help="Judge up to this level.",
)
@contract_option(f"Judge by what this contract promises, and by nothing else: a built-in one, or a TOML file.  {BY_DEFAULT}")
@click.option("-k", "keyword", metavar="IDS", help="Only requirements whose id contains one of these, separated by commas.")
@click.option("--seed", type=SEED, default=0, show_default=True, help="The same seed gives the same run.")
@click.option(
    "--budget", type=Seconds(), metavar="SECONDS", help="Run for this long: cut the plan short, or repeat its random part."
)
@click.option("--keep-going", "keeps_going", is_flag=True, help="Look for further violations after the first ones, to the end.")
@click.option("--corpus", "corpus_place", metavar="DIR|redis://HOST", help="Try the cases saved there first.")
@click.option(
    "--programs",
    metavar="TEXT",
    help="With --level shared: let threads do this first, a letter an operation, as in `explore --threads`: 'gre|gg'.",
)
@output_options
@click.option("--list", "list_only", is_flag=True, help="List the requirements that would be judged, and judge nothing.")
def verify(
    subject: str,
    level: str,
    contract_given: str | None,
    keyword: str | None,
    seed: int,
    budget: float | None,
    keeps_going: bool,
    corpus_place: str | None,
    programs: str | None,
    list_only: bool,
    outputs: Outputs,
) -> int:
    """Judge SUBJECT: `native` (the default), `native-blocks`, `native-shared`, `reference`, a shared library,
    pkg.mod:Class or path/to/file.py:Class.

    \b
    Examples:
      poolproof verify
      poolproof verify ./libmypool.so --json report.json
      poolproof verify ./libmypool.so --html report.html --junit junit.xml
      poolproof verify ./libmypool.so -k ORDER,CAP --seed 7 --quiet
      poolproof verify ./libmypool.so --corpus cases --save-case cases
      poolproof verify mypool.py:Pool --level core --budget 60
      poolproof verify ./libslab.so --contract slab.toml

    A shared library exports the functions of bufferpool.h (`poolproof explain --header`), or those of blockpool.h, which is for
    blocks of any size (`poolproof contracts --header`). It runs in a process of its own: what it does there becomes a verdict.
    The search ends soon after a violation is found; with --keep-going it runs the whole plan anyway.
    What the contract does not promise is not judged: its verdict is "not promised", which is never a pass.
    """
    outputs.files.check()
    began = now()
    chosen_level = Level(level)
    chosen = choose(subject, contract_given)
    refuse_unshared(chosen.contract, chosen_level)
    refuse_unjudged(chosen.contract)
    promised = Promised(chosen.contract)
    spec = promised.spec
    selected = _selected(spec, keyword, promised.reasons)
    if list_only:
        for each in spec.at_level(chosen_level):
            if (selected is None or each.id in selected) and each.id not in promised.reasons:
                click.echo(f"{each.id:10} {each.level.value:9} {each.text}")
        return Exit.CONFORMS
    console = Console(stderr=outputs.files.use_standard_output, highlight=False)
    corpus, unread = _replayed_corpus(corpus_place, outputs.given["save_folder"], chosen, console)
    plan = Plan(
        level=chosen_level,
        selected=selected,
        seed=seed,
        budget_s=budget,
        keeps_going=keeps_going,
        corpus=corpus,
        meetings=meetings_given(programs, chosen.contract, chosen_level),
    )
    with shown_progress(quiet=outputs.given["quiet"]) as on_event:
        run = replace(run_verification(chosen, plan, on_event), unread=unread)
    finished = Finished(run, json_report.report(run, spec, began), began, console, outputs.files)
    return outputs.write(finished, _EXITS[run.conclusion])


def _selected(spec: Spec, keyword: str | None, reasons: Mapping[str, str]) -> frozenset[str] | None:
    if keyword is None:
        return None
    words = [word.strip().upper() for word in keyword.split(",") if word.strip()]
    selected = frozenset(each.id for each in spec.requirements if any(word in each.id for word in words))
    unmatched = [word for word in words if not any(word in each.id for each in spec.requirements)]
    if unmatched or not selected:
        remedy = "`poolproof verify --list --level ticks` lists the ids"
        raise click.BadParameter(
            f"no requirement's id contains {', '.join(unmatched) or repr(keyword)}; {remedy}", param_hint="-k"
        )
    if selected <= reasons.keys():
        told = "; ".join(f"{each}: {reasons[each]}" for each in sorted(selected))
        raise click.BadParameter(f"the contract promises none of it ({told})", param_hint="-k")
    return selected


def _replayed_corpus(
    place: str | None, save_folder: str | None, subject: Subject, console: Console
) -> tuple[tuple[tuple[Operation, ...], ...], tuple[str, ...]]:
    """The sequences of the saved cases, once it is said of each whether it still fails; and the names of what can't be read."""
    if place is None:
        return (), ()
    from ..campaign.corpus import CorpusError, load, open_corpus, replay  # few runs have one
    from ..campaign.terminal import outcome_line

    try:
        kept = load(open_corpus(place))
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    if not kept and place != save_folder:  # a folder that this very run may make need not be there yet
        raise click.BadParameter(f"{place} holds no case; save one there, or give another", param_hint="--corpus")
    with Session(subject) as session:
        for each in kept:
            console.print(outcome_line(each.name, replay(each, session)), soft_wrap=True)
    binding = subject.contract.binding
    unread = tuple(each.name for each in kept if each.case is None)
    return tuple(each.case.operations for each in kept if each.case and each.case.contract.binding == binding), unread
