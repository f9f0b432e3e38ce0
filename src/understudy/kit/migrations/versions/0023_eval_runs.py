"""Runs of suites: what came of each case, against which version of an agent."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE understudy.eval_run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    suite text NOT NULL,
    agent text NOT NULL,
    model text NOT NULL,
    version text NOT NULL,
    spec jsonb NOT NULL,
    gate double precision NOT NULL CHECK (gate BETWEEN 0 AND 1),
    cases integer NOT NULL CHECK (cases > 0),
    attempts integer NOT NULL CHECK (attempts > 0),
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE INDEX eval_run_recent ON understudy.eval_run (org, suite, id DESC);
COMMENT ON TABLE understudy.eval_run IS 'A suite played against one version of an agent.';
COMMENT ON COLUMN understudy.eval_run.spec IS 'The file of the agent as it was.';
COMMENT ON COLUMN understudy.eval_run.version IS 'Of all that a result depends on but its case.';

CREATE TABLE understudy.eval_result (
    run_id bigint NOT NULL REFERENCES understudy.eval_run (id) ON DELETE CASCADE,
    name text NOT NULL,
    attempt integer NOT NULL CHECK (attempt > 0),
    digest text NOT NULL,
    "case" jsonb NOT NULL,
    passed boolean,
    mismatches jsonb NOT NULL,
    replies text[] NOT NULL,
    took_ms double precision NOT NULL,
    trace_ids text[] NOT NULL,
    touched jsonb NOT NULL,
    model_calls integer NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost double precision,
    reused boolean NOT NULL DEFAULT false,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, name, attempt)
);
CREATE INDEX eval_result_same ON understudy.eval_result (digest);
COMMENT ON TABLE understudy.eval_result IS 'What came of a case; a case counts once in its run and attempt.';
COMMENT ON COLUMN understudy.eval_result.passed IS 'Null when it could not be judged.';
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_TABLES)
