ALTER TABLE document_versions
    ADD COLUMN IF NOT EXISTS change text NOT NULL DEFAULT 'generated' CHECK (change IN (
        'generated', 'claim_accepted', 'claim_removed', 'claim_restored', 'claim_edited', 'claim_stated')),
    ADD COLUMN IF NOT EXISTS changed_by uuid,
    ADD COLUMN IF NOT EXISTS claim_id text,
    ADD COLUMN IF NOT EXISTS reason text,
    ADD COLUMN IF NOT EXISTS accepted jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN IF NOT EXISTS files_status text NOT NULL DEFAULT 'ready' CHECK (files_status IN (
        'pending', 'ready', 'failed', 'superseded')),
    ADD COLUMN IF NOT EXISTS files_failure jsonb;
COMMENT ON COLUMN document_versions.change IS 'How the version came to be: by a generation, or by what was done to one claim.';
COMMENT ON COLUMN document_versions.changed_by IS 'The account that made the change; null for a generation.';
COMMENT ON COLUMN document_versions.reason IS 'Why, in the words of whoever made the change.';
COMMENT ON COLUMN document_versions.accepted IS 'The claims a person has looked at and accepted as they stand: claim, by, at.';
COMMENT ON COLUMN document_versions.files_status IS 'Whether its files are printed; superseded: a later version came before they were.';
COMMENT ON COLUMN document_versions.files_failure IS 'Why they could not be printed: code, message.';
