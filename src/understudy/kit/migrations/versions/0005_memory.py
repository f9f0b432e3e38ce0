"""What a turn leaves for the next: more than its frame, so the frame becomes a part of it."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_CHANGES = """
UPDATE understudy.turn
    SET frame = jsonb_build_object('last', frame, 'subject', frame, 'began', frame) WHERE frame ? 'action';
COMMENT ON COLUMN understudy.turn.frame IS
    'What is remembered after the turn, for the next to build on; null where the turn changed nothing of it.';
"""


def upgrade() -> None:
    """Keep what was remembered."""
    op.execute(_CHANGES)
