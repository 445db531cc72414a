-- Printed from the migrations; do not edit. PostgreSQL has the same tables with its own types.

-- 20260901000001_storage_meta, control

CREATE TABLE storage_meta (
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

-- 20260901000101_ledger_line, tenant

CREATE TABLE ledger_head (
    org_id INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    hash   BLOB NOT NULL,
    PRIMARY KEY (org_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_line ( 
    org_id      INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    at          TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    account     INTEGER NOT NULL,
    person      INTEGER NOT NULL,
    role        TEXT NOT NULL,
    rule        TEXT NOT NULL,
    act         TEXT NOT NULL,
    thing       TEXT NOT NULL,
    thing_id    INTEGER NOT NULL,
    pupil_id    INTEGER NOT NULL,
    group_id    INTEGER NOT NULL,
    request     TEXT NOT NULL,
    body_hash   BLOB NOT NULL,
    prev_hash   BLOB NOT NULL,
    hash        BLOB NOT NULL,
    PRIMARY KEY (org_id, seq)
) STRICT;

CREATE INDEX ledger_line_of_thing ON ledger_line (org_id, thing_id, seq);

CREATE INDEX ledger_line_of_group ON ledger_line (org_id, group_id, seq) WHERE group_id <> 0;

CREATE TABLE ledger_body ( 
    org_id INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    salt   BLOB NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (org_id, seq)
) STRICT, WITHOUT ROWID;

-- 20260901000102_ledger_cursor, derived

CREATE TABLE ledger_cursor (
    org_id INTEGER NOT NULL,
    reader TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY (org_id, reader)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_request ( 
    org_id    INTEGER NOT NULL,
    key       TEXT NOT NULL,
    first_seq INTEGER NOT NULL,
    at        TEXT NOT NULL,
    PRIMARY KEY (org_id, key)
) STRICT, WITHOUT ROWID;

-- 20260901000201_orgs_directory, control

CREATE TABLE orgs_directory (
    org_id     INTEGER NOT NULL,
    kind       TEXT   NOT NULL CHECK (kind IN ('school', 'municipality', 'region', 'centre')),
    name       TEXT   NOT NULL,
    short_name TEXT   NOT NULL,
    zone       TEXT   NOT NULL,
    parent_id  INTEGER NOT NULL DEFAULT 0,
    made_at    TEXT NOT NULL,
    PRIMARY KEY (org_id),
    CONSTRAINT orgs_directory_name UNIQUE (parent_id, name),
    CHECK (name <> ''),
    CHECK (short_name <> ''),
    CHECK (zone <> ''),
    CHECK (parent_id <> org_id)
) STRICT, WITHOUT ROWID;

-- 20260901000202_orgs_account, control

CREATE TABLE orgs_account (
    account_id   INTEGER NOT NULL,
    password     TEXT   NOT NULL,
    pin          TEXT   NOT NULL DEFAULT '',
    spare_hash   TEXT   NOT NULL DEFAULT '',
    email        TEXT   NOT NULL DEFAULT '',
    confirmed_at TEXT,
    language     TEXT   NOT NULL DEFAULT '' CHECK (language IN ('', 'ru', 'en')),
    theme        TEXT   NOT NULL DEFAULT '' CHECK (theme IN ('', 'light', 'dark')),
    made_at      TEXT NOT NULL,
    changed_at   TEXT NOT NULL,
    PRIMARY KEY (account_id),
    CHECK (password <> '')
) STRICT, WITHOUT ROWID;

CREATE TABLE orgs_signin_name (
    folded     TEXT   NOT NULL,
    account_id INTEGER NOT NULL,
    shown      TEXT   NOT NULL,
    PRIMARY KEY (folded),
    CONSTRAINT orgs_signin_name_account UNIQUE (account_id),
    FOREIGN KEY (account_id) REFERENCES orgs_account (account_id),
    CHECK (folded <> ''),
    CHECK (shown <> '')
) STRICT, WITHOUT ROWID;

-- 20260901000203_orgs_session, control

CREATE TABLE orgs_session ( 
    session_id INTEGER NOT NULL,
    token_hash TEXT   NOT NULL,
    account_id INTEGER NOT NULL,
    opened_at  TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    idle_at    TEXT NOT NULL,
    ends_at    TEXT NOT NULL,
    shared     INTEGER NOT NULL CHECK (shared IN (0, 1)),
    locked     INTEGER NOT NULL CHECK (locked IN (0, 1)),
    address    TEXT   NOT NULL,
    device     TEXT   NOT NULL,
    PRIMARY KEY (session_id),
    CONSTRAINT orgs_session_token UNIQUE (token_hash),
    FOREIGN KEY (account_id) REFERENCES orgs_account (account_id),
    CHECK (length(token_hash) = 64)
) STRICT, WITHOUT ROWID;

CREATE INDEX orgs_session_account ON orgs_session (account_id, session_id);

CREATE INDEX orgs_session_idle ON orgs_session (idle_at);

CREATE TABLE orgs_failure (
    subject  TEXT   NOT NULL,
    address  TEXT   NOT NULL,
    tries    INTEGER NOT NULL CHECK (tries >= 0),
    tried_at TEXT NOT NULL,
    until_at TEXT NOT NULL,
    PRIMARY KEY (subject, address)
) STRICT, WITHOUT ROWID;

CREATE INDEX orgs_failure_tried ON orgs_failure (tried_at);

-- 20260901000204_orgs_seat, control

CREATE TABLE orgs_invitation ( 
    invitation_id INTEGER NOT NULL,
    code_hash     TEXT   NOT NULL,
    purpose       TEXT   NOT NULL CHECK (purpose IN ('seat', 'reset', 'first')),
    org_id        INTEGER NOT NULL,
    person_id     INTEGER NOT NULL,
    role          TEXT   NOT NULL,
    account_id    INTEGER NOT NULL,
    born_hash     TEXT   NOT NULL,
    tries_left    INTEGER NOT NULL CHECK (tries_left >= 0),
    made_by       INTEGER NOT NULL,
    made_at       TEXT NOT NULL,
    expires_at    TEXT NOT NULL,
    ended_at      TEXT,
    used_by       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (invitation_id),
    CONSTRAINT orgs_invitation_code UNIQUE (code_hash),
    CHECK (length(code_hash) = 64),
    CHECK ((purpose = 'first') = (org_id = 0)),
    CHECK ((purpose = 'first') = (person_id = 0)),
    CHECK ((purpose = 'reset') = (account_id <> 0))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX orgs_invitation_open ON orgs_invitation (org_id, person_id) WHERE ended_at IS NULL AND purpose <> 'first';

CREATE INDEX orgs_invitation_person ON orgs_invitation (org_id, person_id, invitation_id);

CREATE TABLE orgs_seat (
    account_id    INTEGER NOT NULL,
    org_id        INTEGER NOT NULL,
    person_id     INTEGER NOT NULL,
    made_at       TEXT NOT NULL,
    invitation_id INTEGER NOT NULL DEFAULT 0,
    recorded      INTEGER NOT NULL DEFAULT FALSE CHECK (recorded IN (0, 1)),
    PRIMARY KEY (account_id, org_id, person_id),
    CONSTRAINT orgs_seat_person UNIQUE (org_id, person_id),
    FOREIGN KEY (account_id) REFERENCES orgs_account (account_id),
    FOREIGN KEY (org_id) REFERENCES orgs_directory (org_id)
) STRICT, WITHOUT ROWID;

-- 20260901000301_school_year, tenant

CREATE TABLE school_year (
    org_id    INTEGER NOT NULL,
    year_id   INTEGER NOT NULL,
    name      TEXT   NOT NULL,
    starts_on TEXT   NOT NULL,
    ends_on   TEXT   NOT NULL,
    PRIMARY KEY (org_id, year_id),
    CONSTRAINT school_year_name UNIQUE (org_id, name),
    CONSTRAINT school_year_start UNIQUE (org_id, starts_on),
    CHECK (name <> ''),
    CHECK (starts_on < ends_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE school_term (
    org_id    INTEGER NOT NULL,
    term_id   INTEGER NOT NULL,
    year_id   INTEGER NOT NULL,
    name      TEXT   NOT NULL,
    kind      TEXT   NOT NULL CHECK (kind IN ('fourth', 'third', 'half', 'year')),
    number    INTEGER NOT NULL CHECK (number > 0),
    starts_on TEXT   NOT NULL,
    ends_on   TEXT   NOT NULL,
    PRIMARY KEY (org_id, term_id),
    CONSTRAINT school_term_number UNIQUE (org_id, year_id, kind, number),
    FOREIGN KEY (org_id, year_id) REFERENCES school_year (org_id, year_id),
    CHECK (name <> ''),
    CHECK (starts_on <= ends_on)
) STRICT, WITHOUT ROWID;

-- 20260901000302_school_subject, tenant

CREATE TABLE school_subject (
    org_id     INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    name       TEXT   NOT NULL,
    short_name TEXT   NOT NULL,
    sort_key   TEXT   NOT NULL,
    PRIMARY KEY (org_id, subject_id),
    CONSTRAINT school_subject_name UNIQUE (org_id, name),
    CHECK (name <> '')
) STRICT, WITHOUT ROWID;

CREATE TABLE school_course (
    org_id     INTEGER NOT NULL,
    course_id  INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    name       TEXT   NOT NULL,
    short_name TEXT   NOT NULL,
    sort_key   TEXT   NOT NULL,
    PRIMARY KEY (org_id, course_id),
    CONSTRAINT school_course_name UNIQUE (org_id, subject_id, name),
    FOREIGN KEY (org_id, subject_id) REFERENCES school_subject (org_id, subject_id),
    CHECK (name <> '')
) STRICT, WITHOUT ROWID;

-- 20260901000303_school_class, tenant

CREATE TABLE school_class (
    org_id     INTEGER NOT NULL,
    class_id   INTEGER NOT NULL,
    year_id    INTEGER NOT NULL,
    year_group INTEGER NOT NULL CHECK (year_group BETWEEN 0 AND 12),
    letter     TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    sort_key   TEXT   NOT NULL,
    version    INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (org_id, class_id),
    CONSTRAINT school_class_name UNIQUE (org_id, year_id, name),
    FOREIGN KEY (org_id, year_id) REFERENCES school_year (org_id, year_id),
    CHECK (name <> '')
) STRICT, WITHOUT ROWID;

CREATE TABLE school_group (
    org_id   INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    year_id  INTEGER NOT NULL,
    kind     TEXT   NOT NULL CHECK (kind IN ('class', 'part', 'mixed')),
    name     TEXT   NOT NULL,
    class_id INTEGER NOT NULL,
    sort_key TEXT   NOT NULL,
    PRIMARY KEY (org_id, group_id),
    CONSTRAINT school_group_name UNIQUE (org_id, year_id, class_id, name),
    FOREIGN KEY (org_id, year_id) REFERENCES school_year (org_id, year_id),
    CHECK (name <> ''),
    CHECK ((kind = 'mixed') = (class_id = 0))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX school_group_whole_class ON school_group (org_id, class_id) WHERE kind = 'class';

CREATE TABLE school_group_class (
    org_id   INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    class_id INTEGER NOT NULL,
    PRIMARY KEY (org_id, group_id, class_id),
    FOREIGN KEY (org_id, group_id) REFERENCES school_group (org_id, group_id),
    FOREIGN KEY (org_id, class_id) REFERENCES school_class (org_id, class_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX school_group_class_class ON school_group_class (org_id, class_id, group_id);

-- 20260901000304_school_setting, tenant

CREATE TABLE school_setting (
    org_id   INTEGER NOT NULL,
    name     TEXT   NOT NULL,
    from_day TEXT   NOT NULL,
    value    TEXT   NOT NULL,
    source   TEXT   NOT NULL,
    version  INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (org_id, name, from_day),
    CHECK (name IN ('weights', 'mark-one', 'thresholds', 'halves-from'))
) STRICT, WITHOUT ROWID;

-- 20260901000401_people_person, tenant

CREATE TABLE people_person (
    org_id      INTEGER NOT NULL,
    person_id   INTEGER NOT NULL,
    last_name   TEXT   NOT NULL,
    first_name  TEXT   NOT NULL,
    middle_name TEXT   NOT NULL,
    sort_key    TEXT   NOT NULL,
    birth_date  TEXT,
    sex         TEXT   NOT NULL CHECK (sex IN ('', 'f', 'm')),
    phone       TEXT   NOT NULL,
    email       TEXT   NOT NULL,
    snils       TEXT   NOT NULL,
    version     INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (org_id, person_id),
    CHECK (last_name <> '' OR first_name <> ''),
    CHECK (snils = '' OR length(snils) = 11)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX people_person_snils ON people_person (org_id, snils) WHERE snils <> '';

CREATE INDEX people_person_sort ON people_person (org_id, sort_key, person_id);

CREATE TABLE people_role (
    org_id    INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    role      TEXT   NOT NULL CHECK (role IN ('head', 'deputy', 'teacher', 'clerk', 'administrator', 'municipal', 'regional')),
    from_day  TEXT   NOT NULL,
    to_day    TEXT   NOT NULL,
    PRIMARY KEY (org_id, person_id, role, from_day),
    FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, person_id),
    CHECK (from_day <= to_day)
) STRICT, WITHOUT ROWID;

CREATE INDEX people_role_role ON people_role (org_id, role, person_id);

-- 20260901000402_people_enrolment, tenant

CREATE TABLE people_enrolment (
    org_id       INTEGER NOT NULL,
    enrolment_id INTEGER NOT NULL,
    pupil_id     INTEGER NOT NULL,
    class_id     INTEGER NOT NULL,
    from_day     TEXT   NOT NULL,
    to_day       TEXT   NOT NULL,
    PRIMARY KEY (org_id, enrolment_id),
    CONSTRAINT people_enrolment_start UNIQUE (org_id, pupil_id, from_day),
    FOREIGN KEY (org_id, pupil_id) REFERENCES people_person (org_id, person_id),
    FOREIGN KEY (org_id, class_id) REFERENCES school_class (org_id, class_id),
    CHECK (from_day <= to_day)
) STRICT, WITHOUT ROWID;

CREATE INDEX people_enrolment_class ON people_enrolment (org_id, class_id, pupil_id);

CREATE TABLE people_member (
    org_id   INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    from_day TEXT   NOT NULL,
    to_day   TEXT   NOT NULL,
    PRIMARY KEY (org_id, group_id, pupil_id, from_day),
    FOREIGN KEY (org_id, group_id) REFERENCES school_group (org_id, group_id),
    FOREIGN KEY (org_id, pupil_id) REFERENCES people_person (org_id, person_id),
    CHECK (from_day <= to_day)
) STRICT, WITHOUT ROWID;

CREATE INDEX people_member_pupil ON people_member (org_id, pupil_id, group_id);

CREATE TABLE people_guardian (
    org_id      INTEGER NOT NULL,
    guardian_id INTEGER NOT NULL,
    pupil_id    INTEGER NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('parent', 'mother', 'father', 'relative', 'guardian', 'trustee')),
    from_day    TEXT   NOT NULL,
    to_day      TEXT   NOT NULL,
    PRIMARY KEY (org_id, guardian_id, pupil_id, from_day),
    FOREIGN KEY (org_id, guardian_id) REFERENCES people_person (org_id, person_id),
    FOREIGN KEY (org_id, pupil_id) REFERENCES people_person (org_id, person_id),
    CHECK (guardian_id <> pupil_id),
    CHECK (from_day <= to_day)
) STRICT, WITHOUT ROWID;

CREATE INDEX people_guardian_pupil ON people_guardian (org_id, pupil_id, guardian_id);

-- 20260901000403_people_teaching, tenant

CREATE TABLE people_teaching (
    org_id      INTEGER NOT NULL,
    teaching_id INTEGER NOT NULL,
    teacher_id  INTEGER NOT NULL,
    group_id    INTEGER NOT NULL,
    course_id   INTEGER NOT NULL,
    from_day    TEXT   NOT NULL,
    to_day      TEXT   NOT NULL,
    PRIMARY KEY (org_id, teaching_id),
    CONSTRAINT people_teaching_start UNIQUE (org_id, teacher_id, group_id, course_id, from_day),
    FOREIGN KEY (org_id, teacher_id) REFERENCES people_person (org_id, person_id),
    FOREIGN KEY (org_id, group_id) REFERENCES school_group (org_id, group_id),
    FOREIGN KEY (org_id, course_id) REFERENCES school_course (org_id, course_id),
    CHECK (from_day <= to_day)
) STRICT, WITHOUT ROWID;

CREATE INDEX people_teaching_group ON people_teaching (org_id, group_id, course_id);

CREATE TABLE people_tutor (
    org_id    INTEGER NOT NULL,
    class_id  INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    from_day  TEXT   NOT NULL,
    to_day    TEXT   NOT NULL,
    PRIMARY KEY (org_id, class_id, person_id, from_day),
    FOREIGN KEY (org_id, class_id) REFERENCES school_class (org_id, class_id),
    FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, person_id),
    CHECK (from_day <= to_day)
) STRICT, WITHOUT ROWID;

CREATE INDEX people_tutor_person ON people_tutor (org_id, person_id, class_id);

-- 20260901000501_journal_lesson, tenant

CREATE TABLE journal_lesson ( 
    org_id     INTEGER  NOT NULL,
    lesson_id  INTEGER  NOT NULL,
    group_id   INTEGER  NOT NULL,
    course_id  INTEGER  NOT NULL,
    on_date    TEXT    NOT NULL,
    number     INTEGER  NOT NULL CHECK (number BETWEEN 0 AND 20),
    teacher_id INTEGER  NOT NULL,
    topic      TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    checked    INTEGER NOT NULL CHECK (checked IN (0, 1)),
    version    INTEGER  NOT NULL CHECK (version > 0),
    PRIMARY KEY (org_id, lesson_id),
    FOREIGN KEY (org_id, group_id) REFERENCES school_group (org_id, group_id),
    FOREIGN KEY (org_id, course_id) REFERENCES school_course (org_id, course_id),
    FOREIGN KEY (org_id, teacher_id) REFERENCES people_person (org_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX journal_lesson_place ON journal_lesson (org_id, group_id, course_id, on_date, number) WHERE state <> 'cancelled';

CREATE INDEX journal_lesson_day ON journal_lesson (org_id, group_id, on_date, number);

CREATE INDEX journal_lesson_teacher ON journal_lesson (org_id, teacher_id, on_date, number);

-- 20260901000502_journal_task, tenant

CREATE TABLE journal_task ( 
    org_id    INTEGER NOT NULL,
    task_id   INTEGER NOT NULL,
    group_id  INTEGER NOT NULL,
    course_id INTEGER NOT NULL,
    lesson_id INTEGER NOT NULL,
    kind      TEXT   NOT NULL CHECK (kind <> ''),
    title     TEXT   NOT NULL,
    on_date   TEXT   NOT NULL,
    weight    INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 20),
    state     TEXT   NOT NULL CHECK (state IN ('open', 'cancelled')),
    version   INTEGER NOT NULL CHECK (version > 0),
    PRIMARY KEY (org_id, task_id),
    FOREIGN KEY (org_id, group_id) REFERENCES school_group (org_id, group_id),
    FOREIGN KEY (org_id, course_id) REFERENCES school_course (org_id, course_id),
    CHECK (kind <> 'answer' OR lesson_id > 0)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX journal_task_answer ON journal_task (org_id, lesson_id) WHERE kind = 'answer';

CREATE UNIQUE INDEX journal_task_title ON journal_task (org_id, group_id, course_id, on_date, kind, title) WHERE kind <> 'answer' AND state = 'open';

CREATE INDEX journal_task_day ON journal_task (org_id, group_id, course_id, on_date);

-- 20260901000503_journal_mark, tenant

CREATE TABLE journal_mark ( 
    org_id   INTEGER      NOT NULL,
    task_id  INTEGER      NOT NULL,
    pupil_id INTEGER      NOT NULL,
    slot     INTEGER      NOT NULL CHECK (slot IN (1, 2)),
    mark_id  INTEGER      NOT NULL,
    text     TEXT        NOT NULL,
    value    INTEGER,
    counted  INTEGER     NOT NULL CHECK (counted IN (0, 1)),
    scale    TEXT        NOT NULL,
    version  INTEGER      NOT NULL CHECK (version > 0),
    given_by INTEGER      NOT NULL,
    given_at TEXT NOT NULL,
    PRIMARY KEY (org_id, task_id, pupil_id, slot),
    CONSTRAINT journal_mark_id UNIQUE (org_id, mark_id),
    FOREIGN KEY (org_id, task_id) REFERENCES journal_task (org_id, task_id),
    FOREIGN KEY (org_id, pupil_id) REFERENCES people_person (org_id, person_id),
    CHECK (counted = FALSE OR value IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX journal_mark_pupil ON journal_mark (org_id, pupil_id, task_id);

-- 20260901000504_journal_attendance, tenant

CREATE TABLE journal_attendance ( 
    org_id        INTEGER NOT NULL,
    lesson_id     INTEGER NOT NULL,
    pupil_id      INTEGER NOT NULL,
    attendance_id INTEGER NOT NULL,
    state         TEXT   NOT NULL CHECK (state IN ('present', 'absent', 'late', 'left')),
    minutes       INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 240),
    reason        TEXT   NOT NULL,
    excused       TEXT   NOT NULL CHECK (excused IN ('unknown', 'yes', 'no')),
    source        TEXT   NOT NULL CHECK (source IN ('teacher', 'tutor', 'notice', 'medic', 'event', 'import')),
    version       INTEGER NOT NULL CHECK (version > 0),
    PRIMARY KEY (org_id, lesson_id, pupil_id),
    CONSTRAINT journal_attendance_id UNIQUE (org_id, attendance_id),
    FOREIGN KEY (org_id, lesson_id) REFERENCES journal_lesson (org_id, lesson_id),
    FOREIGN KEY (org_id, pupil_id) REFERENCES people_person (org_id, person_id),
    CHECK (minutes = 0 OR state IN ('late', 'left'))
) STRICT, WITHOUT ROWID;

CREATE INDEX journal_attendance_pupil ON journal_attendance (org_id, pupil_id, lesson_id);

-- 20260901000505_journal_homework, tenant

CREATE TABLE journal_homework ( 
    org_id      INTEGER NOT NULL,
    homework_id INTEGER NOT NULL,
    lesson_id   INTEGER NOT NULL,
    group_id    INTEGER NOT NULL,
    course_id   INTEGER NOT NULL,
    text        TEXT   NOT NULL,
    due_on      TEXT   NOT NULL,
    version     INTEGER NOT NULL CHECK (version > 0),
    PRIMARY KEY (org_id, homework_id),
    CONSTRAINT journal_homework_lesson UNIQUE (org_id, lesson_id),
    FOREIGN KEY (org_id, lesson_id) REFERENCES journal_lesson (org_id, lesson_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX journal_homework_due ON journal_homework (org_id, group_id, due_on);

-- 20260901000506_journal_page, tenant

CREATE TABLE journal_page (
    org_id    INTEGER NOT NULL,
    group_id  INTEGER NOT NULL,
    course_id INTEGER NOT NULL,
    term_id   INTEGER NOT NULL,
    version   INTEGER NOT NULL CHECK (version > 0),
    PRIMARY KEY (org_id, group_id, course_id, term_id),
    FOREIGN KEY (org_id, group_id) REFERENCES school_group (org_id, group_id),
    FOREIGN KEY (org_id, course_id) REFERENCES school_course (org_id, course_id),
    FOREIGN KEY (org_id, term_id) REFERENCES school_term (org_id, term_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_term (
    org_id     INTEGER  NOT NULL,
    term_id    INTEGER  NOT NULL,
    closed     INTEGER NOT NULL CHECK (closed IN (0, 1)),
    changed_on TEXT    NOT NULL,
    version    INTEGER  NOT NULL CHECK (version > 0),
    PRIMARY KEY (org_id, term_id),
    FOREIGN KEY (org_id, term_id) REFERENCES school_term (org_id, term_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_letter (
    org_id  INTEGER NOT NULL,
    letter  TEXT   NOT NULL,
    state   TEXT   NOT NULL CHECK (state IN ('present', 'absent', 'late', 'left')),
    reason  TEXT   NOT NULL,
    excused TEXT   NOT NULL CHECK (excused IN ('unknown', 'yes', 'no')),
    rank    INTEGER NOT NULL,
    PRIMARY KEY (org_id, letter),
    CHECK (letter <> '')
) STRICT, WITHOUT ROWID;

-- 20260901000601_interop_source, tenant

CREATE TABLE interop_source_id ( 
    org_id    INTEGER NOT NULL,
    system    TEXT   NOT NULL,
    kind      TEXT   NOT NULL CHECK (kind IN ('term', 'course', 'class', 'group', 'group-course', 'person')),
    source_id TEXT   NOT NULL,
    thing_id  INTEGER NOT NULL,
    PRIMARY KEY (org_id, system, kind, source_id),
    CHECK (system <> ''),
    CHECK (source_id <> '')
) STRICT, WITHOUT ROWID;

CREATE TABLE interop_import (
    org_id    INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    at        TEXT NOT NULL,
    system    TEXT   NOT NULL,
    files     TEXT   NOT NULL,
    created   INTEGER NOT NULL,
    changed   INTEGER NOT NULL,
    ended     INTEGER NOT NULL,
    PRIMARY KEY (org_id, import_id)
) STRICT, WITHOUT ROWID;

-- 20260901000602_interop_org, control

CREATE TABLE interop_org (
    system    TEXT   NOT NULL,
    source_id TEXT   NOT NULL,
    org_id    INTEGER NOT NULL,
    PRIMARY KEY (system, source_id),
    FOREIGN KEY (org_id) REFERENCES orgs_directory (org_id),
    CHECK (system <> ''),
    CHECK (source_id <> '')
) STRICT, WITHOUT ROWID;

-- 20261125120000_orgs_invitation_whole

ALTER TABLE orgs_invitation ADD COLUMN whole INTEGER NOT NULL DEFAULT FALSE CHECK (whole IN (0, 1));

-- 20261125121000_orgs_place, control

CREATE TABLE orgs_place ( 
    account_id INTEGER NOT NULL,
    place      TEXT   NOT NULL,
    seen_at    TEXT NOT NULL,
    PRIMARY KEY (account_id, place),
    FOREIGN KEY (account_id) REFERENCES orgs_account (account_id),
    CHECK (length(place) = 64)
) STRICT, WITHOUT ROWID;

CREATE INDEX orgs_place_seen ON orgs_place (seen_at);

-- 20261128120000_ledger_era

ALTER TABLE ledger_head ADD COLUMN era INTEGER NOT NULL DEFAULT 0;

UPDATE ledger_head SET era = seq;

DROP INDEX ledger_line_of_group;

-- 20261128200000_ledger_line_body

ALTER TABLE ledger_line ADD COLUMN salt BLOB;

ALTER TABLE ledger_line ADD COLUMN body TEXT;

UPDATE ledger_line
SET salt = (SELECT b.salt FROM ledger_body b WHERE b.org_id = ledger_line.org_id AND b.seq = ledger_line.seq),
    body = (SELECT b.body FROM ledger_body b WHERE b.org_id = ledger_line.org_id AND b.seq = ledger_line.seq);

DROP TABLE ledger_body;
