"""How often the measurement of a Python class's memory repeats its operations: for who measures, and for who reads it.

Apart from the program that measures, which loads Pympler and with it more than a verification needs.
"""

from __future__ import annotations

from typing import Final

ROUNDS: Final = 8
OPERATIONS_A_ROUND: Final = 200
MISUSE: Final = "return_soa of what is no buffer"
MISUSE_OF_BLOCKS: Final = "give_back of None"
"""The rounds that no requirement of core is judged by."""
