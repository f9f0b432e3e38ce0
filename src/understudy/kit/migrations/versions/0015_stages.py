"""Stages: what became of questions on their way through the stages of an answer, in probes and in traffic."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE understudy.probe_run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    source text NOT NULL DEFAULT '',
    seed integer NOT NULL,
    count integer NOT NULL CHECK (count >= 1),
    plan text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE INDEX probe_run_recent ON understudy.probe_run (org, started_at DESC);
COMMENT ON COLUMN understudy.probe_run.plan IS 'Digest of its questions: another digest is another probe.';

CREATE TABLE understudy.stage_verdict (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    run_id bigint REFERENCES understudy.probe_run (id) ON DELETE CASCADE,
    number integer,
    trace_id text CHECK (trace_id ~ '^[0-9a-f]{32}$'),
    at timestamptz NOT NULL,
    agent text NOT NULL,
    topic text NOT NULL,
    source text NOT NULL,
    document bigint,
    kind text NOT NULL,
    form text NOT NULL,
    level text NOT NULL,
    question text NOT NULL,
    ending text NOT NULL,
    expected boolean NOT NULL,
    cause text,
    told text NOT NULL,
    passed jsonb NOT NULL,
    counts jsonb NOT NULL,
    UNIQUE (run_id, number),
    CHECK ((run_id IS NULL) = (number IS NULL))
);
CREATE UNIQUE INDEX stage_verdict_of_turn ON understudy.stage_verdict (trace_id) WHERE run_id IS NULL;
CREATE INDEX stage_verdict_recent ON understudy.stage_verdict (org, at DESC);
COMMENT ON TABLE understudy.stage_verdict IS 'A question of a probe, or of somebody (no run): how it ended.';
COMMENT ON COLUMN understudy.stage_verdict.question IS 'Empty for what somebody asked: the turn has it.';
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_TABLES)
