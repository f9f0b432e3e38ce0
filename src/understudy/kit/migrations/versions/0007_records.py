"""The recycle bin, changes that can be undone, IsDeleted in orgs loaded before, an index on what was said."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE understudy.recycled (
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    object text NOT NULL,
    id varchar(18) NOT NULL,
    row jsonb NOT NULL,
    cleared jsonb NOT NULL DEFAULT '[]',
    deleted_with varchar(18) NOT NULL,
    deleted_at timestamptz NOT NULL,
    deleted_by text NOT NULL,
    PRIMARY KEY (org, object, id)
);
CREATE INDEX recycled_with ON understudy.recycled (org, deleted_with);
CREATE INDEX recycled_at ON understudy.recycled (org, deleted_at);
COMMENT ON TABLE understudy.recycled IS 'Deleted records, until they are restored or purged.';
COMMENT ON COLUMN understudy.recycled.cleared IS 'References to it that were emptied: [object, field, id].';
COMMENT ON COLUMN understudy.recycled.deleted_with IS 'The record whose deletion took it along, or itself.';

CREATE TABLE understudy.change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org text NOT NULL REFERENCES understudy.org (name) ON UPDATE CASCADE ON DELETE CASCADE,
    operation text NOT NULL CHECK (operation IN ('create', 'update', 'delete', 'undelete')),
    object text NOT NULL,
    record_id varchar(18) NOT NULL,
    before jsonb NOT NULL DEFAULT '{}',
    after jsonb NOT NULL DEFAULT '{}',
    stamp timestamptz NOT NULL,
    actor text NOT NULL,
    agent text NOT NULL,
    session_id text NOT NULL,
    turn integer,
    at timestamptz NOT NULL,
    undoes bigint UNIQUE REFERENCES understudy.change (id) ON DELETE SET NULL
);
CREATE INDEX change_of_org ON understudy.change (org, id DESC);
CREATE INDEX change_of_record ON understudy.change (org, record_id);
COMMENT ON TABLE understudy.change IS 'What agents wrote, so that it can be undone.';
COMMENT ON COLUMN understudy.change.stamp IS 'SystemModstamp of the record once it was written.';

CREATE INDEX write_at ON understudy.write (at);
CREATE INDEX turn_said ON understudy.turn (ordinal, md5(message));
"""

_IS_DELETED = """
DO $$
DECLARE
    loaded record;
    place record;
    described jsonb := '{"name": "IsDeleted", "label": "Deleted", "type": "boolean",
        "description": "Whether the record is in the recycle bin."}';
BEGIN
    FOR loaded IN SELECT name, pg_schema FROM understudy.org LOOP
        FOR place IN SELECT tablename FROM pg_tables WHERE schemaname = loaded.pg_schema LOOP
            EXECUTE format(
                'ALTER TABLE %I.%I ADD COLUMN IF NOT EXISTS "IsDeleted" boolean NOT NULL DEFAULT false',
                loaded.pg_schema, place.tablename
            );
        END LOOP;
        UPDATE understudy.org SET metadata = jsonb_set(metadata, '{objects}', (
            SELECT coalesce(jsonb_agg(
                CASE WHEN each->'fields' @> '[{"name": "IsDeleted"}]' THEN each
                ELSE jsonb_set(each, '{fields}', (each->'fields') || described) END ORDER BY nth), '[]')
            FROM jsonb_array_elements(metadata->'objects') WITH ORDINALITY AS objects (each, nth)
        )) WHERE name = loaded.name;
    END LOOP;
END $$;
"""


def upgrade() -> None:
    """Make the tables; give every object IsDeleted."""
    op.execute(_TABLES)
    op.execute(_IS_DELETED)
