-- class: tenant
CREATE TABLE journal_attendance ( -- grows
    org_id        BIGINT NOT NULL,
    lesson_id     BIGINT NOT NULL,
    pupil_id      BIGINT NOT NULL,
    attendance_id BIGINT NOT NULL,
    state         TEXT   NOT NULL CHECK (state IN ('present', 'absent', 'late', 'left')),
    minutes       BIGINT NOT NULL CHECK (minutes BETWEEN 0 AND 240),
    reason        TEXT   NOT NULL,
    excused       TEXT   NOT NULL CHECK (excused IN ('unknown', 'yes', 'no')),
    source        TEXT   NOT NULL CHECK (source IN ('teacher', 'tutor', 'notice', 'medic', 'event', 'import')),
    version       BIGINT NOT NULL CHECK (version > 0),
    PRIMARY KEY (org_id, lesson_id, pupil_id),
    CONSTRAINT journal_attendance_id UNIQUE (org_id, attendance_id),
    FOREIGN KEY (org_id, lesson_id) REFERENCES journal_lesson (org_id, lesson_id),
    FOREIGN KEY (org_id, pupil_id) REFERENCES people_person (org_id, person_id),
    CHECK (minutes = 0 OR state IN ('late', 'left'))
);

CREATE INDEX journal_attendance_pupil ON journal_attendance (org_id, pupil_id, lesson_id);
