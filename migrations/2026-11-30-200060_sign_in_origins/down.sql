COMMENT ON COLUMN sign_in_attempts.key IS 'SHA-256 of origin and mail address, or of the origin alone; no address of a stranger is kept.';
