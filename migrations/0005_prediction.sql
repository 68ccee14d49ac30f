CREATE TABLE prediction (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    service TEXT NOT NULL,
    id TEXT NOT NULL,
    day BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, service, id)
);

CREATE INDEX prediction_by_day ON prediction (workspace_id, service, day);

CREATE TABLE prediction_day (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    service TEXT NOT NULL,
    day BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, service, day)
);
