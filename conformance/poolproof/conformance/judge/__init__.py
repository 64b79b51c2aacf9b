"""The judge: from a trace to what it proves. Pure: no subject, no clock, no randomness."""

from .answers import answer_to
from .blaming import ABOUT_POOLS, Told, beyond_core, causes, core_ids, has_misuse, is_same_failure, is_same_promise, refine
from .coverage import Situation, situations
from .creation import MODELLED_SOA_CAPACITY
from .docket import Abilities
from .finding import Finding
from .hot_path import INSTRUCTIONS_COUNTED_AT_MOST, instructions_name, judge_stepped
from .judge import Judge, Judgement, judge
from .leaks import LIVES_TO_TELL
from .stale import is_stale_write

__all__ = [
    "ABOUT_POOLS",
    "INSTRUCTIONS_COUNTED_AT_MOST",
    "LIVES_TO_TELL",
    "MODELLED_SOA_CAPACITY",
    "Abilities",
    "Finding",
    "Judge",
    "Judgement",
    "Situation",
    "Told",
    "answer_to",
    "beyond_core",
    "causes",
    "core_ids",
    "has_misuse",
    "instructions_name",
    "is_same_failure",
    "is_same_promise",
    "is_stale_write",
    "judge",
    "judge_stepped",
    "refine",
    "situations",
]
