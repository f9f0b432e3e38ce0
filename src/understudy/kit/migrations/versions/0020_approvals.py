"""What waits for somebody's approval, and what came of it; what agents have used up of what they may."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_APPROVAL = """
CREATE TABLE understudy.approval (
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    id text NOT NULL,
    body jsonb NOT NULL,
    digest text NOT NULL,
    session_id text NOT NULL,
    turn integer NOT NULL,
    asked_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'approved', 'declined', 'done', 'failed')),
    decided jsonb,
    told boolean NOT NULL DEFAULT false,
    PRIMARY KEY (org, id)
);
CREATE INDEX approval_state ON understudy.approval (org, state, last_at);
CREATE INDEX approval_session ON understudy.approval (session_id);
CREATE UNIQUE INDEX approval_once ON understudy.approval (org, session_id, digest) WHERE state = 'waiting';
COMMENT ON TABLE understudy.approval IS
    'Changes that wait for the yes of somebody else than who asked. body is what is agreed to, with its seal;
    told says whether the conversation has heard what came of it.';
"""
_USED = """
CREATE TABLE understudy.used (
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    scope text NOT NULL CHECK (scope IN ('session', 'user_day', 'agent_day')),
    subject text NOT NULL,
    day date NOT NULL,
    turns bigint NOT NULL DEFAULT 0,
    model_calls bigint NOT NULL DEFAULT 0,
    actions bigint NOT NULL DEFAULT 0,
    tokens bigint NOT NULL DEFAULT 0,
    output_characters bigint NOT NULL DEFAULT 0,
    spend double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (org, scope, subject, day)
);
COMMENT ON TABLE understudy.used IS
    'What was used up of limits that last longer than a turn. A session is counted under its first day.';
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_APPROVAL)
    op.execute(_USED)
