"""Values as they are written in a condition of the question language."""

__all__ = ["literal"]

_ESCAPED = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def literal(value: object) -> str:
    """The value as a literal; text in quotes, with what would end them escaped."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value}"
        case _:
            return f"'{str(value).translate(_ESCAPED)}'"
