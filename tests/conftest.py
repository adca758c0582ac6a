"""Fixtures for all tests."""

import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SHARED = Path(__file__).resolve().parents[2] / "shared"

# Started in the background, the tests inherit that Ctrl-C is ignored, and so would the programs
# that they start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Other work may have the machine: how long an example takes says nothing.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the repository; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs the material in ../shared, which is not here")
    return SHARED
