-- class: tenant
CREATE TABLE journal_lesson ( -- grows
    org_id     BIGINT  NOT NULL,
    lesson_id  BIGINT  NOT NULL,
    group_id   BIGINT  NOT NULL,
    course_id  BIGINT  NOT NULL,
    on_date    DATE    NOT NULL,
    number     BIGINT  NOT NULL CHECK (number BETWEEN 0 AND 20),
    teacher_id BIGINT  NOT NULL,
    topic      TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    checked    BOOLEAN NOT NULL,
    version    BIGINT  NOT NULL CHECK (version > 0),
    PRIMARY KEY (org_id, lesson_id),
    FOREIGN KEY (org_id, group_id) REFERENCES school_group (org_id, group_id),
    FOREIGN KEY (org_id, course_id) REFERENCES school_course (org_id, course_id),
    FOREIGN KEY (org_id, teacher_id) REFERENCES people_person (org_id, person_id)
);

-- A cancelled lesson leaves its place free for another.
CREATE UNIQUE INDEX journal_lesson_place ON journal_lesson (org_id, group_id, course_id, on_date, number) WHERE state <> 'cancelled';
CREATE INDEX journal_lesson_day ON journal_lesson (org_id, group_id, on_date, number);
CREATE INDEX journal_lesson_teacher ON journal_lesson (org_id, teacher_id, on_date, number);
