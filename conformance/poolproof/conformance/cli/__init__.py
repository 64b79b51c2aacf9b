"""The command line. One file is one command; it begins in ``entry``."""
