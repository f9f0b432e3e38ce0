"""How much of one file is read: beyond it a file is refused whole, because half a document is a wrong one."""

__all__ = [
    "MOST_BYTES",
    "MOST_CELLS",
    "MOST_CHARACTERS",
    "MOST_MEMORY",
    "MOST_MESSAGES",
    "MOST_PAGES",
    "MOST_UNPACKED",
    "TIMEOUT_S",
]

MOST_BYTES = 50_000_000
"""Of a file as it lies there."""
MOST_UNPACKED = 400_000_000
"""Of all that an Office file or an archive holds, unpacked."""
MOST_PAGES = 3_000
"""Of a PDF; of slides too."""
MOST_CELLS = 500_000
"""Of a table or all sheets of a workbook, the empty ones among them."""
MOST_CHARACTERS = 10_000_000
"""Of the text of a document."""
MOST_MESSAGES = 10_000
"""Of a mailbox."""
MOST_MEMORY = 1_500_000_000
"""Bytes that reading one file may take."""
TIMEOUT_S = 60.0
"""Seconds that reading one file may take."""
