CREATE TABLE IF NOT EXISTS ai_purses (
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    purse text NOT NULL,
    committed bigint NOT NULL DEFAULT 0 CHECK (committed >= 0),
    spent bigint NOT NULL DEFAULT 0 CHECK (spent >= 0),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, purse)
);
COMMENT ON TABLE ai_purses IS 'What accounts may spend on models, for all processes together. The limit is the configuration''s and is given with each reservation.';
COMMENT ON COLUMN ai_purses.purse IS 'What it is for: day/2026-11-30 (UTC), document/GENERATION/KIND, key_tests/2026-11-30.';
COMMENT ON COLUMN ai_purses.committed IS 'Tokens spent and reserved together; the one number that decides.';
COMMENT ON COLUMN ai_purses.spent IS 'Tokens of calls that have ended, and of reservations whose lease ran out.';
CREATE INDEX IF NOT EXISTS ai_purses_updated_at_idx ON ai_purses (updated_at);

CREATE TABLE IF NOT EXISTS ai_reservations (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    purses text[] NOT NULL,
    tokens bigint NOT NULL CHECK (tokens >= 0),
    lease_until timestamptz NOT NULL,
    is_lapsed boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE ai_reservations IS 'The worst case of each call that is on its way; gone once it is settled by what was billed.';
COMMENT ON COLUMN ai_reservations.purses IS 'Every purse of the account it was taken from.';
COMMENT ON COLUMN ai_reservations.lease_until IS 'By the clock of Postgres. After it the process is taken for lost and the whole counts as spent.';
COMMENT ON COLUMN ai_reservations.is_lapsed IS 'The lease ran out. A settlement that comes after all corrects the books.';
CREATE INDEX IF NOT EXISTS ai_reservations_by_account ON ai_reservations (account_id);
CREATE INDEX IF NOT EXISTS ai_reservations_by_lease ON ai_reservations (lease_until);
