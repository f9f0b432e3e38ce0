"""The fact ledger: where documents disagree, what was decided, and what is kept from agents until then."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE understudy.document
    ADD COLUMN sections jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN withheld jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN understudy.document.sections IS 'Headings with where what is below them begins and ends.';
COMMENT ON COLUMN understudy.document.withheld IS 'From where to where its text stands in no passage.';

CREATE TABLE understudy.conflict (
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    id text NOT NULL CHECK (id <> ''),
    about text NOT NULL,
    certainty double precision NOT NULL,
    a_document bigint NOT NULL REFERENCES understudy.document (id) ON DELETE CASCADE,
    a_start integer NOT NULL CHECK (a_start >= 0),
    a_sentence text NOT NULL CHECK (a_sentence <> ''),
    a_value text NOT NULL,
    b_document bigint NOT NULL REFERENCES understudy.document (id) ON DELETE CASCADE,
    b_start integer NOT NULL CHECK (b_start >= 0),
    b_sentence text NOT NULL CHECK (b_sentence <> ''),
    b_value text NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org, id)
);
CREATE INDEX conflict_a ON understudy.conflict (a_document);
CREATE INDEX conflict_b ON understudy.conflict (b_document);
COMMENT ON TABLE understudy.conflict IS 'As the last check found them. The id follows from the sentences.';

CREATE TABLE understudy.decision (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    conflict text NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('a', 'b', 'both', 'neither', 'no_conflict')),
    because text NOT NULL DEFAULT '',
    by_id text,
    by_name text NOT NULL,
    at timestamptz NOT NULL,
    revises bigint REFERENCES understudy.decision (id) ON DELETE CASCADE,
    UNIQUE NULLS NOT DISTINCT (org, conflict, revises)
);
COMMENT ON TABLE understudy.decision IS 'Never changed: a later one names the one that it revises.';
COMMENT ON COLUMN understudy.decision.conflict IS 'By id only: it holds again when both sentences come back.';

CREATE TABLE understudy.set_aside (
    document_id bigint NOT NULL REFERENCES understudy.document (id) ON DELETE CASCADE,
    reason text NOT NULL CHECK (reason IN ('stale', 'orphan', 'duplicate')),
    why text NOT NULL,
    canonical bigint REFERENCES understudy.document (id) ON DELETE SET NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (document_id, reason)
);
COMMENT ON COLUMN understudy.set_aside.canonical IS 'Of a duplicate: the document that stands for it.';

CREATE TABLE understudy.release (
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    source text NOT NULL,
    key text NOT NULL,
    reason text NOT NULL,
    why text NOT NULL,
    because text NOT NULL DEFAULT '',
    by_id text,
    by_name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (org, source, key, reason, why)
);
COMMENT ON TABLE understudy.release IS 'Documents that were set aside and that somebody answers for.';

CREATE TABLE understudy.held_passage (
    document_id bigint NOT NULL REFERENCES understudy.document (id) ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal >= 1),
    heading text NOT NULL,
    start integer NOT NULL CHECK (start >= 0),
    text text NOT NULL CHECK (text <> ''),
    about text NOT NULL,
    embedding vector(384) NOT NULL,
    PRIMARY KEY (document_id, ordinal)
);
COMMENT ON TABLE understudy.held_passage IS 'What is withheld, to know a question that it would answer.';

CREATE TABLE understudy.gate (
    org text PRIMARY KEY REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    prefer text NOT NULL DEFAULT 'ask' CHECK (prefer IN ('ask', 'maintained', 'reviewed')),
    checked_on date,
    version bigint NOT NULL DEFAULT 0
);
COMMENT ON COLUMN understudy.gate.prefer IS 'Which side of a conflict holds while nobody has decided.';
COMMENT ON COLUMN understudy.gate.version IS 'Counts the changes of what is to be withheld.';
"""


def upgrade() -> None:
    """Add columns and tables."""
    op.execute(_TABLES)
