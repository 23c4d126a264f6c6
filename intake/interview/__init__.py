"""The questions, once: steps that every channel asks."""
