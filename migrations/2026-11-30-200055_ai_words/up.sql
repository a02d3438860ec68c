CREATE TABLE IF NOT EXISTS ai_words (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    generation_id uuid,
    stage text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    prompt text NOT NULL,
    asked text NOT NULL,
    answered text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE ai_words IS 'Words of questions and answers, redacted, for the operator who looks for a fault. Empty unless AI_DEBUG_STORE is set.';
COMMENT ON COLUMN ai_words.asked IS 'Instructions and task; names, mail addresses, telephone numbers and keys are replaced.';
COMMENT ON COLUMN ai_words.answered IS 'The answer, redacted alike; null where none came.';
CREATE INDEX IF NOT EXISTS ai_words_by_account ON ai_words (account_id);
CREATE INDEX IF NOT EXISTS ai_words_by_end ON ai_words (expires_at);
