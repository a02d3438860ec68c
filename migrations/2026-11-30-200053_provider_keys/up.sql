CREATE TABLE IF NOT EXISTS provider_keys (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    provider text NOT NULL,
    model text NOT NULL,
    sealed bytea NOT NULL,
    last_four text NOT NULL,
    created_at timestamptz NOT NULL,
    tested_at timestamptz NOT NULL,
    CONSTRAINT provider_keys_one_each UNIQUE (account_id, provider)
);
COMMENT ON TABLE provider_keys IS 'Keys of AI providers that people brought, to be used for their own generations.';
COMMENT ON COLUMN provider_keys.id IS 'Drawn anew when the key is replaced.';
COMMENT ON COLUMN provider_keys.provider IS 'The provider''s name in settings, such as openai.';
COMMENT ON COLUMN provider_keys.model IS 'The model that is asked with it.';
COMMENT ON COLUMN provider_keys.sealed IS 'AES-256-GCM-SIV under a key of SEAL_KEYS, bound to account and provider; its layout is told in src/ai/keys/seal.rs.';
COMMENT ON COLUMN provider_keys.last_four IS 'How the key ends, for its owner to know it by; empty where it is too short to tell.';
COMMENT ON COLUMN provider_keys.tested_at IS 'When a call with it last worked.';
