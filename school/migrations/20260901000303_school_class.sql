-- class: tenant
CREATE TABLE school_class (
    org_id     BIGINT NOT NULL,
    class_id   BIGINT NOT NULL,
    year_id    BIGINT NOT NULL,
    year_group BIGINT NOT NULL CHECK (year_group BETWEEN 0 AND 12),
    letter     TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    sort_key   TEXT   NOT NULL,
    version    BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (org_id, class_id),
    CONSTRAINT school_class_name UNIQUE (org_id, year_id, name),
    FOREIGN KEY (org_id, year_id) REFERENCES school_year (org_id, year_id),
    CHECK (name <> '')
);

CREATE TABLE school_group (
    org_id   BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    year_id  BIGINT NOT NULL,
    kind     TEXT   NOT NULL CHECK (kind IN ('class', 'part', 'mixed')),
    name     TEXT   NOT NULL,
    class_id BIGINT NOT NULL,
    sort_key TEXT   NOT NULL,
    PRIMARY KEY (org_id, group_id),
    CONSTRAINT school_group_name UNIQUE (org_id, year_id, class_id, name),
    FOREIGN KEY (org_id, year_id) REFERENCES school_year (org_id, year_id),
    CHECK (name <> ''),
    CHECK ((kind = 'mixed') = (class_id = 0))
);

CREATE UNIQUE INDEX school_group_whole_class ON school_group (org_id, class_id) WHERE kind = 'class';

CREATE TABLE school_group_class (
    org_id   BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    class_id BIGINT NOT NULL,
    PRIMARY KEY (org_id, group_id, class_id),
    FOREIGN KEY (org_id, group_id) REFERENCES school_group (org_id, group_id),
    FOREIGN KEY (org_id, class_id) REFERENCES school_class (org_id, class_id)
);

CREATE INDEX school_group_class_class ON school_group_class (org_id, class_id, group_id);
