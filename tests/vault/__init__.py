"""Tests of encryption at rest: what opens, what is refused, and that no stored format changes unseen."""
