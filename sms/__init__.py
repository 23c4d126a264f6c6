"""The SMS door: what the carrier calls, the dialogue, and what is sent, looked for and erased at the carrier."""
