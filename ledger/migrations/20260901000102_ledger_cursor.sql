-- class: derived
CREATE TABLE ledger_cursor (
    org_id BIGINT NOT NULL,
    reader TEXT NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (org_id, reader)
);
