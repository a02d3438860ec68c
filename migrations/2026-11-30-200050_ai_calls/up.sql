CREATE TABLE IF NOT EXISTS ai_calls (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    generation_id uuid NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
    stage text NOT NULL CHECK (
        stage IN ('job_analyzer', 'profile_compiler', 'document_generator', 'quality_validator', 'pdf_exporter')
    ),
    attempt integer NOT NULL CHECK (attempt > 0),
    provider text NOT NULL,
    model text NOT NULL,
    prompt text NOT NULL,
    prompt_hash text NOT NULL,
    failure text,
    input_tokens integer,
    output_tokens integer,
    charged_tokens bigint NOT NULL,
    cost_micros bigint,
    elapsed_ms double precision NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE ai_calls IS 'Every attempt to have a model answer, the ones not sent among them. No words of prompts or answers.';
COMMENT ON COLUMN ai_calls.attempt IS 'Its place among the attempts of the stage, from 1.';
COMMENT ON COLUMN ai_calls.model IS 'The model that answered, by its own word; where none did, the one asked for.';
COMMENT ON COLUMN ai_calls.prompt IS 'Name and version, such as improve_claims/1.';
COMMENT ON COLUMN ai_calls.prompt_hash IS 'SHA-256 of the prompt''s file; tells of a change that kept its version.';
COMMENT ON COLUMN ai_calls.failure IS 'The class of failure; null for an answer in the form asked for.';
COMMENT ON COLUMN ai_calls.input_tokens IS 'As the provider told; null where it did not.';
COMMENT ON COLUMN ai_calls.charged_tokens IS 'What was told, or the whole reservation where nothing was and the call may have been billed.';
COMMENT ON COLUMN ai_calls.cost_micros IS 'Millionths of a US dollar by the prices of the day; null where no price or no usage is known.';
CREATE INDEX IF NOT EXISTS ai_calls_by_account ON ai_calls (account_id, created_at);
CREATE INDEX IF NOT EXISTS ai_calls_by_generation ON ai_calls (generation_id);
