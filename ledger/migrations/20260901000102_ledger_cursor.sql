-- class: derived
CREATE TABLE ledger_cursor (
    org_id BIGINT NOT NULL,
    reader TEXT NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (org_id, reader)
);

CREATE TABLE ledger_request ( -- grows
    org_id    BIGINT NOT NULL,
    key       TEXT NOT NULL,
    first_seq BIGINT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (org_id, key)
);
