"""Verification: drives a subject with every generator, and makes verdicts of what the judge finds."""

from .plan import Plan
from .verdicts import Counterexample, RequirementVerdict, Run, Verdict
from .verify import verify

__all__ = ["Counterexample", "Plan", "RequirementVerdict", "Run", "Verdict", "verify"]
