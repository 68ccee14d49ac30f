CREATE TABLE raw_state (
    workspace_id TEXT PRIMARY KEY REFERENCES workspace (id),
    last_number BIGINT NOT NULL,
    settled_number BIGINT NOT NULL,
    last_series BIGINT NOT NULL
);

CREATE TABLE raw_series (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    labels BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

CREATE INDEX raw_series_name ON raw_series (workspace_id, name, id);

CREATE TABLE raw_log (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    number BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, number)
);

CREATE TABLE raw_chunk (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    series BIGINT NOT NULL,
    day BIGINT NOT NULL,
    samples BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, series, day)
);
