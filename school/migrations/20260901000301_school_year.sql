-- class: tenant
CREATE TABLE school_year (
    org_id    BIGINT NOT NULL,
    year_id   BIGINT NOT NULL,
    name      TEXT   NOT NULL,
    starts_on DATE   NOT NULL,
    ends_on   DATE   NOT NULL,
    PRIMARY KEY (org_id, year_id),
    CONSTRAINT school_year_name UNIQUE (org_id, name),
    CONSTRAINT school_year_start UNIQUE (org_id, starts_on),
    CHECK (name <> ''),
    CHECK (starts_on < ends_on)
);

CREATE TABLE school_term (
    org_id    BIGINT NOT NULL,
    term_id   BIGINT NOT NULL,
    year_id   BIGINT NOT NULL,
    name      TEXT   NOT NULL,
    kind      TEXT   NOT NULL CHECK (kind IN ('fourth', 'third', 'half', 'year')),
    number    BIGINT NOT NULL CHECK (number > 0),
    starts_on DATE   NOT NULL,
    ends_on   DATE   NOT NULL,
    PRIMARY KEY (org_id, term_id),
    CONSTRAINT school_term_number UNIQUE (org_id, year_id, kind, number),
    FOREIGN KEY (org_id, year_id) REFERENCES school_year (org_id, year_id),
    CHECK (name <> ''),
    CHECK (starts_on <= ends_on)
);
