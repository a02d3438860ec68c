DROP INDEX IF EXISTS ai_reservations_by_generation;
ALTER TABLE ai_reservations
    DROP COLUMN IF EXISTS generation_id,
    DROP COLUMN IF EXISTS input_hash,
    DROP COLUMN IF EXISTS idempotency_key,
    DROP COLUMN IF EXISTS call;
DROP TABLE IF EXISTS ai_parts;
