-- class: control
CREATE TABLE interop_org (
    system    TEXT   NOT NULL,
    source_id TEXT   NOT NULL,
    org_id    BIGINT NOT NULL,
    PRIMARY KEY (system, source_id),
    FOREIGN KEY (org_id) REFERENCES orgs_directory (org_id),
    CHECK (system <> ''),
    CHECK (source_id <> '')
);
