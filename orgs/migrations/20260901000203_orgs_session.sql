-- class: control
CREATE TABLE orgs_session ( -- grows
    session_id BIGINT NOT NULL,
    token_hash TEXT   NOT NULL,
    account_id BIGINT NOT NULL,
    opened_at  TIMESTAMPTZ NOT NULL,
    seen_at    TIMESTAMPTZ NOT NULL,
    idle_at    TIMESTAMPTZ NOT NULL,
    ends_at    TIMESTAMPTZ NOT NULL,
    shared     BOOLEAN NOT NULL,
    locked     BOOLEAN NOT NULL,
    address    TEXT   NOT NULL,
    device     TEXT   NOT NULL,
    PRIMARY KEY (session_id),
    CONSTRAINT orgs_session_token UNIQUE (token_hash),
    FOREIGN KEY (account_id) REFERENCES orgs_account (account_id),
    CHECK (length(token_hash) = 64)
);

CREATE INDEX orgs_session_account ON orgs_session (account_id, session_id);
CREATE INDEX orgs_session_idle ON orgs_session (idle_at);

CREATE TABLE orgs_failure (
    subject  TEXT   NOT NULL,
    address  TEXT   NOT NULL,
    tries    BIGINT NOT NULL CHECK (tries >= 0),
    tried_at TIMESTAMPTZ NOT NULL,
    until_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (subject, address)
);

CREATE INDEX orgs_failure_tried ON orgs_failure (tried_at);
