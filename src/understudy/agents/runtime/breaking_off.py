"""What ends a turn before its end: what of it is told to whom."""

from collections.abc import Callable

from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelQuotaExceededError,
    ModelRequestRejectedError,
    UnexpectedModelBehavior,
    UsageLimitExceeded,
)

from understudy.kit.errors import ConfigError, ServiceError
from understudy.trust.policy.limits import LimitReachedError

__all__ = ["BROKEN_OFF", "apology", "cause"]

_SERVICES = (ModelAPIError, ServiceError, ConfigError)
_LONGEST_CAUSE = 300
BROKEN_OFF = (
    UsageLimitExceeded,
    UnexpectedModelBehavior,
    ModelAPIError,
    ServiceError,
    LimitReachedError,
    ConfigError,
)


def cause(error: Exception, told: Callable[[str], str]) -> str:
    """For who runs this: what broke off, in words that may be `told`. What a model wrote is in the trace."""
    kind = type(error).__name__
    if not isinstance(error, _SERVICES):
        return kind
    return f"{kind}: {told(' '.join(str(error).split())[:_LONGEST_CAUSE])}"


def apology(error: Exception) -> str:
    """What the person is told; the trace says the rest."""
    match error:
        case LimitReachedError():
            return error.message
        case UsageLimitExceeded():
            return "I stopped, because this took more steps than I may take. Please ask in smaller parts."
        case UnexpectedModelBehavior():
            return "I could not finish this answer. Your message is kept; please try again."
        case ModelRequestRejectedError() | ModelQuotaExceededError():
            return (
                "I cannot answer at the moment: the model that I think with refuses to work for me."
                " Your message is kept; whoever runs this service can mend it."
            )
        case _:
            return "I could not reach what I need to answer just now. Your message is kept; please try again."
