"""The first tables: orgs, sessions with their turns, spans, and the history of fields."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE SEQUENCE understudy.org_generation;
COMMENT ON SEQUENCE understudy.org_generation IS 'Numbers the PostgreSQL schemas that hold loaded orgs.';

CREATE TABLE understudy.org (
    name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_-]{0,39}$'),
    pg_schema text NOT NULL UNIQUE,
    metadata jsonb NOT NULL,
    access jsonb NOT NULL,
    timezone text NOT NULL DEFAULT 'UTC',
    fiscal_year_start smallint NOT NULL DEFAULT 1 CHECK (fiscal_year_start BETWEEN 1 AND 12),
    is_current boolean NOT NULL DEFAULT false,
    loaded_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX org_only_one_current ON understudy.org (is_current) WHERE is_current;

CREATE TABLE understudy.session (
    id text PRIMARY KEY CHECK (id <> ''),
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    agent text NOT NULL,
    channel text NOT NULL,
    actor jsonb NOT NULL,
    state jsonb NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL DEFAULT now(),
    last_turn_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX session_recent ON understudy.session (org, agent, last_turn_at DESC);

CREATE TABLE understudy.turn (
    session_id text NOT NULL REFERENCES understudy.session (id) ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal >= 1),
    actor jsonb NOT NULL,
    message text NOT NULL,
    outcome jsonb NOT NULL,
    frame jsonb,
    trace_id text CHECK (trace_id ~ '^[0-9a-f]{32}$'),
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (session_id, ordinal)
);
CREATE INDEX turn_at ON understudy.turn (at);
CREATE INDEX turn_trace ON understudy.turn (trace_id);
COMMENT ON COLUMN understudy.turn.frame IS 'What was understood, for the next turn to build on.';

CREATE TABLE understudy.span (
    trace_id text NOT NULL CHECK (trace_id ~ '^[0-9a-f]{32}$'),
    span_id text NOT NULL CHECK (span_id ~ '^[0-9a-f]{16}$'),
    parent_span_id text CHECK (parent_span_id ~ '^[0-9a-f]{16}$'),
    name text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    attributes jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (trace_id, span_id),
    CHECK (ended_at >= started_at)
);
CREATE INDEX span_recent ON understudy.span (name, started_at DESC);
CREATE INDEX span_started ON understudy.span USING brin (started_at);

CREATE TABLE understudy.field_history (
    serial bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    object text NOT NULL,
    record_id varchar(18) NOT NULL,
    field text NOT NULL,
    old text,
    new text,
    changed_by text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    CHECK (old IS DISTINCT FROM new)
);
CREATE INDEX field_history_of_record ON understudy.field_history (org, record_id, at);
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_TABLES)
