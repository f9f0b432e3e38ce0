"""API keys, and who is signed in on the web page."""

from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE understudy.api_key (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]{8}$'),
    secret_hash bytea NOT NULL,
    org text,
    who text,
    label text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    CHECK ((org IS NULL) = (who IS NULL))
);
COMMENT ON COLUMN understudy.api_key.who IS 'The id of a user or contact of the org; null is the operator.';
COMMENT ON COLUMN understudy.api_key.org IS 'By name only: the key outlives a new load of its org.';

CREATE TABLE understudy.sign_in (
    token_hash bytea PRIMARY KEY,
    key_id text REFERENCES understudy.api_key (id) ON DELETE CASCADE,
    org text,
    who text,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_expires ON understudy.sign_in (expires_at);
COMMENT ON COLUMN understudy.sign_in.key_id IS 'The key it was opened with; null for a person of the demo.';
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_TABLES)
