-- class: control
CREATE TABLE orgs_account (
    account_id   BIGINT NOT NULL,
    password     TEXT   NOT NULL,
    pin          TEXT   NOT NULL DEFAULT '',
    spare_hash   TEXT   NOT NULL DEFAULT '',
    email        TEXT   NOT NULL DEFAULT '',
    confirmed_at TIMESTAMPTZ,
    language     TEXT   NOT NULL DEFAULT '' CHECK (language IN ('', 'ru', 'en')),
    theme        TEXT   NOT NULL DEFAULT '' CHECK (theme IN ('', 'light', 'dark')),
    made_at      TIMESTAMPTZ NOT NULL,
    changed_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id),
    CHECK (password <> '')
);

CREATE TABLE orgs_signin_name (
    folded     TEXT   NOT NULL,
    account_id BIGINT NOT NULL,
    shown      TEXT   NOT NULL,
    PRIMARY KEY (folded),
    CONSTRAINT orgs_signin_name_account UNIQUE (account_id),
    FOREIGN KEY (account_id) REFERENCES orgs_account (account_id),
    CHECK (folded <> ''),
    CHECK (shown <> '')
);
