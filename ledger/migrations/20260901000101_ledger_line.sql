-- class: tenant
CREATE TABLE ledger_head (
    org_id BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    hash   BYTEA NOT NULL,
    PRIMARY KEY (org_id)
);

CREATE TABLE ledger_line ( -- grows at its end
    org_id      BIGINT NOT NULL,
    seq         BIGINT NOT NULL,
    at          TIMESTAMPTZ NOT NULL,
    happened_at TIMESTAMPTZ NOT NULL,
    account     BIGINT NOT NULL,
    person      BIGINT NOT NULL,
    role        TEXT NOT NULL,
    rule        TEXT NOT NULL,
    act         TEXT NOT NULL,
    thing       TEXT NOT NULL,
    thing_id    BIGINT NOT NULL,
    pupil_id    BIGINT NOT NULL,
    group_id    BIGINT NOT NULL,
    request     TEXT NOT NULL,
    body_hash   BYTEA NOT NULL,
    prev_hash   BYTEA NOT NULL,
    hash        BYTEA NOT NULL,
    PRIMARY KEY (org_id, seq)
);

CREATE INDEX ledger_line_of_thing ON ledger_line (org_id, thing_id, seq);
CREATE INDEX ledger_line_of_group ON ledger_line (org_id, group_id, seq) WHERE group_id <> 0;

CREATE TABLE ledger_body ( -- grows
    org_id BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    salt   BYTEA NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (org_id, seq)
);
