-- Customers: what people edit. Totals and last dates live elsewhere, so that logging a call spoils nobody's edit.

CREATE TABLE customer (
    org_id uuid NOT NULL CONSTRAINT customer_org_fkey REFERENCES organization (id),
    id uuid NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    deleted_at timestamptz,
    number text NOT NULL,
    external_key text,
    kind text NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    short_name text,
    credit_code text,
    legal_representative text,
    registered_capital numeric(20, 4),
    founded_on date,
    employee_band text,
    parent_id uuid,
    gender text,
    birthday date,
    birthday_calendar text,
    id_number bytea,
    occupation text,
    income_band text,
    phone text,
    phone2 text,
    fax text,
    email text,
    website text,
    wechat text,
    addresses jsonb NOT NULL,
    region text,
    level text,
    value_tier text,
    customer_type text,
    nature text,
    industry text,
    source text,
    status text,
    lifecycle text,
    satisfaction smallint,
    credit_stars smallint,
    tags text[] NOT NULL,
    sales_region text,
    area_kind text,
    direction text,
    demand_type text,
    buying_channel text,
    business_category text,
    bank text,
    bank_account bytea,
    tax_number text,
    invoice_title text,
    payment_terms text,
    currency text,
    owner_id uuid,
    department_id uuid,
    important_dates jsonb NOT NULL,
    remark text,
    custom jsonb NOT NULL,
    CONSTRAINT customer_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT customer_number_key UNIQUE (org_id, number),
    CONSTRAINT customer_external_key_key UNIQUE (org_id, external_key),
    CONSTRAINT customer_parent_fkey FOREIGN KEY (org_id, parent_id) REFERENCES customer (org_id, id),
    CONSTRAINT customer_owner_fkey FOREIGN KEY (org_id, owner_id) REFERENCES app_user (org_id, id),
    CONSTRAINT customer_department_fkey FOREIGN KEY (org_id, department_id) REFERENCES department (org_id, id)
);

-- The lists. Each serves one order for one kind of scope; the recycle bin is small and has its own.
CREATE INDEX customer_newest_idx ON customer (org_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX customer_updated_idx ON customer (org_id, updated_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX customer_name_idx ON customer (org_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX customer_owner_newest_idx ON customer (org_id, owner_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX customer_owner_name_idx ON customer (org_id, owner_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX customer_department_newest_idx ON customer (org_id, department_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX customer_bin_idx ON customer (org_id, deleted_at DESC, id DESC) WHERE deleted_at IS NOT NULL;
CREATE INDEX customer_parent_idx ON customer (org_id, parent_id) WHERE parent_id IS NOT NULL;
-- Exact duplicates.
CREATE INDEX customer_credit_code_idx ON customer (org_id, credit_code) WHERE credit_code IS NOT NULL;
CREATE INDEX customer_phone_idx ON customer (org_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX customer_phone2_idx ON customer (org_id, phone2) WHERE phone2 IS NOT NULL;
CREATE INDEX customer_email_idx ON customer (org_id, email) WHERE email IS NOT NULL;
