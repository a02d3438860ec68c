CREATE TABLE IF NOT EXISTS profiles (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    title text NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    content jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
COMMENT ON TABLE profiles IS 'Master résumés. Deleting hides a row; history keeps its frozen copies.';
COMMENT ON COLUMN profiles.version IS 'Sent back with a change; a stale one is a conflict.';
COMMENT ON COLUMN profiles.content IS 'The typed facts, as profiles::model::ProfileContent writes them.';

CREATE INDEX IF NOT EXISTS profiles_by_account ON profiles (account_id, id) WHERE deleted_at IS NULL;

CREATE TABLE IF NOT EXISTS profile_versions (
    profile_id uuid NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
    version integer NOT NULL CHECK (version >= 1),
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    title text NOT NULL,
    content jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (profile_id, version)
);
COMMENT ON TABLE profile_versions IS 'Every version a profile has had, the current one included.';
CREATE INDEX IF NOT EXISTS profile_versions_by_account ON profile_versions (account_id);
