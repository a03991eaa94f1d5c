-- What every area stands on: events, search, shares, dictionaries, numbers, custom fields, jobs.

-- The event log: audit trail, outbox and live stream in one. A transaction only inserts; the relay numbers what is
-- committed and links the hash chain.
CREATE TABLE event (
    org_id uuid NOT NULL CONSTRAINT event_org_fkey REFERENCES organization (id),
    id uuid NOT NULL,
    -- Dense per organization, in commit-safe order; given by the relay together with `chain`.
    seq bigint,
    at timestamptz NOT NULL,
    actor_id uuid,
    -- browser, api_key, job, cli
    via text NOT NULL,
    ip text,
    user_agent text,
    request_id text,
    -- `customer.updated`
    kind text NOT NULL,
    entity text NOT NULL,
    record_id uuid,
    record_version bigint,
    -- [{field, before, after, salt, digest}]; a person's right to erasure removes all but the digest.
    changes jsonb NOT NULL,
    -- HMAC over the previous link, the header and the digests.
    chain bytea,
    CONSTRAINT event_pkey PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX event_seq_key ON event (org_id, seq) WHERE seq IS NOT NULL;
CREATE INDEX event_pending_idx ON event (org_id, id) WHERE seq IS NULL;
CREATE INDEX event_record_idx ON event (org_id, record_id, id);

-- One row for every record that can be found by words; apart from the record, because a GIN column halves updates.
CREATE TABLE search_entry (
    org_id uuid NOT NULL CONSTRAINT search_entry_org_fkey REFERENCES organization (id),
    id uuid NOT NULL,
    entity text NOT NULL,
    title text NOT NULL,
    subtitle text,
    tokens tsvector NOT NULL,
    -- Folded text per class, for the re-check of what the tokens suggest.
    haystack text NOT NULL,
    owner_id uuid,
    department_id uuid,
    CONSTRAINT search_entry_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX search_entry_tokens_idx ON search_entry USING gin (tokens);

-- Read or write on one record for a person or a department, beyond the data scope.
CREATE TABLE record_share (
    org_id uuid NOT NULL CONSTRAINT record_share_org_fkey REFERENCES organization (id),
    entity text NOT NULL,
    record_id uuid NOT NULL,
    -- A user's or a department's id; ids are unique everywhere.
    principal_id uuid NOT NULL,
    principal_kind text NOT NULL CONSTRAINT record_share_principal_kind_check CHECK (principal_kind IN ('user', 'department')),
    level text NOT NULL CONSTRAINT record_share_level_check CHECK (level IN ('read', 'write')),
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    CONSTRAINT record_share_pkey PRIMARY KEY (org_id, record_id, principal_id)
);
CREATE INDEX record_share_principal_idx ON record_share (org_id, principal_id, entity, record_id);

CREATE TABLE dictionary (
    org_id uuid NOT NULL CONSTRAINT dictionary_org_fkey REFERENCES organization (id),
    id uuid NOT NULL,
    code text NOT NULL,
    labels jsonb NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT dictionary_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT dictionary_code_key UNIQUE (org_id, code)
);

CREATE TABLE dictionary_value (
    org_id uuid NOT NULL,
    dictionary_id uuid NOT NULL,
    code text NOT NULL,
    labels jsonb NOT NULL,
    color text,
    parent text,
    sort_order integer NOT NULL,
    -- A disabled value stays readable on the records that have it.
    disabled boolean NOT NULL,
    is_default boolean NOT NULL,
    CONSTRAINT dictionary_value_pkey PRIMARY KEY (org_id, dictionary_id, code),
    CONSTRAINT dictionary_value_dictionary_fkey FOREIGN KEY (org_id, dictionary_id) REFERENCES dictionary (org_id, id) ON DELETE CASCADE,
    CONSTRAINT dictionary_value_parent_fkey FOREIGN KEY (org_id, dictionary_id, parent) REFERENCES dictionary_value (org_id, dictionary_id, code)
);

CREATE TABLE custom_field (
    org_id uuid NOT NULL CONSTRAINT custom_field_org_fkey REFERENCES organization (id),
    id uuid NOT NULL,
    entity text NOT NULL,
    code text NOT NULL,
    definition jsonb NOT NULL,
    sort_order integer NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT custom_field_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT custom_field_code_key UNIQUE (org_id, entity, code)
);

-- Values of custom fields that the administrator declared unique.
CREATE TABLE custom_unique (
    org_id uuid NOT NULL,
    field_id uuid NOT NULL,
    value text NOT NULL,
    record_id uuid NOT NULL,
    CONSTRAINT custom_unique_key PRIMARY KEY (org_id, field_id, value),
    CONSTRAINT custom_unique_field_fkey FOREIGN KEY (org_id, field_id) REFERENCES custom_field (org_id, id) ON DELETE CASCADE
);
CREATE INDEX custom_unique_record_idx ON custom_unique (org_id, record_id);

CREATE TABLE numbering (
    org_id uuid NOT NULL CONSTRAINT numbering_org_fkey REFERENCES organization (id),
    kind text NOT NULL,
    pattern text NOT NULL,
    version bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT numbering_pkey PRIMARY KEY (org_id, kind)
);

-- How far each period's counter has been handed out; servers reserve blocks in transactions of their own.
CREATE TABLE number_counter (
    org_id uuid NOT NULL CONSTRAINT number_counter_org_fkey REFERENCES organization (id),
    kind text NOT NULL,
    period text NOT NULL,
    next_value bigint NOT NULL,
    CONSTRAINT number_counter_pkey PRIMARY KEY (org_id, kind, period)
);

CREATE TABLE saved_view (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    entity text NOT NULL,
    name text NOT NULL,
    shared boolean NOT NULL,
    is_default boolean NOT NULL,
    definition jsonb NOT NULL,
    sort_order integer NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT saved_view_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT saved_view_owner_fkey FOREIGN KEY (org_id, owner_id) REFERENCES app_user (org_id, id) ON DELETE CASCADE,
    CONSTRAINT saved_view_name_key UNIQUE (org_id, owner_id, entity, name)
);

CREATE TABLE tag (
    org_id uuid NOT NULL CONSTRAINT tag_org_fkey REFERENCES organization (id),
    id uuid NOT NULL,
    name text NOT NULL,
    color text,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT tag_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT tag_name_key UNIQUE (org_id, name)
);

-- Stored with the write, in its transaction: a retry finds what the first attempt did.
CREATE TABLE idempotency_key (
    org_id uuid NOT NULL CONSTRAINT idempotency_key_org_fkey REFERENCES organization (id),
    actor_id uuid NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    record_id uuid,
    record_version bigint,
    location text,
    created_at timestamptz NOT NULL,
    CONSTRAINT idempotency_key_pkey PRIMARY KEY (org_id, actor_id, key)
);
CREATE INDEX idempotency_key_age_idx ON idempotency_key (created_at);

-- The durable queue, across organizations (no foreign keys: it may stand on another node).
CREATE TABLE job (
    id uuid PRIMARY KEY,
    org_id uuid,
    kind text NOT NULL,
    arguments jsonb NOT NULL,
    -- At most one waiting or running job has it.
    unique_key text,
    status text NOT NULL CONSTRAINT job_status_check CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    run_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    max_attempts integer NOT NULL,
    -- Rows done of rows to do; `checkpoint` is where a successor goes on.
    done bigint NOT NULL,
    total bigint,
    checkpoint jsonb,
    result jsonb,
    error text,
    cancel_requested boolean NOT NULL,
    -- The worker that holds it and until when, unless it says that it is alive.
    locked_by uuid,
    locked_until timestamptz,
    created_by uuid,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz
);
CREATE INDEX job_due_idx ON job (run_at) WHERE status = 'queued';
CREATE INDEX job_running_idx ON job (locked_until) WHERE status = 'running';
CREATE INDEX job_org_idx ON job (org_id, id);
CREATE UNIQUE INDEX job_unique_key ON job (unique_key) WHERE status IN ('queued', 'running');

-- When each scheduled kind of work is due next; taken by whichever worker comes first.
CREATE TABLE job_schedule (
    kind text PRIMARY KEY,
    next_run_at timestamptz NOT NULL
);
