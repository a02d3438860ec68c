CREATE TABLE IF NOT EXISTS event_streams (
    id          uuid PRIMARY KEY,
    account_id  uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    last_number bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS event_streams_account_id_idx ON event_streams (account_id);

COMMENT ON TABLE event_streams IS 'The head of each stream. Its row lock makes numbers gapless and in the order of commits.';

CREATE TABLE IF NOT EXISTS events (
    stream_id  uuid NOT NULL REFERENCES event_streams (id) ON DELETE CASCADE,
    number     bigint NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind       text NOT NULL,
    payload    jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (stream_id, number)
);
CREATE INDEX IF NOT EXISTS events_account_id_idx ON events (account_id);

COMMENT ON TABLE events IS 'What happened to a thing, numbered from 1 without gaps; a stream is named by the thing''s id.';
