-- class: tenant
CREATE TABLE journal_page (
    org_id    BIGINT NOT NULL,
    group_id  BIGINT NOT NULL,
    course_id BIGINT NOT NULL,
    term_id   BIGINT NOT NULL,
    version   BIGINT NOT NULL CHECK (version > 0),
    PRIMARY KEY (org_id, group_id, course_id, term_id),
    FOREIGN KEY (org_id, group_id) REFERENCES school_group (org_id, group_id),
    FOREIGN KEY (org_id, course_id) REFERENCES school_course (org_id, course_id),
    FOREIGN KEY (org_id, term_id) REFERENCES school_term (org_id, term_id)
);

CREATE TABLE journal_term (
    org_id     BIGINT  NOT NULL,
    term_id    BIGINT  NOT NULL,
    closed     BOOLEAN NOT NULL,
    changed_on DATE    NOT NULL,
    version    BIGINT  NOT NULL CHECK (version > 0),
    PRIMARY KEY (org_id, term_id),
    FOREIGN KEY (org_id, term_id) REFERENCES school_term (org_id, term_id)
);

CREATE TABLE journal_letter (
    org_id  BIGINT NOT NULL,
    letter  TEXT   NOT NULL,
    state   TEXT   NOT NULL CHECK (state IN ('present', 'absent', 'late', 'left')),
    reason  TEXT   NOT NULL,
    excused TEXT   NOT NULL CHECK (excused IN ('unknown', 'yes', 'no')),
    rank    BIGINT NOT NULL,
    PRIMARY KEY (org_id, letter),
    CHECK (letter <> '')
);
