"""Judges pools by what they promise. In which order its packages import each other, says CONTRIBUTING.md, and a test."""
