-- class: control
CREATE TABLE orgs_invitation ( -- grows
    invitation_id BIGINT NOT NULL,
    code_hash     TEXT   NOT NULL,
    purpose       TEXT   NOT NULL CHECK (purpose IN ('seat', 'reset', 'first')),
    org_id        BIGINT NOT NULL,
    person_id     BIGINT NOT NULL,
    role          TEXT   NOT NULL,
    account_id    BIGINT NOT NULL,
    born_hash     TEXT   NOT NULL,
    tries_left    BIGINT NOT NULL CHECK (tries_left >= 0),
    made_by       BIGINT NOT NULL,
    made_at       TIMESTAMPTZ NOT NULL,
    expires_at    TIMESTAMPTZ NOT NULL,
    ended_at      TIMESTAMPTZ,
    used_by       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (invitation_id),
    CONSTRAINT orgs_invitation_code UNIQUE (code_hash),
    CHECK (length(code_hash) = 64),
    CHECK ((purpose = 'first') = (org_id = 0)),
    CHECK ((purpose = 'first') = (person_id = 0)),
    CHECK ((purpose = 'reset') = (account_id <> 0))
);

CREATE UNIQUE INDEX orgs_invitation_open ON orgs_invitation (org_id, person_id) WHERE ended_at IS NULL AND purpose <> 'first';
CREATE INDEX orgs_invitation_person ON orgs_invitation (org_id, person_id, invitation_id);

CREATE TABLE orgs_seat (
    account_id    BIGINT NOT NULL,
    org_id        BIGINT NOT NULL,
    person_id     BIGINT NOT NULL,
    made_at       TIMESTAMPTZ NOT NULL,
    invitation_id BIGINT NOT NULL DEFAULT 0,
    recorded      BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (account_id, org_id, person_id),
    CONSTRAINT orgs_seat_person UNIQUE (org_id, person_id),
    FOREIGN KEY (account_id) REFERENCES orgs_account (account_id),
    FOREIGN KEY (org_id) REFERENCES orgs_directory (org_id)
);
