"""Writes that may be asked for twice and are made once."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE understudy.write (
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    key text NOT NULL CHECK (key <> ''),
    record_id varchar(18) NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (org, key)
);
COMMENT ON TABLE understudy.write IS 'The keys of writes that were made, so that none is made twice.';
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(_TABLES)
