"""How often somebody may ask, counted in this process."""

import math
from dataclasses import dataclass, field

from fastapi import Request

from understudy.channels.problems import TooOftenError
from understudy.kit.pace import Pace

__all__ = ["Paces", "address_of"]


@dataclass(frozen=True, slots=True)
class Paces:
    """What is counted. Whoever is let in is counted by what they showed, so that nobody at the same address
    can use it up for them; everybody else by address.
    """

    requests: Pace = field(default_factory=lambda: Pace(1_200, 60.0))
    nobody: Pace = field(default_factory=lambda: Pace(300, 60.0))
    tries: Pace = field(default_factory=lambda: Pace(20, 300.0))
    """Sign-ins that failed. A key cannot be guessed; whoever tries is slowed down all the same."""

    def let_in(self, name: str) -> None:
        """Somebody with this key or sign-in asks.

        Raises: TooOftenError, as the others.
        """
        _check(self.requests.take(name), "you ask")

    def nobody_asks(self, request: Request) -> None:
        """Somebody asks who has shown nothing that opens."""
        _check(self.nobody.take(address_of(request)), "somebody at this address asks")

    def may_try(self, request: Request) -> None:
        """Somebody wants to sign in."""
        _check(self.tries.wait_s(address_of(request)), "somebody at this address tries to sign in")

    def tried_in_vain(self, request: Request) -> None:
        """They could not."""
        self.tries.count(address_of(request))


def address_of(request: Request) -> str:
    """Who asks, if it is nobody known; of IPv6 the network, of which one person has all addresses."""
    host = request.client.host if request.client else ""
    return ":".join(host.split(":")[:4]) if ":" in host else host


def _check(wait_s: float, who: str) -> None:
    if wait_s:
        raise TooOftenError(f"{who} too often", wait_s=math.ceil(wait_s))
