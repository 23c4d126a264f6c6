"""Recourse: a complaint's way from the first question to the officer's answer."""
