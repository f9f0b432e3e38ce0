"""What a conversation has read, and from whom: it outlives the turn and the process."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_CHANGES = """
ALTER TABLE understudy.turn ADD COLUMN seen jsonb;
COMMENT ON COLUMN understudy.turn.seen IS
    'What had been read by the end of the turn, and from whom; null where the turn read nothing more.';
"""


def upgrade() -> None:
    """Make the column."""
    op.execute(_CHANGES)
