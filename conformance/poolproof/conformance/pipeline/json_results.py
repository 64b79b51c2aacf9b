"""Runs, comparisons and verdicts of the pipeline as JSON, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from poolproof.spec.pipeline_errors import PipelineError

from ..reports.environment import environment, version
from .comparison import Comparison, Interval
from .probe import HotPathCounts
from .run import Result
from .verify import PipelineVerdict

SCHEMA = 1


def run_document(result: Result) -> dict[str, object]:
    outcome = result.outcome
    return {
        "schema": SCHEMA,
        "poolproof": version(),
        "pool": result.plan.pool,
        "sources": [{"name": each.name, "format": each.format} for each in result.plan.sources],
        "hooks": [
            {
                "id": named.hook.id,
                "hook": named.text,
                "receipts": totals.receipts,
                "answers": totals.answers,
                "lanes": totals.merged.lanes,
                "ticks": totals.merged.ticks,
                "span_id": f"{totals.merged.span_id:016x}",
                "a_hash": f"{totals.merged.a_hash:016x}",
            }
            for named, totals in zip(result.hooks, outcome.totals, strict=True)
        ],
        "triples": outcome.triples,
        "runs": outcome.runs,
        "operations": outcome.operations,
        "epochs": outcome.epochs,
        "receipts": outcome.receipts,
        "early_emits": outcome.early_emits,
        "removals": outcome.removals,
        "refused": outcome.problems,
        "unread": [_problem(each) for each in outcome.unread],
        "terms": outcome.terms if result.plan.keep_terms else None,
        "ticks_per_operation": _rounded(result.ticks_per_operation),
        "hot_path": _counts(result.hot_path, result.hot_path_unknown),
        "log": None if result.plan.log is None else {"path": str(result.plan.log), "cut_bytes": result.cut_bytes},
        "seconds": round(result.seconds, 3),
        "triples_per_second": round(outcome.triples / result.seconds) if result.seconds else None,
        "environment": environment(),
        "stopped_by": None if outcome.stopped_by is None else _problem(outcome.stopped_by),
        "complete": outcome.stopped_by is None and not outcome.unread,
    }


def comparison_document(comparison: Comparison) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "poolproof": version(),
        "operations": comparison.operations,
        "rounds": comparison.rounds,
        "ticks": {name: _interval(getattr(comparison, name)) for name in ("before", "after", "saved")},
        "at_least_one_tick": comparison.at_least_one_tick,
        "hot_path": _counts(comparison.counts, comparison.counts_unknown),
        "environment": environment(),
    }


def verdicts_document(verdicts: Sequence[PipelineVerdict], seed: int, seconds: float) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "poolproof": version(),
        "requirements": [
            {"id": each.id, "verdict": each.verdict.value, "checked": each.checked, "why": each.why} for each in verdicts
        ],
        "seed": seed,
        "seconds": round(seconds, 3),
        "environment": environment(),
    }


def _counts(found: HotPathCounts | None, unknown: str | None) -> dict[str, object]:
    if found is None:
        return {"pool": None, "allocator": None, "unknown": unknown}
    return {"pool": asdict(found.pool), "allocator": asdict(found.allocator), "unknown": None}


def _interval(interval: Interval) -> dict[str, object]:
    return {"median": _rounded(interval.median), "low": _rounded(interval.low), "high": _rounded(interval.high)}


def _problem(problem: PipelineError) -> dict[str, object]:
    return {"where": problem.where, "problem": problem.problem, "remedy": problem.remedy}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
