"""The audit log: entries chained to each other, and the newest of them."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE understudy.audit_entry (
    seq bigint PRIMARY KEY CHECK (seq > 0),
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind <> ''),
    org text NOT NULL,
    agent text NOT NULL,
    body text,
    salt bytea,
    commitment bytea NOT NULL,
    previous bytea NOT NULL,
    digest bytea NOT NULL,
    key text NOT NULL,
    seal bytea NOT NULL,
    CHECK ((body IS NULL) = (salt IS NULL))
);
COMMENT ON TABLE understudy.audit_entry IS
    'What happened, each entry chained to the one before. Bodies can be erased, the chain holds.';
CREATE INDEX audit_entry_at ON understudy.audit_entry (at);
CREATE INDEX audit_entry_kind ON understudy.audit_entry (org, kind, seq);

CREATE TABLE understudy.audit_head (
    is_head boolean PRIMARY KEY DEFAULT true CHECK (is_head),
    seq bigint NOT NULL,
    digest bytea NOT NULL
);
COMMENT ON TABLE understudy.audit_head IS 'The newest entry of the audit log, locked by who appends.';
INSERT INTO understudy.audit_head (seq, digest) VALUES (0, decode(repeat('00', 32), 'hex'));
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_TABLES)
