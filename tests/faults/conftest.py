"""The seed of what chance decides: printed where a test fails, and taken from FAULTS_SEED to repeat it."""

import os
import secrets

import pytest


@pytest.fixture
def seed() -> int:
    """Return the seed of one test."""
    seed = int(os.environ.get("FAULTS_SEED") or secrets.randbelow(10**9))
    print(f"FAULTS_SEED={seed}")
    return seed
