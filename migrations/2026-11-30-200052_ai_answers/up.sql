CREATE TABLE IF NOT EXISTS ai_answers (
    key bytea PRIMARY KEY,
    account_id uuid REFERENCES accounts (id) ON DELETE CASCADE,
    prompt text NOT NULL,
    model text NOT NULL,
    answer text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE ai_answers IS 'Answers of models that are given again to the same question.';
COMMENT ON COLUMN ai_answers.key IS 'SHA-256 of the account, the model that is asked, the prompt with its hash and every word of the question.';
COMMENT ON COLUMN ai_answers.account_id IS 'Whose question it was, to whom alone it is given again; null where the question held nothing but what everybody may see.';
COMMENT ON COLUMN ai_answers.prompt IS 'Name and version, such as improve_claims/1.';
COMMENT ON COLUMN ai_answers.model IS 'The model that answered, by its own word.';
CREATE INDEX IF NOT EXISTS ai_answers_by_account ON ai_answers (account_id);
CREATE INDEX IF NOT EXISTS ai_answers_by_end ON ai_answers (expires_at);
