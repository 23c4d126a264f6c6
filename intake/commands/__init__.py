"""The commands of `recourse`: one file each, mounted in `intake.cli`."""
