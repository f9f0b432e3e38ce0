"""What the doors are told by the environment."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from understudy.kit.config import Settings
from understudy.kit.door_settings import DoorSettings, OidcSettings
from understudy.kit.errors import ConfigError

ISSUER, CLIENT = "UNDERSTUDY_OIDC_ISSUER", "UNDERSTUDY_OIDC_CLIENT_ID"


def test_nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment({}).doors == DoorSettings()
    (tmp_path / "roles.yaml").touch()
    assert Settings.from_environment({}).doors == DoorSettings(Path("roles.yaml"))


def test_all_is_set() -> None:
    doors = Settings.from_environment(
        {
            "UNDERSTUDY_ROLES": "who.yaml",
            "UNDERSTUDY_TRUSTED_PROXIES": "10.0.0.7, fd00::/64",
            ISSUER: "https://login.example",
            CLIENT: "understudy",
            "UNDERSTUDY_OIDC_CLIENT_SECRET": "a secret",
        }
    ).doors
    assert doors.roles_file == Path("who.yaml")
    assert doors.trusted_proxies == (ip_network("10.0.0.7"), ip_network("fd00::/64"))
    assert doors.oidc == OidcSettings("https://login.example", "understudy", "a secret")
    assert "a secret" not in repr(doors)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"UNDERSTUDY_TRUSTED_PROXIES": "everybody"}, "UNDERSTUDY_TRUSTED_PROXIES is 'everybody'"),
        ({"UNDERSTUDY_TRUSTED_PROXIES": "10.0.0.7/8"}, "has host bits set"),
        ({ISSUER: "https://login.example"}, "UNDERSTUDY_OIDC_CLIENT_ID is not set"),
        ({CLIENT: "understudy"}, "UNDERSTUDY_OIDC_ISSUER is not set"),
        ({ISSUER: "http://login.example", CLIENT: "understudy"}, "begins with https"),
        ({ISSUER: "login.example", CLIENT: "understudy"}, "begins with https"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Settings.from_environment(given)
    assert told in str(refused.value)


def test_a_provider_of_this_very_machine_needs_no_tls() -> None:
    assert Settings.from_environment({ISSUER: "http://127.0.0.1:9000", CLIENT: "a"}).doors.oidc
