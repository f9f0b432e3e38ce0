"""A page that was not got."""

__all__ = ["FetchError"]


class FetchError(Exception):
    """Why a page was not got. `passing`: it may be there again at the next walk."""

    def __init__(self, reason: str, *, passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing
