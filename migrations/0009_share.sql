CREATE TABLE share (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    secret_hash TEXT NOT NULL,
    month TEXT NOT NULL,
    revision BIGINT NOT NULL,
    name TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    revoked_ms BIGINT,
    PRIMARY KEY (workspace_id, secret_hash)
);

CREATE TABLE share_opened (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    secret_hash TEXT NOT NULL,
    number BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (workspace_id, secret_hash, number)
);
