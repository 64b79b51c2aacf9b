"""Judges buffer pools against the specification.

    operations -> subjects -> generators -> runs -> judge -> verification -> reports -> cases | matrix -> cli -> plugin

Each package imports only from those before it in that line.
"""
