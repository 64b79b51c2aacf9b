"""How fast the pipeline reads, beside the parser that it reads with, in one run.

.venv/bin/python -m pytest conformance/tests --benchmark-only -k pipeline_rate

``share_of_the_bare_rate`` in its ``extra_info``: of each round, and their median.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

import pytest

from poolproof.conformance.pipeline.graph import graph
from poolproof.conformance.pipeline.run import Plan, run_plan
from poolproof.reference.pipeline.parsers import parse
from poolproof.reference.pipeline.sources import source_of

MANY, FEW = 1_000_000, 2_000
"""Triples, in a benchmark and in a plain test."""
ROUNDS = 5

Benchmark = Any

pytest.importorskip("pyoxigraph")


def bare_seconds(file: Path, triples: int) -> float:
    """What it takes to parse the file and drop every statement."""
    began = time.perf_counter()
    with file.open("rb") as stream:
        assert sum(1 for _ in parse(stream, "nt")) == triples
    return time.perf_counter() - began


def pipeline_seconds(file: Path, triples: int) -> float:
    plan = Plan([source_of(str(file), None)], keep_terms=False)
    result = run_plan(plan, lambda _problem: False, lambda _outcome: None)
    assert result.outcome.triples == triples
    return result.seconds


def test_pipeline_rate_beside_the_bare_parser(benchmark: Benchmark, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    triples = MANY if pytestconfig.getoption("benchmark_only") else FEW
    file = tmp_path / "graph.nt"
    with file.open("w", encoding="utf-8") as out:
        out.writelines(graph(triples, seed=7))
    shares = []

    def both() -> None:
        shares.append(bare_seconds(file, triples) / pipeline_seconds(file, triples))

    benchmark.pedantic(both, rounds=ROUNDS, warmup_rounds=1)
    assert shares
    benchmark.extra_info["triples"] = triples
    benchmark.extra_info["shares_of_the_bare_rate"] = [round(share, 3) for share in shares[1:]]
    benchmark.extra_info["share_of_the_bare_rate"] = round(statistics.median(shares[1:] or shares), 3)
