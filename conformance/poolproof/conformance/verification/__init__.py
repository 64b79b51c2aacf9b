"""Verification: drives a subject with every generator, and makes verdicts of what the judge finds."""

from .instructions import InstructionRow
from .plan import Plan
from .verdicts import Counterexample, RequirementVerdict, Run, Verdict
from .verify import verify

__all__ = ["Counterexample", "InstructionRow", "Plan", "RequirementVerdict", "Run", "Verdict", "verify"]
