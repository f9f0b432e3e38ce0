"""What happens in one turn, logged together: before anything leaves or is written, and at the end."""

from dataclasses import dataclass, field, replace

import psycopg

from understudy.kit.errors import ServiceError
from understudy.org.permissions import Actor, Customer, Employee
from understudy.trust.audit.entry import Event, Kind
from understudy.trust.audit.log import AuditLog

__all__ = ["Recorder", "who_is"]


@dataclass
class Recorder:
    """Notes events of one conversation. Without a `log` nothing is kept, as where a turn is only tried.

    `about` says where they belong: org, agent, session, trace and for whom.
    """

    about: Event = field(default_factory=lambda: Event("action", ""))
    log: AuditLog | None = None
    _noted: list[Event] = field(default_factory=list[Event])

    def note(self, kind: Kind, subject: str, **details: object) -> None:
        """Remember an event; costs nothing but memory."""
        if self.log is not None:
            self._noted.append(replace(self.about, kind=kind, subject=subject, details=details))

    def told(self, text: str) -> str:
        """A text that may repeat what somebody said or what stands in a record, as it may be logged."""
        return self.log.told(text) if self.log else text

    async def flush(self) -> None:
        """Log what was noted. What follows may rely on it: it is kept whatever happens then.

        Raises: ServiceError (retryable) when it cannot be logged; then nothing may leave or be written.
        """
        if self.log is not None and self._noted:
            noted, self._noted = self._noted, []
            try:
                await self.log.append(noted)
            except (psycopg.Error, OSError) as error:
                self._noted = noted
                raise ServiceError("the audit log cannot be written", retryable=True) from error


def who_is(actor: Actor) -> str:
    """For whom something is done, as the log tells it: `user:ID`, `contact:ID` or `system:REASON`."""
    match actor:
        case Employee():
            return f"user:{actor.user_id}"
        case Customer():
            return f"contact:{actor.contact_id}"
        case _:
            return f"system:{actor.reason}"
