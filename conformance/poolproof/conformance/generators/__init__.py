"""Generators: sequences of operations, as plain data. They know the specification and no subject."""
