-- class: tenant
CREATE TABLE interop_source_id ( -- grows
    org_id    BIGINT NOT NULL,
    system    TEXT   NOT NULL,
    kind      TEXT   NOT NULL CHECK (kind IN ('term', 'course', 'class', 'group', 'group-course', 'person')),
    source_id TEXT   NOT NULL,
    thing_id  BIGINT NOT NULL,
    PRIMARY KEY (org_id, system, kind, source_id),
    CHECK (system <> ''),
    CHECK (source_id <> '')
);

CREATE TABLE interop_import (
    org_id    BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    system    TEXT   NOT NULL,
    files     TEXT   NOT NULL,
    created   BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    ended     BIGINT NOT NULL,
    PRIMARY KEY (org_id, import_id)
);
