"""All steps, by subject; flow.py puts them in order."""
