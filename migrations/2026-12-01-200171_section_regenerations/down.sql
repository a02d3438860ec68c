ALTER TABLE ai_calls DROP CONSTRAINT IF EXISTS ai_calls_stage_check;
ALTER TABLE document_versions DROP CONSTRAINT IF EXISTS document_versions_change_check;
DROP TABLE IF EXISTS section_regenerations;
