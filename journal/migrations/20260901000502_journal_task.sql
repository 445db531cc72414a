-- class: tenant
CREATE TABLE journal_task ( -- grows
    org_id    BIGINT NOT NULL,
    task_id   BIGINT NOT NULL,
    group_id  BIGINT NOT NULL,
    course_id BIGINT NOT NULL,
    lesson_id BIGINT NOT NULL,
    kind      TEXT   NOT NULL CHECK (kind <> ''),
    title     TEXT   NOT NULL,
    on_date   DATE   NOT NULL,
    weight    BIGINT NOT NULL CHECK (weight BETWEEN 0 AND 20),
    state     TEXT   NOT NULL CHECK (state IN ('open', 'cancelled')),
    version   BIGINT NOT NULL CHECK (version > 0),
    PRIMARY KEY (org_id, task_id),
    FOREIGN KEY (org_id, group_id) REFERENCES school_group (org_id, group_id),
    FOREIGN KEY (org_id, course_id) REFERENCES school_course (org_id, course_id),
    CHECK (kind <> 'answer' OR lesson_id > 0)
);

CREATE UNIQUE INDEX journal_task_answer ON journal_task (org_id, lesson_id) WHERE kind = 'answer';
CREATE UNIQUE INDEX journal_task_title ON journal_task (org_id, group_id, course_id, on_date, kind, title) WHERE kind <> 'answer' AND state = 'open';
CREATE INDEX journal_task_day ON journal_task (org_id, group_id, course_id, on_date);
