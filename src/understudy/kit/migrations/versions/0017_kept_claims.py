"""What documents claim is kept, so that a check draws only what changed."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE understudy.kept_claims (
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    digest text NOT NULL CHECK (digest <> ''),
    drawn bytea NOT NULL,
    PRIMARY KEY (org, digest)
);
COMMENT ON TABLE understudy.kept_claims IS
    'The claims of each document of the last check, by the digest of what they are drawn from; JSON, packed.';
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(_TABLE)
