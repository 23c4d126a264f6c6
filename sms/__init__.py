"""The SMS door. This release does not open it; the README says so under Limits."""
