"""Sources: where documents come from, and what was read of each thing in them."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE understudy.source (
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> ''),
    spec jsonb NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    synced_at timestamptz,
    PRIMARY KEY (org, name)
);
COMMENT ON COLUMN understudy.source.spec IS 'Its kind, its place, and who may read what comes from it.';
COMMENT ON COLUMN understudy.source.synced_at IS 'When it was last gone through; null until then.';

CREATE TABLE understudy.source_item (
    org text NOT NULL,
    source text NOT NULL,
    key text NOT NULL CHECK (key <> ''),
    mark text NOT NULL,
    documents text[] NOT NULL,
    skipped jsonb NOT NULL,
    state jsonb NOT NULL,
    PRIMARY KEY (org, source, key),
    FOREIGN KEY (org, source) REFERENCES understudy.source (org, name) ON UPDATE CASCADE ON DELETE CASCADE
);
COMMENT ON COLUMN understudy.source_item.mark IS 'Of what was read; what has the same is not read again.';
COMMENT ON COLUMN understudy.source_item.documents IS 'The keys of the documents that came of it.';
COMMENT ON COLUMN understudy.source_item.skipped IS 'What of it could not be read, and why.';
COMMENT ON COLUMN understudy.source_item.state IS 'What asks a server whether a page has changed.';
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_TABLES)
