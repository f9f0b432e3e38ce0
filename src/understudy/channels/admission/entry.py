"""Whom a route lets in. A route says so by the type of one of its parameters.

Each door reads what its callers show in its own way and makes of it what its routes work with (`Caller`,
`Visiting`, `Reading`, …). Which roles, and which scope of a key, a route asks for stands in that type.
"""

from dataclasses import dataclass

from fastapi import Request

from understudy.channels.admission.own_site import check_own_site
from understudy.channels.admission.paces import Paces
from understudy.channels.admission.roles import EVERYBODY, STAFF, Role
from understudy.channels.admission.scopes import Scope
from understudy.channels.admission.store import Credential
from understudy.kit.errors import NotPermittedError
from understudy.org.permissions import Actor

__all__ = ["Admitted", "Entry", "Open", "SigningIn"]


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who was let in, and with what."""

    actor: Actor
    credential: Credential
    roles: frozenset[Role]


@dataclass(frozen=True)
class Entry:
    """The declaration: at least one of these roles, with a key or sign-in that has the scope."""

    roles: frozenset[Role]
    scope: Scope

    def admit(self, admitted: Admitted) -> None:
        """That somebody known may come in here.

        Raises: NotPermittedError when not.
        """
        if self.scope not in admitted.credential.scopes:
            raise NotPermittedError(
                f"this key is not for {str(self.scope)!r}",
                hint=f"one that is has been made with understudy key new --scope {self.scope}",
            )
        if self.roles.isdisjoint(admitted.roles):
            needed = " or ".join(sorted(self.roles))
            raise NotPermittedError(f"this takes the role {needed}", hint="roles.yaml says who has it")

    def __str__(self) -> str:
        named = {EVERYBODY: "everybody", STAFF: "every employee"}
        who = named.get(self.roles) or ", ".join(sorted(self.roles))
        return f"{who} with {self.scope}"


@dataclass(frozen=True)
class Open:
    """The declaration of a route that is for anybody at all, with the reason why it tells nothing."""

    reason: str

    async def __call__(self, request: Request) -> None:
        """Count them."""
        _paces(request).nobody_asks(request)

    def __str__(self) -> str:
        return "anybody"


@dataclass(frozen=True)
class SigningIn(Open):
    """The declaration of a route by which somebody comes in who is not in yet; `on_page` from a form."""

    on_page: bool = False

    async def __call__(self, request: Request) -> None:
        """Slow down who tries and tries."""
        if self.on_page:
            check_own_site(request)
        _paces(request).may_try(request)


def _paces(request: Request) -> Paces:
    return request.app.state.service.paces
