ALTER TABLE ai_calls
    ADD COLUMN IF NOT EXISTS is_cached boolean NOT NULL DEFAULT false,
    ADD COLUMN IF NOT EXISTS is_own_key boolean NOT NULL DEFAULT false,
    ALTER COLUMN generation_id DROP NOT NULL;
ALTER TABLE ai_calls DROP CONSTRAINT IF EXISTS ai_calls_stage_check;
ALTER TABLE ai_calls ADD CONSTRAINT ai_calls_stage_check CHECK (stage IN (
    'job_analyzer', 'profile_compiler', 'document_generator', 'quality_validator', 'pdf_exporter', 'key_test'));
COMMENT ON COLUMN ai_calls.generation_id IS 'The run it was for; null for the test of a key.';
COMMENT ON COLUMN ai_calls.is_cached IS 'Answered from an earlier answer: nobody was asked and nothing charged.';
COMMENT ON COLUMN ai_calls.is_own_key IS 'Asked with a key of the account''s own, which the day''s limit does not count.';
CREATE INDEX IF NOT EXISTS ai_calls_by_account_newest ON ai_calls (account_id, id DESC);

ALTER TABLE generation_stages
    ADD COLUMN IF NOT EXISTS charged_tokens bigint NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS cost_micros bigint DEFAULT 0,
    ADD COLUMN IF NOT EXISTS model text;
COMMENT ON COLUMN generation_stages.charged_tokens IS 'What models were charged for, failed attempts included.';
COMMENT ON COLUMN generation_stages.cost_micros IS 'Millionths of a US dollar; null where some of it has no known price.';
COMMENT ON COLUMN generation_stages.model IS 'The model that answered last, by its own word; null where none did.';
