CREATE TABLE IF NOT EXISTS ai_parts (
    generation_id uuid NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
    stage text NOT NULL,
    part text NOT NULL,
    input_hash bytea NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    result jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (generation_id, stage, part, input_hash)
);
COMMENT ON TABLE ai_parts IS 'What each call to a model brought, kept until its run has ended, so that a run that was broken off does not make the calls of its unfinished stage again.';
COMMENT ON COLUMN ai_parts.part IS 'What was asked: the prompt by name and version, such as improve_claims/1.';
COMMENT ON COLUMN ai_parts.input_hash IS 'SHA-256 of the account, the model that was asked, the prompt with its hash and every word of the question.';
COMMENT ON COLUMN ai_parts.result IS 'The answer, or a failure that asking again does not mend, with what it cost. Holds words of the account''s documents.';
CREATE INDEX IF NOT EXISTS ai_parts_by_account ON ai_parts (account_id);
CREATE INDEX IF NOT EXISTS ai_parts_by_age ON ai_parts (created_at);

ALTER TABLE ai_reservations
    ADD COLUMN IF NOT EXISTS generation_id uuid,
    ADD COLUMN IF NOT EXISTS input_hash bytea,
    ADD COLUMN IF NOT EXISTS idempotency_key uuid,
    ADD COLUMN IF NOT EXISTS call jsonb;
COMMENT ON COLUMN ai_reservations.generation_id IS 'The run the call is made for. No foreign key: what was reserved stays reserved when the run goes.';
COMMENT ON COLUMN ai_reservations.input_hash IS 'What is asked, as in ai_parts.';
COMMENT ON COLUMN ai_reservations.idempotency_key IS 'The name under which the provider was asked. Whoever repeats the call because its process died repeats it under this name.';
COMMENT ON COLUMN ai_reservations.call IS 'Stage, attempt, provider, model, prompt and time, as ai_calls tells of the call if it is lost.';
CREATE INDEX IF NOT EXISTS ai_reservations_by_generation ON ai_reservations (generation_id) WHERE generation_id IS NOT NULL;
