"""What a key, and whoever signed in with it, may be used for."""

from enum import StrEnum

__all__ = ["EVERYDAY", "Scope"]


class Scope(StrEnum):
    """One kind of use. A key opens nothing else, whatever its person may do."""

    PAGE = "page"
    """Signing in to the pages."""
    CHAT = "chat"
    """Talking with agents over HTTP: our API and OpenAI's."""
    READ = "read"
    """Reading records over Salesforce's wire."""
    WRITE = "write"
    """Changing records over Salesforce's wire."""
    ADMIN = "admin"
    """Keys and sign-ins of others, for who has the role."""


EVERYDAY = frozenset(Scope) - {Scope.ADMIN}
"""What people do as themselves."""
