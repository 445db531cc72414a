-- class: tenant
CREATE TABLE school_subject (
    org_id     BIGINT NOT NULL,
    subject_id BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    short_name TEXT   NOT NULL,
    sort_key   TEXT   NOT NULL,
    PRIMARY KEY (org_id, subject_id),
    CONSTRAINT school_subject_name UNIQUE (org_id, name),
    CHECK (name <> '')
);

CREATE TABLE school_course (
    org_id     BIGINT NOT NULL,
    course_id  BIGINT NOT NULL,
    subject_id BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    short_name TEXT   NOT NULL,
    sort_key   TEXT   NOT NULL,
    PRIMARY KEY (org_id, course_id),
    CONSTRAINT school_course_name UNIQUE (org_id, subject_id, name),
    FOREIGN KEY (org_id, subject_id) REFERENCES school_subject (org_id, subject_id),
    CHECK (name <> '')
);
