"""By which contract a subject was judged, as every document for programs says it."""

from __future__ import annotations

from poolproof.spec.contracts import Contract

from ..subjects import Subject


def contract_record(contract: Contract, subject: Subject) -> dict[str, object]:
    """``given``: as the user named it; None where it was the subject's own, or the default one."""
    return {"name": contract.name, "given": subject.contract_given, "sha256": contract.sha256}
