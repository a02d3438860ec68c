CREATE TABLE IF NOT EXISTS notifications (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    number bigint NOT NULL,
    kind text NOT NULL CHECK (
        kind IN (
            'generation_finished', 'generation_needs_review', 'generation_failed', 'files_ready', 'files_failed',
            'provider_key_refused'
        )
    ),
    message text NOT NULL,
    generation_id uuid,
    document_id uuid,
    created_at timestamptz NOT NULL,
    read_at timestamptz
);
CREATE INDEX IF NOT EXISTS notifications_account_id_idx ON notifications (account_id, id);
CREATE INDEX IF NOT EXISTS notifications_unread_idx ON notifications (account_id, number) WHERE read_at IS NULL;
COMMENT ON TABLE notifications IS 'What an account was told of. Each is an event of the stream that bears the account''s id, too.';
COMMENT ON COLUMN notifications.number IS 'The number of its event.';
COMMENT ON COLUMN notifications.message IS 'What happened and what to do, for its owner.';
COMMENT ON COLUMN notifications.generation_id IS 'The generation it is about; it may be gone by now.';
COMMENT ON COLUMN notifications.document_id IS 'The document it is about; it may be gone by now.';
COMMENT ON COLUMN notifications.read_at IS 'When its owner marked it as read.';
