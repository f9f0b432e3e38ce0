"""What a run of a suite plays, so that it can be gone on with, here or on another machine."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE understudy.eval_run ADD COLUMN plan jsonb;
COMMENT ON COLUMN understudy.eval_run.plan IS
    'The suite as it was, the moment it is asked at, and digests of what its results depend on.';
CREATE INDEX eval_run_unfinished ON understudy.eval_run (id) WHERE finished_at IS NULL;
"""


def upgrade() -> None:
    """Add the column."""
    op.execute(_COLUMNS)
