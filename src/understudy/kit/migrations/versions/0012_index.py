"""Knowledge: passages on shelves, their words in packed postings, their vectors in a table of their own.

What was indexed before is indexed again at the next run; documents keep their ids.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TABLES = """
UPDATE understudy.document SET fingerprint = '';
DROP TABLE understudy.chunk;
ALTER TABLE understudy.document ADD COLUMN permission text NOT NULL DEFAULT '';
COMMENT ON COLUMN understudy.document.permission IS
    'The profile, role or permission set that a reader must have, in lower case; empty for none.';

CREATE TABLE understudy.shelf (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    audience text NOT NULL CHECK (audience IN ('public', 'customers', 'employees')),
    permission text NOT NULL DEFAULT '',
    passages integer NOT NULL DEFAULT 0 CHECK (passages >= 0),
    words bigint NOT NULL DEFAULT 0 CHECK (words >= 0),
    gone bytea NOT NULL DEFAULT '',
    UNIQUE (org, audience, permission)
);
ALTER TABLE understudy.shelf ALTER gone SET STORAGE EXTERNAL;
COMMENT ON TABLE understudy.shelf IS 'Passages that the same people may read, and what BM25 needs to know.';
COMMENT ON COLUMN understudy.shelf.words IS 'How many words its passages have together.';
COMMENT ON COLUMN understudy.shelf.gone IS
    'Numbers, four bytes each, of passages that the postings still name and that are no more.';

CREATE TABLE understudy.chunk (
    document_id bigint NOT NULL REFERENCES understudy.document (id) ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal >= 1),
    number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    shelf_id integer NOT NULL REFERENCES understudy.shelf (id) ON DELETE CASCADE,
    heading text NOT NULL DEFAULT '',
    start integer NOT NULL CHECK (start >= 0),
    text text NOT NULL CHECK (text <> ''),
    about text NOT NULL,
    words integer NOT NULL CHECK (words >= 0),
    PRIMARY KEY (document_id, ordinal)
);
CREATE INDEX chunk_shelf ON understudy.chunk (shelf_id);
COMMENT ON COLUMN understudy.chunk.start IS 'Where its text begins in the text of the document.';
COMMENT ON COLUMN understudy.chunk.about IS 'Title, summary and headings, which a passage is also found by.';
COMMENT ON COLUMN understudy.chunk.number IS 'What postings and vector know it by; never given twice.';

CREATE TABLE understudy.segment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shelf_id integer NOT NULL REFERENCES understudy.shelf (id) ON DELETE CASCADE,
    passages integer NOT NULL CHECK (passages >= 1)
);
CREATE INDEX segment_shelf ON understudy.segment (shelf_id);
COMMENT ON TABLE understudy.segment IS 'Passages whose words were written together; small ones are merged.';

CREATE TABLE understudy.posting (
    segment_id bigint NOT NULL REFERENCES understudy.segment (id) ON DELETE CASCADE,
    term text NOT NULL,
    entries bytea NOT NULL,
    PRIMARY KEY (segment_id, term)
);
ALTER TABLE understudy.posting ALTER entries SET STORAGE EXTERNAL;
COMMENT ON COLUMN understudy.posting.entries IS
    'For each passage with the term eight bytes: its number, how often, how many words it has.';

CREATE TABLE understudy.chunk_vector (
    number integer PRIMARY KEY REFERENCES understudy.chunk (number) ON DELETE CASCADE,
    shelf_id integer NOT NULL,
    embedding halfvec(384) NOT NULL
);
CREATE INDEX chunk_vector_shelf ON understudy.chunk_vector (shelf_id);
CREATE INDEX chunk_vector_nearest ON understudy.chunk_vector USING hnsw (embedding halfvec_cosine_ops);
ALTER TABLE understudy.chunk_vector ALTER embedding SET STORAGE PLAIN;
"""


def upgrade() -> None:
    """Make the tables anew."""
    op.execute(_TABLES)
