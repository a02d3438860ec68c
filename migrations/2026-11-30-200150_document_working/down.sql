DELETE FROM documents WHERE id IN (SELECT document_id FROM document_copies);
DROP TABLE IF EXISTS document_copies;
ALTER TABLE document_versions DROP CONSTRAINT IF EXISTS document_versions_change_check;
ALTER TABLE document_versions DROP COLUMN IF EXISTS pinned, DROP COLUMN IF EXISTS reverted_to;
ALTER TABLE documents DROP COLUMN IF EXISTS title, DROP COLUMN IF EXISTS archived_at;
