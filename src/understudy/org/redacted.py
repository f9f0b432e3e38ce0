"""What of an object's records nobody gets to read in some place, whatever their rights."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Redacted"]


@dataclass(frozen=True, slots=True)
class Redacted:
    """`records` are not there at all, by their ids. Of others some fields read as another text, or as empty:
    `texts` has these by the name of the field and then by the id of the record.
    """

    records: tuple[str, ...] = ()
    texts: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict[str, Mapping[str, str | None]])

    def __bool__(self) -> bool:
        return bool(self.records or self.texts)
