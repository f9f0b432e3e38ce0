"""Documents: who answers for them, since when they hold, and what they point to."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE understudy.document
    ADD COLUMN owner text NOT NULL DEFAULT '',
    ADD COLUMN updated date,
    ADD COLUMN reviewed date,
    ADD COLUMN valid_from date,
    ADD COLUMN links text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN understudy.document.links IS 'Keys of documents of its source, and addresses elsewhere.';
"""


def upgrade() -> None:
    """Add the columns."""
    op.execute(_COLUMNS)
