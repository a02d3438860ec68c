DROP INDEX IF EXISTS ai_calls_by_account_newest;
ALTER TABLE generation_stages DROP COLUMN IF EXISTS charged_tokens, DROP COLUMN IF EXISTS cost_micros, DROP COLUMN IF EXISTS model;
DELETE FROM ai_calls WHERE generation_id IS NULL;
ALTER TABLE ai_calls DROP CONSTRAINT IF EXISTS ai_calls_stage_check;
ALTER TABLE ai_calls ADD CONSTRAINT ai_calls_stage_check CHECK (stage IN (
    'job_analyzer', 'profile_compiler', 'document_generator', 'quality_validator', 'pdf_exporter'));
ALTER TABLE ai_calls DROP COLUMN IF EXISTS is_cached, DROP COLUMN IF EXISTS is_own_key, ALTER COLUMN generation_id SET NOT NULL;
