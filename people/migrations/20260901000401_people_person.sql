-- class: tenant
CREATE TABLE people_person (
    org_id      BIGINT NOT NULL,
    person_id   BIGINT NOT NULL,
    last_name   TEXT   NOT NULL,
    first_name  TEXT   NOT NULL,
    middle_name TEXT   NOT NULL,
    sort_key    TEXT   NOT NULL,
    birth_date  DATE,
    sex         TEXT   NOT NULL CHECK (sex IN ('', 'f', 'm')),
    phone       TEXT   NOT NULL,
    email       TEXT   NOT NULL,
    snils       TEXT   NOT NULL,
    version     BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (org_id, person_id),
    CHECK (last_name <> '' OR first_name <> ''),
    CHECK (snils = '' OR length(snils) = 11)
);

CREATE UNIQUE INDEX people_person_snils ON people_person (org_id, snils) WHERE snils <> '';
CREATE INDEX people_person_sort ON people_person (org_id, sort_key, person_id);

CREATE TABLE people_role (
    org_id    BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    role      TEXT   NOT NULL CHECK (role IN ('head', 'deputy', 'teacher', 'clerk', 'administrator', 'municipal', 'regional')),
    from_day  DATE   NOT NULL,
    to_day    DATE   NOT NULL,
    PRIMARY KEY (org_id, person_id, role, from_day),
    FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, person_id),
    CHECK (from_day <= to_day)
);

CREATE INDEX people_role_role ON people_role (org_id, role, person_id);
