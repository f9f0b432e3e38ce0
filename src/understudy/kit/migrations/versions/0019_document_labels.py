"""Whether somebody has said who reads a document, and what its owner has confirmed."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_STATEMENTS = """
ALTER TABLE understudy.document ADD COLUMN labelled boolean NOT NULL DEFAULT true;
CREATE TABLE understudy.document_label (
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    source text NOT NULL,
    key text NOT NULL,
    audience text NOT NULL CHECK (audience IN ('public', 'customers', 'employees')),
    digest text NOT NULL CHECK (digest <> ''),
    confirmed_by text NOT NULL,
    confirmed_at timestamptz NOT NULL,
    PRIMARY KEY (org, source, key)
);
COMMENT ON TABLE understudy.document_label IS
    'For whom a document is that does not say so itself; holds as long as its text has this digest.';
"""


def upgrade() -> None:
    """Add the column and the table."""
    op.execute(_STATEMENTS)
