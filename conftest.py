"""What every test run shares: a folder of its own, and how hard hypothesis tries (`--hypothesis-profile`)."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A shared machine is slow at times, and a test on the database never is as fast as hypothesis would like.
settings.register_profile(
    "gate", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("thorough", parent=settings.get_profile("gate"), max_examples=1_000)
settings.load_profile("gate")

_OWN = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """How many questions the leak tests ask: few in the gate, thousands when they are to be thorough."""
    parser.addoption(
        "--approval-tries", type=int, default=60, help="tries to cheat an approval (%(default)s)"
    )
    parser.addoption("--leak-pairs", type=int, default=300, help="questions of the leak test (%(default)s)")
    parser.addoption(
        "--audit-tampers", type=int, default=130, help="ways to change the audit log (%(default)s)"
    )
    parser.addoption(
        "--document-leaks", type=int, default=100, help="questions after internal documents (%(default)s)"
    )
    parser.addoption(
        "--injection-cases", type=int, default=90, help="attacks on the obedient model (%(default)s)"
    )
    parser.addoption(
        "--batch-cases",
        type=int,
        default=0,
        help="cases of the batch that is killed (none: it takes minutes)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give the run a folder that no other run touches.

    pytest's own, `pytest-of-<user>`, is shared: each run that starts closes it to all other accounts, and
    with it the way of the account that a running PostgreSQL was started under.
    """
    if config.option.basetemp is None:
        config.stash[_OWN] = Path(tempfile.mkdtemp(prefix="understudy-tests-"))
        config.option.basetemp = str(config.stash[_OWN] / "run")


def pytest_unconfigure(config: pytest.Config) -> None:
    if own := config.stash.get(_OWN, None):
        shutil.rmtree(own, ignore_errors=True)
