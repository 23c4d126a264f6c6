"""The domain, in plain Python: facts, routing, the detainer clock, the life of a case, receipt codes."""
