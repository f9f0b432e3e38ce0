"""Keys have scopes and an end; sign-ins a kind, scopes and a last sight. Who was signed in does so anew."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_CHANGES = """
ALTER TABLE understudy.api_key
    ADD COLUMN scopes text[] NOT NULL DEFAULT '{page,chat,read,write}',
    ADD COLUMN expires_at timestamptz,
    ADD COLUMN last_used_at timestamptz;
UPDATE understudy.api_key SET scopes = '{page,chat,read,write,admin}' WHERE who IS NULL;
ALTER TABLE understudy.api_key ALTER COLUMN scopes DROP DEFAULT;
COMMENT ON COLUMN understudy.api_key.scopes IS 'What it may be used for, whatever its person may do.';
COMMENT ON COLUMN understudy.api_key.expires_at IS 'Null is a key that was made before keys ended.';

DELETE FROM understudy.sign_in;
ALTER TABLE understudy.sign_in
    ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN kind text NOT NULL CHECK (kind IN ('page', 'token')),
    ADD COLUMN scopes text[] NOT NULL,
    ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now();
COMMENT ON COLUMN understudy.sign_in.kind IS 'A cookie of the pages opens no wire, nor the other way.';

CREATE FUNCTION understudy.is_good(kept understudy.api_key) RETURNS boolean LANGUAGE sql STABLE
    RETURN kept.revoked_at IS NULL AND (kept.expires_at IS NULL OR kept.expires_at > now());
"""


def upgrade() -> None:
    """Add the columns."""
    op.execute(_CHANGES)
