-- class: tenant
CREATE TABLE journal_homework ( -- grows
    org_id      BIGINT NOT NULL,
    homework_id BIGINT NOT NULL,
    lesson_id   BIGINT NOT NULL,
    group_id    BIGINT NOT NULL,
    course_id   BIGINT NOT NULL,
    text        TEXT   NOT NULL,
    due_on      DATE   NOT NULL,
    version     BIGINT NOT NULL CHECK (version > 0),
    PRIMARY KEY (org_id, homework_id),
    CONSTRAINT journal_homework_lesson UNIQUE (org_id, lesson_id),
    FOREIGN KEY (org_id, lesson_id) REFERENCES journal_lesson (org_id, lesson_id)
);

CREATE INDEX journal_homework_due ON journal_homework (org_id, group_id, due_on);
