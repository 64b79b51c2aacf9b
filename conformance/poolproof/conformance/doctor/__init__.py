"""What this machine can measure: each thing tried out, and what its lack costs."""

from .capability import Capability, State
from .examine import examine_machine

__all__ = ["Capability", "State", "examine_machine"]
