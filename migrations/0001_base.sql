CREATE TABLE workspace (
    id TEXT PRIMARY KEY,
    revision BIGINT NOT NULL,
    audit_number BIGINT NOT NULL
);

CREATE TABLE item (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (workspace_id, kind, id)
);

CREATE TABLE audit (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    number BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    before_body TEXT,
    after_body TEXT,
    PRIMARY KEY (workspace_id, number)
);

CREATE TABLE credential (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, email)
);

CREATE TABLE session (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    secret_hash TEXT NOT NULL,
    email TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, secret_hash)
);

CREATE TABLE token (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    last_used_ms BIGINT,
    PRIMARY KEY (workspace_id, name),
    UNIQUE (workspace_id, secret_hash)
);

CREATE TABLE link (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    secret_hash TEXT NOT NULL,
    purpose TEXT NOT NULL,
    email TEXT,
    expires_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, secret_hash)
);

CREATE TABLE sign_in_failure (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    email TEXT NOT NULL,
    failures BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, email)
);

CREATE TABLE chunk (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    series TEXT NOT NULL,
    day BIGINT NOT NULL,
    source TEXT NOT NULL,
    samples BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, series, day, source)
);

CREATE TABLE day_slots (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    series TEXT NOT NULL,
    day BIGINT NOT NULL,
    slots BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, series, day)
);

CREATE TABLE month_summary (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    month TEXT NOT NULL,
    series TEXT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, month, series)
);

CREATE TABLE source_state (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    source_id TEXT NOT NULL,
    last_success_ms BIGINT,
    last_error TEXT,
    error_since_ms BIGINT,
    newest_ms BIGINT,
    back_fill_done BIGINT,
    back_fill_total BIGINT,
    PRIMARY KEY (workspace_id, source_id)
);
