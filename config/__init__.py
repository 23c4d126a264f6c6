"""What a deployment edits, and its one typed loader."""
