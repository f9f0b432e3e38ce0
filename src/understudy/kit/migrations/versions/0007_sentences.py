"""The vectors of a passage's sentences, so that an answer need not make them."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COLUMN = """
ALTER TABLE understudy.chunk ADD COLUMN sentences bytea;
COMMENT ON COLUMN understudy.chunk.sentences IS
    'A vector for each of its sentences, in half precision; null if written before there were any.';
"""


def upgrade() -> None:
    """Add the column."""
    op.execute(_COLUMN)
