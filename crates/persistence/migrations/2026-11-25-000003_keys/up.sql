-- A job asked for with an API key reaches no further than the key, and fails once the key is gone.
ALTER TABLE job ADD COLUMN api_key_id uuid;

-- What is true of the installation and of no organization. One row; local where the schema is distributed.
CREATE TABLE installation (
    single boolean NOT NULL CONSTRAINT installation_pkey PRIMARY KEY CONSTRAINT installation_single_check CHECK (single),
    -- Tells the key file apart from others without telling what it holds: data sealed under two keys would be lost.
    key_fingerprint bytea NOT NULL,
    created_at timestamptz NOT NULL
);
