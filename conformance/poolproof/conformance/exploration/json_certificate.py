"""A certificate as JSON, for programs: schema 1, published beside this file."""

from __future__ import annotations

import json
from importlib.resources import files

from ..reports import steps
from ..reports.contract import contract_record
from ..reports.environment import environment, version
from .certificate import Certificate

SCHEMA = 1


def schema() -> dict[str, object]:
    """The JSON Schema of a certificate."""
    text = (files(__package__) / "certificate.schema.json").read_text(encoding="utf-8")
    document: dict[str, object] = json.loads(text)
    return document


def document(certificate: Certificate) -> dict[str, object]:
    """The whole certificate as plain data."""
    subject, example = certificate.subject, certificate.example
    return {
        "schema": SCHEMA,
        "poolproof": version(),
        "subject": {
            "given": subject.given,
            "kind": subject.kind.value,
            "name": certificate.subject_name,
            "sha256": subject.sha256,
        },
        "contract": contract_record(subject.contract, subject),
        "soa_capacity": certificate.block_count,
        "receipt_capacity": certificate.record_count,
        "method": certificate.method.value,
        "states": certificate.states,
        "transitions": certificate.transitions,
        "depth": certificate.depth,
        "whole": certificate.is_whole,
        "unfinished": certificate.unfinished,
        "unconfirmed": certificate.unconfirmed,
        "abstracted": list(certificate.abstracted),
        "counterexample": None
        if example is None
        else {
            "requirements": list(example.finding.requirements),
            "operations": list(steps.to_json(example.trace)),
            "expected": example.finding.expected,
            "observed": example.finding.observed,
        },
        "seconds": round(certificate.seconds, 3),
        "environment": environment(),
    }
