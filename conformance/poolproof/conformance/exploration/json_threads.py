"""The certificate of threads that met as JSON, for programs: schema 1, published beside this file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from ..interleaving import Certificate, as_data
from ..reports.contract import contract_record
from ..reports.environment import environment, version

SCHEMA: Final = 1


def schema() -> dict[str, object]:
    """The JSON Schema of such a certificate."""
    text = (files(__package__) / "threads.schema.json").read_text(encoding="utf-8")
    document: dict[str, object] = json.loads(text)
    return document


def document(certificate: Certificate) -> dict[str, object]:
    """The certificate as plain data."""
    subject, told = certificate.subject, certificate.told
    return {
        "schema": SCHEMA,
        "poolproof": version(),
        "subject": {"given": subject.given, "kind": subject.kind.value, "sha256": subject.sha256},
        "contract": contract_record(subject.contract, subject),
        "whole": certificate.is_whole,
        "abstracted": list(certificate.abstracted),
        "jobs": [*_jobs(certificate)],
        "counterexample": None
        if told is None
        else {
            "requirements": [told.requirement],
            "expected": told.expected,
            "observed": told.observed,
            "interleaving": as_data(told),
        },
        "seconds": round(certificate.seconds, 3),
        "environment": environment(),
    }


def _jobs(certificate: Certificate) -> Iterator[dict[str, object]]:
    for job, outcome in certificate.trials:
        yield {
            "programs": list(job.programs),
            "threads": len(job.programs),
            "blocks": job.count,
            "lent": job.lent,
            "kept": job.kept,
            "by_interrupt": job.by_interrupt,
            "new": job.is_new,
            "end": outcome.end.value,
            "why": outcome.why,
            "states": outcome.states,
            "transitions": outcome.transitions,
            "ends": outcome.ends,
            "boundaries": outcome.boundaries,
            "preemptions": outcome.preemptions,
            "seconds": round(outcome.seconds, 3),
        }
