"""Places in long answers and bulk jobs of Salesforce's clients; imports from Salesforce that go on."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE understudy.query_locator (
    id varchar(18) NOT NULL,
    shown integer NOT NULL,
    org text NOT NULL,
    soql text NOT NULL,
    size integer NOT NULL,
    cursor jsonb NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, shown)
);
CREATE INDEX query_locator_made ON understudy.query_locator (made_at);
COMMENT ON COLUMN understudy.query_locator.cursor IS 'Of soql.pages, which holds it against who reads on.';

CREATE TABLE understudy.bulk_job (
    id varchar(18) PRIMARY KEY,
    org text NOT NULL,
    who text,
    operation text NOT NULL,
    object text,
    external_id_field text,
    soql text,
    column_delimiter text NOT NULL,
    line_ending text NOT NULL,
    api_version text NOT NULL,
    state text NOT NULL,
    error text,
    header jsonb,
    cursor jsonb,
    chunks integer NOT NULL DEFAULT 0,
    processed bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    retries integer NOT NULL DEFAULT 0,
    processing_ms bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX bulk_job_waiting ON understudy.bulk_job (created_at)
    WHERE state IN ('UploadComplete', 'InProgress');
COMMENT ON COLUMN understudy.bulk_job.who IS 'The id of a user or contact of the org; null is the operator.';

CREATE TABLE understudy.bulk_chunk (
    job_id varchar(18) NOT NULL REFERENCES understudy.bulk_job (id) ON DELETE CASCADE,
    ordinal integer NOT NULL,
    first_row bigint NOT NULL,
    rows jsonb NOT NULL,
    outcomes jsonb,
    PRIMARY KEY (job_id, ordinal)
);
COMMENT ON COLUMN understudy.bulk_chunk.outcomes IS 'Of each row, once the chunk was worked on.';

CREATE TABLE understudy.import (
    org text PRIMARY KEY,
    source text NOT NULL,
    plan jsonb,
    marks jsonb NOT NULL DEFAULT '{}',
    finished_at timestamptz
);
COMMENT ON COLUMN understudy.import.plan IS 'Of an import that has not come to its end.';
COMMENT ON COLUMN understudy.import.marks IS 'By object, the SystemModstamp up to which it was copied.';

CREATE TABLE understudy.import_page (
    org text NOT NULL REFERENCES understudy.import (org) ON DELETE CASCADE,
    object text NOT NULL,
    ordinal integer NOT NULL,
    body bytea NOT NULL,
    job text NOT NULL,
    locator text NOT NULL,
    PRIMARY KEY (org, object, ordinal)
);
COMMENT ON TABLE understudy.import_page IS 'What an import that has not come to its end has fetched.';
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_TABLES)
