"""Tests of the SMS door: the dialogue, its words and texts, and the carrier's side."""
