"""Encryption at rest: keys, sealing, opening, padding, streams, and keyed look-ups."""
