"""Transform in C against Transform in Python: the same words, the same refusals, whatever the lines."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from poolproof.conformance.pipeline.checks import COLLIDING_TERMS
from poolproof.native.pipeline import NativeTransform, hash_of
from poolproof.reference.pipeline.dictionary import Dictionary
from poolproof.reference.pipeline.transform import ReferenceTransform, Transform
from poolproof.spec.pipeline_errors import PipelineError

PIECES = [" ", ".", " .", "<", ">", '"', "\\", "@", "^^", "_:", "<<(", ")>>", "東京"]
TERMS = ["<u:a>", "<u:é>", "_:b", '"x"', '"a \\" b"', '"y"@en', '"1"^^<u:t>', *COLLIDING_TERMS]
TERM = st.sampled_from(TERMS)
SOUND = st.tuples(TERM, TERM, TERM, st.sampled_from(["", " <u:g>", " _:g"]))
SOUND_LINES = SOUND.map(lambda parts: f"{parts[0]} {parts[1]} {parts[2]}{parts[3]} .")
LINES = st.one_of(SOUND_LINES, st.lists(st.sampled_from([*TERMS, *PIECES])).map("".join))


def told_by(transform: Transform, block: bytes, goes_on: bool) -> tuple[list[int], list[str], int]:
    problems: list[str] = []

    def on_problem(problem: PipelineError) -> bool:
        problems.append(str(problem))
        return goes_on

    words = transform.words(block, on_problem).tolist()
    return words, problems, transform.terms()


@given(st.lists(LINES, min_size=1, max_size=40), st.booleans(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_both_tell_the_same(lines: list[str], keep_terms: bool, goes_on: bool) -> None:
    block = "".join(f"{line}\n" for line in lines).encode()
    native, reference = NativeTransform(keep_terms), ReferenceTransform(Dictionary() if keep_terms else None)
    assert told_by(native, block, goes_on)[:2] == told_by(reference, block, goes_on)[:2]


def test_a_large_dictionary_gives_every_term_back() -> None:
    transform = NativeTransform()
    block = b"".join(b'<u:s%d> <u:p> "%d" .\n' % (number, number % 7) for number in range(30_000))
    words = transform.words(block, lambda _: False)
    assert transform.terms() == 30_000 + 1 + 7
    assert [transform.term(words[3 * number]) for number in (0, 12_345, 29_999)] == ["<u:s0>", "<u:s12345>", "<u:s29999>"]
    assert transform.term(hash_of(b"<u:none>")) is None
