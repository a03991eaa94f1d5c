-- Contacts: the people at customers, and the posts that they hold or have held.

CREATE TABLE contact (
    org_id uuid NOT NULL CONSTRAINT contact_org_fkey REFERENCES organization (id),
    id uuid NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    deleted_at timestamptz,
    number text NOT NULL,
    external_key text,
    name text NOT NULL,
    name_key text NOT NULL,
    nickname text,
    gender text,
    birthday date,
    birthday_calendar text,
    customer_id uuid,
    is_primary boolean NOT NULL,
    job_department text,
    job_title text,
    decision_role text,
    attitude text,
    closeness text,
    reports_to_id uuid,
    mobile text,
    office_phone text,
    home_phone text,
    email text,
    wechat text,
    qq text,
    addresses jsonb NOT NULL,
    tags text[] NOT NULL,
    interests text,
    important_dates jsonb NOT NULL,
    remark text,
    owner_id uuid,
    department_id uuid,
    custom jsonb NOT NULL,
    CONSTRAINT contact_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT contact_number_key UNIQUE (org_id, number),
    CONSTRAINT contact_external_key_key UNIQUE (org_id, external_key),
    -- A customer or superior removed for good leaves the person behind.
    CONSTRAINT contact_customer_fkey FOREIGN KEY (org_id, customer_id) REFERENCES customer (org_id, id) ON DELETE SET NULL (customer_id),
    CONSTRAINT contact_reports_to_fkey FOREIGN KEY (org_id, reports_to_id) REFERENCES contact (org_id, id) ON DELETE SET NULL (reports_to_id),
    CONSTRAINT contact_owner_fkey FOREIGN KEY (org_id, owner_id) REFERENCES app_user (org_id, id),
    CONSTRAINT contact_department_fkey FOREIGN KEY (org_id, department_id) REFERENCES department (org_id, id)
);

CREATE INDEX contact_newest_idx ON contact (org_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX contact_updated_idx ON contact (org_id, updated_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX contact_name_idx ON contact (org_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_owner_newest_idx ON contact (org_id, owner_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX contact_owner_name_idx ON contact (org_id, owner_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_department_newest_idx ON contact (org_id, department_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX contact_bin_idx ON contact (org_id, deleted_at DESC, id DESC) WHERE deleted_at IS NOT NULL;
-- The people of a customer, those in the bin included: the foreign key asks for them too.
CREATE INDEX contact_customer_idx ON contact (org_id, customer_id, name_key, id) WHERE customer_id IS NOT NULL;
CREATE INDEX contact_reports_to_idx ON contact (org_id, reports_to_id) WHERE reports_to_id IS NOT NULL;
-- One primary contact at most.
CREATE UNIQUE INDEX contact_primary_key ON contact (org_id, customer_id) WHERE is_primary AND customer_id IS NOT NULL AND deleted_at IS NULL;
-- Duplicates.
CREATE INDEX contact_mobile_idx ON contact (org_id, mobile) WHERE mobile IS NOT NULL;
CREATE INDEX contact_office_phone_idx ON contact (org_id, office_phone) WHERE office_phone IS NOT NULL;
CREATE INDEX contact_home_phone_idx ON contact (org_id, home_phone) WHERE home_phone IS NOT NULL;
CREATE INDEX contact_email_idx ON contact (org_id, email) WHERE email IS NOT NULL;

-- Earlier posts, and further ones beside the contact's own.
CREATE TABLE contact_position (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    contact_id uuid NOT NULL,
    -- The employer: a customer, or the name of a company that is none.
    customer_id uuid,
    company text,
    job_department text,
    job_title text,
    since date,
    until date,
    CONSTRAINT contact_position_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT contact_position_contact_fkey FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE,
    -- The person was there all the same; the name is kept when the customer goes.
    CONSTRAINT contact_position_customer_fkey FOREIGN KEY (org_id, customer_id) REFERENCES customer (org_id, id) ON DELETE SET NULL (customer_id)
);
CREATE INDEX contact_position_contact_idx ON contact_position (org_id, contact_id);
CREATE INDEX contact_position_customer_idx ON contact_position (org_id, customer_id) WHERE customer_id IS NOT NULL;
