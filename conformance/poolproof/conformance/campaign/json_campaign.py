"""A campaign as JSON, for programs: schema 1, published beside this file."""

from __future__ import annotations

import json
from importlib.resources import files

from ..reports.contract import contract_record
from ..reports.environment import environment, version
from .campaign import Ending
from .terminal import Report

SCHEMA = 1


def schema() -> dict[str, object]:
    """The JSON Schema of a campaign's report."""
    text = (files(__package__) / "campaign.schema.json").read_text(encoding="utf-8")
    document: dict[str, object] = json.loads(text)
    return document


def document(report: Report) -> dict[str, object]:
    """The whole report as plain data."""
    tally, run, subject = report.tally, report.run, report.subject
    return {
        "schema": SCHEMA,
        "poolproof": version(),
        "subject": {
            "given": subject.given,
            "kind": subject.kind.value,
            "name": report.subject_name,
            "sha256": subject.sha256,
        },
        "contract": contract_record(subject.contract, subject),
        "seed": tally.seed,
        "corpus": [
            {"case": name, "outcome": replayed.outcome.value, "why": replayed.why} for name, replayed in report.outcomes
        ],
        "unread": list(report.unread),
        "discoveries": [
            {
                "group": name,
                "case": group.case,
                "requirements": list(group.requirements),
                "operations": group.operations,
                "seen": group.seen,
                "reproduced": group.reproduced,
                "attempts": group.attempts,
                "new": name in run.new,
            }
            for name, group in tally.groups.items()
        ],
        "unconfirmed": list(tally.unconfirmed),
        "abandoned": list(tally.abandoned),
        "shards": {driver.value: count for driver, count in tally.shards.items()},
        "operations": {driver.value: count for driver, count in tally.operations.items()},
        "situations": {"reached": run.progress.reached, "possible": run.progress.possible, "missed": list(run.missed)},
        "run": {
            "operations": run.progress.operations,
            "seconds": round(run.progress.seconds, 3),
            "ending": run.ending.value,
        },
        "outages": [
            {"what": each.what, "why": each.why, "times": each.times, "seconds": round(each.seconds, 3), "over": each.is_over}
            for each in run.outages
        ],
        "held": {name: json.loads(text) for name, text in tally.held.items()},
        "unwritten": run.unwritten,
        "errors": list(run.errors),
        "environment": environment(),
        # The last key: a document that lacks it was not written to its end.
        "complete": run.ending in (Ending.TIME, Ending.ENOUGH),
    }
