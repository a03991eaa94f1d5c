-- What people say about records, follow and are told.

-- One row for what one person is told. While it is unread, more of the same kind within the hour is counted in it.
CREATE TABLE notification (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    recipient_id uuid NOT NULL,
    kind text NOT NULL,
    entity text,
    -- None where it tells of several.
    record_id uuid,
    -- Whoever caused it last; the program where absent.
    actor_id uuid,
    params jsonb NOT NULL,
    group_key text NOT NULL,
    count integer NOT NULL,
    -- The channels that the recipient had chosen.
    in_app boolean NOT NULL,
    mail boolean NOT NULL,
    robot boolean NOT NULL,
    created_at timestamptz NOT NULL,
    -- When it was last added to; the order of the list.
    told_at timestamptz NOT NULL,
    read_at timestamptz,
    mailed_at timestamptz,
    CONSTRAINT notification_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT notification_recipient_fkey FOREIGN KEY (org_id, recipient_id) REFERENCES app_user (org_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX notification_group_key ON notification (org_id, recipient_id, group_key) WHERE read_at IS NULL;
CREATE INDEX notification_inbox_idx ON notification (org_id, recipient_id, told_at DESC, id DESC) WHERE in_app;
CREATE INDEX notification_unread_idx ON notification (org_id, recipient_id, told_at DESC, id DESC) WHERE in_app AND read_at IS NULL;
CREATE INDEX notification_mail_idx ON notification (org_id, recipient_id, told_at) WHERE mail AND read_at IS NULL AND mailed_at IS NULL;
CREATE INDEX notification_record_idx ON notification (org_id, record_id) WHERE record_id IS NOT NULL;
CREATE INDEX notification_age_idx ON notification (told_at);

-- What a person wants to be told, and how. Without a row, and for kinds that it does not name, the defaults hold.
CREATE TABLE notification_preference (
    org_id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- {kind: {in_app, mail, robot}}
    choices jsonb NOT NULL,
    -- When the next daily mail is due; mails go out one by one where absent.
    digest_due_at timestamptz,
    updated_at timestamptz NOT NULL,
    CONSTRAINT notification_preference_pkey PRIMARY KEY (org_id, user_id),
    CONSTRAINT notification_preference_user_fkey FOREIGN KEY (org_id, user_id) REFERENCES app_user (org_id, id) ON DELETE CASCADE
);
CREATE INDEX notification_preference_digest_idx ON notification_preference (org_id, digest_due_at) WHERE digest_due_at IS NOT NULL;

CREATE TABLE record_follow (
    org_id uuid NOT NULL,
    entity text NOT NULL,
    record_id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT record_follow_pkey PRIMARY KEY (org_id, record_id, user_id),
    CONSTRAINT record_follow_user_fkey FOREIGN KEY (org_id, user_id) REFERENCES app_user (org_id, id) ON DELETE CASCADE
);
CREATE INDEX record_follow_user_idx ON record_follow (org_id, user_id, created_at DESC, record_id DESC);

CREATE TABLE comment (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    entity text NOT NULL,
    record_id uuid NOT NULL,
    author_id uuid NOT NULL,
    -- `<@id>` stands for a person.
    body text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    edited_at timestamptz,
    CONSTRAINT comment_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT comment_author_fkey FOREIGN KEY (org_id, author_id) REFERENCES app_user (org_id, id)
);
CREATE INDEX comment_record_idx ON comment (org_id, record_id, id DESC);

-- Robots of group chats that notifications are passed on to.
CREATE TABLE robot (
    org_id uuid NOT NULL CONSTRAINT robot_org_fkey REFERENCES organization (id),
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CONSTRAINT robot_kind_check CHECK (kind IN ('wecom', 'dingtalk', 'feishu')),
    -- For the list; the address is a secret.
    host text NOT NULL,
    -- {url, secret} under the key file's key.
    target bytea NOT NULL,
    enabled boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT robot_pkey PRIMARY KEY (org_id, id),
    CONSTRAINT robot_name_key UNIQUE (org_id, name)
);
