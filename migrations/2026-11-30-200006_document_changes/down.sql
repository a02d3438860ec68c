ALTER TABLE document_versions
    DROP COLUMN IF EXISTS change,
    DROP COLUMN IF EXISTS changed_by,
    DROP COLUMN IF EXISTS claim_id,
    DROP COLUMN IF EXISTS reason,
    DROP COLUMN IF EXISTS accepted,
    DROP COLUMN IF EXISTS files_status,
    DROP COLUMN IF EXISTS files_failure;
