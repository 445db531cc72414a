-- class: tenant
CREATE TABLE journal_mark ( -- grows
    org_id   BIGINT      NOT NULL,
    task_id  BIGINT      NOT NULL,
    pupil_id BIGINT      NOT NULL,
    slot     BIGINT      NOT NULL CHECK (slot IN (1, 2)),
    mark_id  BIGINT      NOT NULL,
    text     TEXT        NOT NULL,
    value    BIGINT,
    counted  BOOLEAN     NOT NULL,
    scale    TEXT        NOT NULL,
    version  BIGINT      NOT NULL CHECK (version > 0),
    given_by BIGINT      NOT NULL,
    given_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (org_id, task_id, pupil_id, slot),
    CONSTRAINT journal_mark_id UNIQUE (org_id, mark_id),
    FOREIGN KEY (org_id, task_id) REFERENCES journal_task (org_id, task_id),
    FOREIGN KEY (org_id, pupil_id) REFERENCES people_person (org_id, person_id),
    CHECK (counted = FALSE OR value IS NOT NULL)
);

CREATE INDEX journal_mark_pupil ON journal_mark (org_id, pupil_id, task_id);
