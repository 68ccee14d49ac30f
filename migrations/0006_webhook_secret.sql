CREATE TABLE webhook_secret (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    source_id TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, source_id)
);
