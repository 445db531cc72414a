-- class: tenant
CREATE TABLE people_enrolment (
    org_id       BIGINT NOT NULL,
    enrolment_id BIGINT NOT NULL,
    pupil_id     BIGINT NOT NULL,
    class_id     BIGINT NOT NULL,
    from_day     DATE   NOT NULL,
    to_day       DATE   NOT NULL,
    PRIMARY KEY (org_id, enrolment_id),
    CONSTRAINT people_enrolment_start UNIQUE (org_id, pupil_id, from_day),
    FOREIGN KEY (org_id, pupil_id) REFERENCES people_person (org_id, person_id),
    FOREIGN KEY (org_id, class_id) REFERENCES school_class (org_id, class_id),
    CHECK (from_day <= to_day)
);

CREATE INDEX people_enrolment_class ON people_enrolment (org_id, class_id, pupil_id);

CREATE TABLE people_member (
    org_id   BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    from_day DATE   NOT NULL,
    to_day   DATE   NOT NULL,
    PRIMARY KEY (org_id, group_id, pupil_id, from_day),
    FOREIGN KEY (org_id, group_id) REFERENCES school_group (org_id, group_id),
    FOREIGN KEY (org_id, pupil_id) REFERENCES people_person (org_id, person_id),
    CHECK (from_day <= to_day)
);

CREATE INDEX people_member_pupil ON people_member (org_id, pupil_id, group_id);

CREATE TABLE people_guardian (
    org_id      BIGINT NOT NULL,
    guardian_id BIGINT NOT NULL,
    pupil_id    BIGINT NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('parent', 'mother', 'father', 'relative', 'guardian', 'trustee')),
    from_day    DATE   NOT NULL,
    to_day      DATE   NOT NULL,
    PRIMARY KEY (org_id, guardian_id, pupil_id, from_day),
    FOREIGN KEY (org_id, guardian_id) REFERENCES people_person (org_id, person_id),
    FOREIGN KEY (org_id, pupil_id) REFERENCES people_person (org_id, person_id),
    CHECK (guardian_id <> pupil_id),
    CHECK (from_day <= to_day)
);

CREATE INDEX people_guardian_pupil ON people_guardian (org_id, pupil_id, guardian_id);
