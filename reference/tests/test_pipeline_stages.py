"""Transform, Load, Reflex and the hooks, by hand; the merge of receipts by its laws."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolproof.reference import BufferPool, InvalidSize
from poolproof.reference.pipeline.dictionary import Dictionary
from poolproof.reference.pipeline.fnv import fnv1a, fnv1a_words
from poolproof.reference.pipeline.hooks import read_hooks
from poolproof.reference.pipeline.hot import ReferenceHotPart
from poolproof.reference.pipeline.load import load_into
from poolproof.reference.pipeline.parsers import canonical_term
from poolproof.reference.pipeline.reflex import Operation, merge, reflex
from poolproof.reference.pipeline.statements import terms_of
from poolproof.reference.pipeline.transform import ReferenceTransform
from poolproof.spec.hot_part import WHOLE_WORD, Hook, ReceiptRecord, Run
from poolproof.spec.pipeline_errors import HashCollision, HookError, IngestError, PipelineError

A, B, P, Q = 11, 12, 21, 22


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        (b"<u:a> <u:b> <u:c> .", (b"<u:a>", b"<u:b>", b"<u:c>")),
        (b'_:a <u:b> "x y . <u:c>"@en-GB <u:g> .', (b"_:a", b"<u:b>", b'"x y . <u:c>"@en-GB')),
        (b'<u:a> <u:b> "\\"\\\\" _:g .', (b"<u:a>", b"<u:b>", b'"\\"\\\\"')),
        (b'<u:a> <u:b> ""^^<u:t> .', (b"<u:a>", b"<u:b>", b'""^^<u:t>')),
        (b"<u:a> <u:b> <<( <u:c> <u:d> <u:e> )>> .", None),
        (b"<u:a> <u:b> .", None),
        (b'"x" <u:b> <u:c> .', None),
        (b"<u:a> _:b <u:c> .", None),
        (b'<u:a> <u:b> "x .', None),
        (b"<u:a> <u:b> <u:c> <u:g> <u:h> .", None),
        (b"", None),
    ],
)
def test_a_statement_is_taken_apart(line: bytes, terms: object) -> None:
    assert terms_of(line) == terms


def test_a_term_has_the_published_hash() -> None:
    assert fnv1a(b"") == 0xCBF29CE484222325
    assert fnv1a(b"foobar") == 0x85944171F73967E8


def transformed(transform: ReferenceTransform, block: bytes, goes_on: bool) -> tuple[list[int], list[PipelineError]]:
    problems: list[PipelineError] = []

    def on_problem(problem: PipelineError) -> bool:
        problems.append(problem)
        return goes_on

    return transform.words(block, on_problem).tolist(), problems


def test_a_collision_is_reported_with_both_terms_and_the_statement_left_out() -> None:
    transform = ReferenceTransform(Dictionary(), hash=lambda term: 5 if term in (b"<u:x>", b"<u:y>") else fnv1a(term))
    block = b"<u:x> <u:p> <u:o> .\n<u:y> <u:p> <u:o> .\n<u:x> <u:p> <u:o> .\n"
    words, problems = transformed(transform, block, goes_on=True)
    assert words == [5, fnv1a(b"<u:p>"), fnv1a(b"<u:o>")] * 2
    assert [type(problem) for problem in problems] == [HashCollision]
    assert "<u:x> and <u:y>" in str(problems[0])
    assert transform.term(5) == "<u:x>"


def test_what_came_before_a_refused_statement_is_kept_when_the_run_is_to_end() -> None:
    transform = ReferenceTransform(Dictionary())
    words, problems = transformed(transform, b"<u:a> <u:b> <u:c> .\nnonsense\n<u:a> <u:b> <u:c> .\n", goes_on=False)
    assert len(words) == 3
    assert [type(problem) for problem in problems] == [IngestError]


def test_without_a_dictionary_nothing_is_kept() -> None:
    transform = ReferenceTransform(None)
    words, problems = transformed(transform, b"<u:a> <u:b> <u:c> .\n", goes_on=True)
    assert (transform.terms(), transform.term(words[0]), problems) == (0, None, [])


def test_load_groups_by_predicate_and_keeps_the_order() -> None:
    with BufferPool(1, 1) as pool, pool.soa(4) as buffer:
        runs = load_into([(1, P, 5), (2, Q, 6), (3, P, 7), (1, P, 5)], buffer)
        assert runs == [Run(P, 0, 3), Run(Q, 3, 1)]
        assert buffer.s.tolist() == [1, 3, 1, 2, 0, 0, 0, 0]
        assert buffer.p.tolist() == [P, P, P, Q, 0, 0, 0, 0]
        assert buffer.o.tolist() == [5, 7, 5, 6, 0, 0, 0, 0]


def test_load_refuses_nine_and_writes_nothing() -> None:
    with BufferPool(1, 1) as pool, pool.soa(8) as buffer:
        with pytest.raises(InvalidSize):
            load_into([(1, 1, 1)] * 9, buffer)
        assert buffer.words.tolist() == [0] * 24


def ask(hook: Hook, triples: list[tuple[int, int, int]]) -> ReceiptRecord:
    with BufferPool(1, 1) as pool, pool.soa(8) as buffer:
        (run,) = load_into(triples, buffer)
        return reflex(buffer, run, hook, Operation(9, 2), id=0)


def pattern(least: int, most: int, s: int | None = None, o: int | None = None) -> Hook:
    s_mask, o_mask = (0 if word is None else WHOLE_WORD for word in (s, o))
    return Hook(4, s or 0, P, o or 0, s_mask, WHOLE_WORD, o_mask, least, most)


@pytest.mark.parametrize(
    ("hook", "lanes", "answer"),
    [
        (pattern(1, 8, s=A), 2, True),  # ask
        (pattern(1, 8, s=B), 1, True),
        (pattern(1, 8, s=13), 0, False),
        (pattern(1, 8, s=A, o=6), 1, True),
        (pattern(1, 8, s=B, o=6), 0, False),
        (pattern(2, 8, s=A), 2, True),  # count
        (pattern(3, 8, s=A), 2, False),
        (pattern(3, 8), 3, True),
        (pattern(1, 1, s=A), 2, False),  # unique
        (pattern(1, 1, s=B), 1, True),
        (pattern(1, 8, s=0), 0, False),  # the lanes beyond the run hold zeros, and are none of it
    ],
)
def test_hooks_over_a_run(hook: Hook, lanes: int, answer: bool) -> None:
    receipt = ask(hook, [(A, P, 5), (A, P, 6), (B, P, 7)])
    assert (receipt.lanes, receipt.answer) == (lanes, answer)
    assert (receipt.ticks, receipt.cycle_id, receipt.shard_id, receipt.hook_id) == (3, 9, 2, 4)
    assert receipt.span_id == fnv1a_words((9, 2, 4, 0))


def test_the_hash_of_a_receipt_is_of_the_triples_that_matched() -> None:
    receipt = ask(pattern(1, 8, s=A), [(A, P, 5), (B, P, 7), (A, P, 6)])
    assert receipt.a_hash == fnv1a_words((A, P, 5)) ^ fnv1a_words((A, P, 6))


WORDS = st.integers(0, 2**64 - 1)
COUNTS = st.integers(0, 2**32 - 1)
RECEIPTS = st.builds(ReceiptRecord, WORDS, WORDS, WORDS, WORDS, COUNTS, COUNTS, COUNTS, COUNTS, WORDS, WORDS)


@given(RECEIPTS, RECEIPTS, RECEIPTS)
def test_merging_is_associative(one: ReceiptRecord, two: ReceiptRecord, three: ReceiptRecord) -> None:
    assert merge(merge(one, two), three) == merge(one, merge(two, three))


@given(RECEIPTS, RECEIPTS)
def test_merging_takes_the_most_ticks_the_sum_of_lanes_and_the_exclusive_or(one: ReceiptRecord, two: ReceiptRecord) -> None:
    merged = merge(one, two)
    assert merged.ticks == max(one.ticks, two.ticks)
    assert merged.lanes == (one.lanes + two.lanes) % 2**32
    assert (merged.span_id, merged.a_hash) == (one.span_id ^ two.span_id, one.a_hash ^ two.a_hash)
    assert astuple(merged)[:4] == astuple(one)[:4]


def test_hooks_are_read() -> None:
    texts = ["ask <u:s> <u:p>", 'ASK <u:s> <u:p> "a b"@EN', "count ? <u:p> 3", "unique <u:s>  ?"]
    one, two, three, four = (named.hook for named in read_hooks(texts, canonical_term))
    s, p = fnv1a(b"<u:s>"), fnv1a(b"<u:p>")
    assert one == Hook(0, s, p, 0, WHOLE_WORD, WHOLE_WORD, 0, 1, 8)
    assert two == Hook(1, s, p, fnv1a(b'"a b"@en'), WHOLE_WORD, WHOLE_WORD, WHOLE_WORD, 1, 8)
    assert three == Hook(2, 0, p, 0, 0, WHOLE_WORD, 0, 3, 8)
    assert four == Hook(3, s, 0, 0, WHOLE_WORD, 0, 0, 1, 1)


@pytest.mark.parametrize(
    "text",
    ["", "ask", "ask <u:s>", "ask <u:s> <u:p> <u:o> <u:g>", "count <u:s> <u:p> 0", "count <u:s> <u:p> 9", "count <u:s> <u:p>",
     "tell <u:s> <u:p>", "ask u:s <u:p>", 'ask "x" <u:p>', "ask <u:s> _:p"],
)  # fmt: skip
def test_a_bad_hook_is_refused_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(HookError) as refusal:
        read_hooks([text], canonical_term)
    assert repr(text) in str(refusal.value)
    assert "count S P LEAST" in refusal.value.remedy


def test_a_term_that_is_none_is_refused() -> None:
    with pytest.raises(IngestError, match="relative"):
        read_hooks(["ask <relative> <u:p>"], canonical_term)


def test_more_hooks_than_receipts_are_refused() -> None:
    hooks = [pattern(1, 8)] * 3
    with BufferPool(1, 2) as pool, pytest.raises(HookError, match="3 receipts, and the pool has 2"):
        ReferenceHotPart(pool, hooks)
