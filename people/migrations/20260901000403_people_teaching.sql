-- class: tenant
CREATE TABLE people_teaching (
    org_id      BIGINT NOT NULL,
    teaching_id BIGINT NOT NULL,
    teacher_id  BIGINT NOT NULL,
    group_id    BIGINT NOT NULL,
    course_id   BIGINT NOT NULL,
    from_day    DATE   NOT NULL,
    to_day      DATE   NOT NULL,
    PRIMARY KEY (org_id, teaching_id),
    CONSTRAINT people_teaching_start UNIQUE (org_id, teacher_id, group_id, course_id, from_day),
    FOREIGN KEY (org_id, teacher_id) REFERENCES people_person (org_id, person_id),
    FOREIGN KEY (org_id, group_id) REFERENCES school_group (org_id, group_id),
    FOREIGN KEY (org_id, course_id) REFERENCES school_course (org_id, course_id),
    CHECK (from_day <= to_day)
);

CREATE INDEX people_teaching_group ON people_teaching (org_id, group_id, course_id);

CREATE TABLE people_tutor (
    org_id    BIGINT NOT NULL,
    class_id  BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    from_day  DATE   NOT NULL,
    to_day    DATE   NOT NULL,
    PRIMARY KEY (org_id, class_id, person_id, from_day),
    FOREIGN KEY (org_id, class_id) REFERENCES school_class (org_id, class_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, person_id),
    CHECK (from_day <= to_day)
);

CREATE INDEX people_tutor_person ON people_tutor (org_id, person_id, class_id);
