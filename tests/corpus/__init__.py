"""Journals of every edition, kept for ever: each must replay to the same effects with whatever the engine is today.

    python -m tests.corpus.collect sqlite:///cabildo.db edition-1

adds the cases of a database. Nothing here is ever changed or removed.
"""
