"""``python -m poolproof.conformance`` is ``poolproof``."""

from .cli.entry import main

main()
