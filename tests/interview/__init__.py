"""Tests of the questions: when each is asked, what its answers make, and how plain its words are."""
