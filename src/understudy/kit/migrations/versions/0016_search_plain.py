"""Search: what patterns are laid over, at a third of the cost."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# A pattern parts words at all punctuation but the low line, so a text of plain letters needs little.
_FUNCTION = r"""
CREATE FUNCTION understudy.search_plain(value text, most integer) RETURNS text
IMMUTABLE PARALLEL SAFE COST 200 LANGUAGE plpgsql AS $$
BEGIN
    IF octet_length(value) > most THEN
        value := left(value, most);
    END IF;
    IF octet_length(value) = length(value) THEN
        RETURN lower(replace(value, '_', ' '));
    END IF;
    RETURN lower(understudy.search_text(value));
END
$$;
COMMENT ON FUNCTION understudy.search_plain IS
    'The first characters of a text, all if none are counted, as patterns for words read it.';
"""


def upgrade() -> None:
    """Make the function."""
    op.execute(_FUNCTION)
