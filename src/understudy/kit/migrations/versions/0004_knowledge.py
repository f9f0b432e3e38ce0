"""Knowledge: the documents of an org, and the passages into which they are cut."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE understudy.document (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    source text NOT NULL CHECK (source <> ''),
    key text NOT NULL CHECK (key <> ''),
    audience text NOT NULL CHECK (audience IN ('public', 'customers', 'employees')),
    title text NOT NULL,
    summary text NOT NULL DEFAULT '',
    url text,
    text text NOT NULL,
    fingerprint text NOT NULL,
    indexed_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (org, source, key)
);
COMMENT ON COLUMN understudy.document.source IS 'Where it comes from: articles, or a folder or file.';
COMMENT ON COLUMN understudy.document.key IS 'Its name within the source: a record id, or a path.';

CREATE TABLE understudy.chunk (
    document_id bigint NOT NULL REFERENCES understudy.document (id) ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal >= 1),
    heading text NOT NULL DEFAULT '',
    start integer NOT NULL CHECK (start >= 0),
    text text NOT NULL CHECK (text <> ''),
    about text NOT NULL,
    words integer NOT NULL CHECK (words >= 1),
    lexemes tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', about), 'A') || to_tsvector('english', text)
    ) STORED,
    embedding vector(384) NOT NULL,
    PRIMARY KEY (document_id, ordinal)
);
CREATE INDEX chunk_lexemes ON understudy.chunk USING gin (lexemes);
COMMENT ON COLUMN understudy.chunk.start IS 'Where its text begins in the text of the document.';
COMMENT ON COLUMN understudy.chunk.about IS 'Title, summary and headings, which a passage is also found by.';
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_TABLES)
