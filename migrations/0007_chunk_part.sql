CREATE TABLE raw_part (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    series BIGINT NOT NULL,
    day BIGINT NOT NULL,
    part BIGINT NOT NULL,
    samples BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, series, day, part)
);

INSERT INTO raw_part (workspace_id, series, day, part, samples)
SELECT workspace_id, series, day, 9223372036854775807, samples FROM raw_chunk;

DROP TABLE raw_chunk;

ALTER TABLE raw_part RENAME TO raw_chunk;
