-- class: control
CREATE TABLE orgs_place ( -- grows
    account_id BIGINT NOT NULL,
    place      TEXT   NOT NULL,
    seen_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, place),
    FOREIGN KEY (account_id) REFERENCES orgs_account (account_id),
    CHECK (length(place) = 64)
);

CREATE INDEX orgs_place_seen ON orgs_place (seen_at);
