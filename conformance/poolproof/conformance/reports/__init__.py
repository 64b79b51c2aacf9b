"""Reports: a run, written for people and for programs. One file is one form."""
