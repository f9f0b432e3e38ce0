"""What a run's version is made of, and the versions of agents that were published."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE understudy.eval_version (
    digest text PRIMARY KEY,
    parts jsonb NOT NULL
);
COMMENT ON TABLE understudy.eval_version IS 'All that results depend on but their cases.';
COMMENT ON COLUMN understudy.eval_version.parts IS 'A mark by part and name.';

CREATE TABLE understudy.agent_version (
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    agent text NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    digest text NOT NULL,
    spec jsonb NOT NULL,
    run_ids bigint[] NOT NULL CHECK (cardinality(run_ids) > 0),
    reasons text[] NOT NULL,
    published_by text NOT NULL,
    published_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org, agent, number)
);
COMMENT ON TABLE understudy.agent_version IS 'Versions of agents that were published; the last one is live.';
COMMENT ON COLUMN understudy.agent_version.digest IS 'Of the file, its acceptance criteria left out.';
COMMENT ON COLUMN understudy.agent_version.spec IS 'The file of the agent as it was.';
COMMENT ON COLUMN understudy.agent_version.run_ids IS 'The runs that the verdict rests on.';
COMMENT ON COLUMN understudy.agent_version.reasons IS 'The verdict, in sentences.';
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_TABLES)
