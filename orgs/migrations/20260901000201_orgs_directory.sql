-- class: control
CREATE TABLE orgs_directory (
    org_id     BIGINT NOT NULL,
    kind       TEXT   NOT NULL CHECK (kind IN ('school', 'municipality', 'region', 'centre')),
    name       TEXT   NOT NULL,
    short_name TEXT   NOT NULL,
    zone       TEXT   NOT NULL,
    parent_id  BIGINT NOT NULL DEFAULT 0,
    made_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (org_id),
    CONSTRAINT orgs_directory_name UNIQUE (parent_id, name),
    CHECK (name <> ''),
    CHECK (short_name <> ''),
    CHECK (zone <> ''),
    CHECK (parent_id <> org_id)
);
