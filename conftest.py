"""What every test run shares: how hard hypothesis tries, chosen with `--hypothesis-profile`."""

from hypothesis import HealthCheck, settings

# A shared machine is slow at times, and a test on the database never is as fast as hypothesis would like.
settings.register_profile(
    "gate", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("thorough", parent=settings.get_profile("gate"), max_examples=1_000)
settings.load_profile("gate")
