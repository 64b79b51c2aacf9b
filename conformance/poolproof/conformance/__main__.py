"""``python -m poolproof.conformance`` is ``poolproof``."""

from .cli import main

main()
