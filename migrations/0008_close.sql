CREATE TABLE review (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    month TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (workspace_id, month)
);

CREATE TABLE issued (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    month TEXT NOT NULL,
    revision BIGINT NOT NULL,
    snapshot TEXT NOT NULL,
    pdf_sha256 TEXT NOT NULL,
    issue TEXT NOT NULL,
    closed BYTEA NOT NULL,
    report BYTEA NOT NULL,
    pdf BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, month, revision)
);

CREATE INDEX issued_snapshot ON issued (workspace_id, snapshot);

CREATE INDEX issued_pdf ON issued (workspace_id, pdf_sha256);

CREATE TABLE challenge (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    month TEXT NOT NULL,
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (workspace_id, month, number)
);
