"""Search: what a text becomes in the index of words, for records of every org."""

from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

# COST is in operators: one call takes about as long as reading a page, so a large table is not read whole.
_FUNCTIONS = r"""
CREATE FUNCTION understudy.search_text(value text) RETURNS text
IMMUTABLE PARALLEL SAFE COST 200 LANGUAGE plpgsql AS $$
BEGIN
    IF octet_length(value) <> length(value) THEN
        value := regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g');
        value := normalize(value, NFC);
        value := regexp_replace(
            value, '[\u00a1-\u00bf\u00d7\u00f7\u2000-\u2bff\u3000-\u303f\U0001f000-\U0001faff]', ' ', 'g');
        value := regexp_replace(
            value, '([\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])', ' \1 ', 'g');
    END IF;
    -- The characters that would make addresses, hosts, paths, signed numbers, compounds or tags of words.
    value := replace(replace(replace(replace(value, '.', ' '), '@', ' '), '-', ' '), '/', ' ');
    value := replace(replace(replace(replace(value, '_', ' '), '+', ' '), '&', ' '), '<', ' ');
    RETURN replace(replace(value, ':', ' '), '~', ' ');
END
$$;
COMMENT ON FUNCTION understudy.search_text IS
    'A text of which the words are parted by spaces or plain punctuation, accents gone.';

CREATE FUNCTION understudy.search_vector(id text, texts text[], phones text[]) RETURNS tsvector
IMMUTABLE PARALLEL SAFE COST 400 LANGUAGE plpgsql AS $$
DECLARE
    whole text := array_to_string(texts, ' ');
    phone text;
    digits text;
    words tsvector;
BEGIN
    IF cardinality(phones) > 0 THEN
        FOREACH phone IN ARRAY phones LOOP
            IF phone <> '' THEN
                digits := regexp_replace(phone, '\D', '', 'g');
                whole := concat_ws(' ', whole, phone, digits, right(digits, 10), right(digits, 7));
            END IF;
        END LOOP;
    END IF;
    words := to_tsvector('simple', understudy.search_text(left(whole, 100000)));
    IF id IS NOT NULL THEN
        words := words || array_to_tsvector(ARRAY['#' || left(id, 13)]);
    END IF;
    RETURN words;
END
$$;
COMMENT ON FUNCTION understudy.search_vector IS
    'The words of a record''s texts and phone numbers. With an id also a mark of the few thousand records '
    'that share its beginning, by which the newest are found first.';
"""


def upgrade() -> None:
    """Make the functions."""
    op.execute(_FUNCTIONS)
