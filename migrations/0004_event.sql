CREATE TABLE event (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    service_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    event_key TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (workspace_id, service_id, source_id, event_key)
);

CREATE TABLE event_link (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    service_id TEXT NOT NULL,
    incident TEXT NOT NULL,
    deployment TEXT,
    PRIMARY KEY (workspace_id, service_id, incident)
);

CREATE TABLE event_asked (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    service_id TEXT NOT NULL,
    metric TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, service_id, metric)
);
