"""What an action does to the world. Each action says it; there is no default."""

from enum import StrEnum

__all__ = ["Effect"]


class Effect(StrEnum):
    """Reading changes nothing and tells nobody; the other three are held to where their arguments come from.

    `WRITES` changes what is kept here, `SENDS` tells somebody else something, `FETCHES` asks an address for
    something, which tells that address what stands in the question.
    """

    READS = "reads"
    WRITES = "writes"
    SENDS = "sends"
    FETCHES = "fetches"

    @property
    def is_held(self) -> bool:
        """Whether text from outside may not decide on it."""
        return self is not Effect.READS
