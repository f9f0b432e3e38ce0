"""What people and judges say of results that are kept."""

from alembic import op

revision = "0024_eval_reviews"
down_revision = "0023"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE understudy.eval_review (
    run_id bigint NOT NULL,
    name text NOT NULL,
    attempt integer NOT NULL,
    reviewer text NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('good', 'bad', 'skip')),
    reason text NOT NULL,
    expected jsonb,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, name, attempt, reviewer),
    FOREIGN KEY (run_id, name, attempt) REFERENCES understudy.eval_result ON DELETE CASCADE
);
COMMENT ON TABLE understudy.eval_review IS 'Whether a person finds a result good.';
COMMENT ON COLUMN understudy.eval_review.reason IS 'Why it was shown.';
COMMENT ON COLUMN understudy.eval_review.expected IS 'What should have come, where the person corrected it.';

CREATE TABLE understudy.eval_preference (
    first_run bigint NOT NULL,
    second_run bigint NOT NULL,
    name text NOT NULL,
    attempt integer NOT NULL,
    reviewer text NOT NULL,
    preferred text NOT NULL CHECK (preferred IN ('first', 'second', 'same', 'skip')),
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (first_run, second_run, name, attempt, reviewer),
    FOREIGN KEY (first_run, name, attempt) REFERENCES understudy.eval_result ON DELETE CASCADE,
    FOREIGN KEY (second_run, name, attempt) REFERENCES understudy.eval_result ON DELETE CASCADE,
    CHECK (first_run < second_run)
);
COMMENT ON TABLE understudy.eval_preference IS 'Which of two replies a person prefers.';

CREATE TABLE understudy.eval_judgement (
    run_id bigint NOT NULL,
    name text NOT NULL,
    attempt integer NOT NULL,
    judge text NOT NULL,
    criterion text NOT NULL,
    passed boolean,
    because text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, name, attempt, judge, criterion),
    FOREIGN KEY (run_id, name, attempt) REFERENCES understudy.eval_result ON DELETE CASCADE
);
COMMENT ON TABLE understudy.eval_judgement IS 'What a judge says of a result; null when it could not say.';
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_TABLES)
