"""Something that was not got."""

__all__ = ["FetchError"]


class FetchError(Exception):
    """Why it was not got. `passing`: it may be there again at the next try."""

    def __init__(self, reason: str, *, passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing
