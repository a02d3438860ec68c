COMMENT ON TABLE sign_in_attempts IS 'Attempts to sign in, counted in windows by Postgres''s clock. Rows of ended windows are swept by later sign-ins.';
COMMENT ON COLUMN sign_in_attempts.key IS 'SHA-256 of what is counted: origin and mail address, origin, mail address; or of an origin known to a mail address, with no attempts. No address of a stranger is kept.';
