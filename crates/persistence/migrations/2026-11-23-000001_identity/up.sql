-- Who: organizations, their people, what they may do and how they sign in.

CREATE TABLE organization (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT organization_name_check CHECK (name <> ''),
    short_code text NOT NULL CONSTRAINT organization_short_code_key UNIQUE,
    locale text NOT NULL,
    time_zone text NOT NULL,
    currency text NOT NULL,
    -- Month in which the fiscal year begins.
    fiscal_year_start smallint NOT NULL CONSTRAINT organization_fiscal_year_start_check CHECK (fiscal_year_start BETWEEN 1 AND 12),
    settings jsonb NOT NULL,
    -- Grows with every change of what servers keep in memory: people, roles, dictionaries, custom fields.
    config_version bigint NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE department (
    org_id uuid NOT NULL CONSTRAINT department_org_fkey REFERENCES organization (id),
    id uuid NOT NULL,
    name text NOT NULL,
    parent_id uuid,
    manager_id uuid,
    sort_order integer NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT department_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT department_parent_fkey FOREIGN KEY (org_id, parent_id) REFERENCES department (org_id, id)
);
-- Two departments of one parent may not share a name; NULL parents count as equal.
CREATE UNIQUE INDEX department_name_key ON department (org_id, COALESCE(parent_id, '00000000-0000-0000-0000-000000000000'::uuid), name);

CREATE TABLE app_user (
    org_id uuid NOT NULL CONSTRAINT app_user_org_fkey REFERENCES organization (id),
    id uuid NOT NULL,
    login text NOT NULL,
    display_name text NOT NULL,
    name_key text NOT NULL,
    email text,
    phone text,
    avatar text,
    employee_number text,
    job_title text,
    department_id uuid,
    manager_id uuid,
    locale text,
    time_zone text,
    theme text NOT NULL,
    signature text,
    preferences jsonb NOT NULL,
    status text NOT NULL,
    -- Argon2id in PHC form; absent until an invitation is accepted.
    password_hash text,
    must_change_password boolean NOT NULL,
    -- The second factor's secret under the key file's key; `totp_confirmed_at` says that it is in force.
    totp_secret bytea,
    totp_confirmed_at timestamptz,
    -- The last time step that was accepted: a code works once.
    totp_last_step bigint,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT app_user_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT app_user_login_key UNIQUE (org_id, login),
    CONSTRAINT app_user_department_fkey FOREIGN KEY (org_id, department_id) REFERENCES department (org_id, id),
    CONSTRAINT app_user_manager_fkey FOREIGN KEY (org_id, manager_id) REFERENCES app_user (org_id, id)
);
-- Sign-in knows the login, not yet the organization.
CREATE INDEX app_user_login_idx ON app_user (login);
CREATE UNIQUE INDEX app_user_employee_number_key ON app_user (org_id, employee_number) WHERE employee_number IS NOT NULL;

ALTER TABLE department ADD CONSTRAINT department_manager_fkey
    FOREIGN KEY (org_id, manager_id) REFERENCES app_user (org_id, id);

-- Further departments of a person, beside the main one.
CREATE TABLE user_department (
    org_id uuid NOT NULL,
    user_id uuid NOT NULL,
    department_id uuid NOT NULL,
    CONSTRAINT user_department_pkey PRIMARY KEY (org_id, user_id, department_id),
    CONSTRAINT user_department_user_fkey FOREIGN KEY (org_id, user_id) REFERENCES app_user (org_id, id) ON DELETE CASCADE,
    CONSTRAINT user_department_department_fkey FOREIGN KEY (org_id, department_id) REFERENCES department (org_id, id)
);

CREATE TABLE role (
    org_id uuid NOT NULL CONSTRAINT role_org_fkey REFERENCES organization (id),
    id uuid NOT NULL,
    -- Shipped roles have a code and keep it; the administrator's own have none.
    code text,
    name text NOT NULL,
    description text,
    grants jsonb NOT NULL,
    field_rules jsonb NOT NULL,
    require_otp boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT role_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT role_name_key UNIQUE (org_id, name)
);
CREATE UNIQUE INDEX role_code_key ON role (org_id, code) WHERE code IS NOT NULL;

CREATE TABLE user_role (
    org_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    CONSTRAINT user_role_pkey PRIMARY KEY (org_id, user_id, role_id),
    CONSTRAINT user_role_user_fkey FOREIGN KEY (org_id, user_id) REFERENCES app_user (org_id, id) ON DELETE CASCADE,
    CONSTRAINT user_role_role_fkey FOREIGN KEY (org_id, role_id) REFERENCES role (org_id, id)
);

-- A sign-in on one device. Its refresh tokens form one family: the present one's hash is here.
CREATE TABLE session (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- SHA-256 of the refresh token that is good now; every other token of the family is spent.
    refresh_hash bytea NOT NULL,
    user_agent text,
    ip text,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_reason text,
    CONSTRAINT session_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT session_user_fkey FOREIGN KEY (org_id, user_id) REFERENCES app_user (org_id, id) ON DELETE CASCADE
);
CREATE INDEX session_user_idx ON session (org_id, user_id);

CREATE TABLE api_key (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    -- Acts for this person, within this role.
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    prefix text NOT NULL,
    key_hash bytea NOT NULL,
    expires_at timestamptz,
    last_used_at timestamptz,
    last_used_ip text,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    CONSTRAINT api_key_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT api_key_user_fkey FOREIGN KEY (org_id, user_id) REFERENCES app_user (org_id, id) ON DELETE CASCADE,
    CONSTRAINT api_key_role_fkey FOREIGN KEY (org_id, role_id) REFERENCES role (org_id, id)
);

-- Mailed single-use links: invitation, password reset.
CREATE TABLE one_time_token (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    purpose text NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT one_time_token_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT one_time_token_user_fkey FOREIGN KEY (org_id, user_id) REFERENCES app_user (org_id, id) ON DELETE CASCADE
);

CREATE TABLE recovery_code (
    org_id uuid NOT NULL,
    user_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    CONSTRAINT recovery_code_pkey PRIMARY KEY (org_id, user_id, code_hash),
    CONSTRAINT recovery_code_user_fkey FOREIGN KEY (org_id, user_id) REFERENCES app_user (org_id, id) ON DELETE CASCADE
);

-- Failed sign-ins by login and by address, across organizations: an unknown login is throttled like a known one.
CREATE TABLE sign_in_throttle (
    subject text PRIMARY KEY,
    failures integer NOT NULL,
    window_started_at timestamptz NOT NULL,
    locked_until timestamptz
);

-- Keys that sign access tokens, wrapped by the key file's key. Shared by all servers and organizations.
CREATE TABLE signing_key (
    id uuid PRIMARY KEY,
    private_key bytea NOT NULL,
    public_key bytea NOT NULL,
    created_at timestamptz NOT NULL,
    -- From then on it signs nothing; tokens it signed are still good until they expire.
    retired_at timestamptz
);
