-- class: tenant
CREATE TABLE school_setting (
    org_id   BIGINT NOT NULL,
    name     TEXT   NOT NULL,
    from_day DATE   NOT NULL,
    value    TEXT   NOT NULL,
    source   TEXT   NOT NULL,
    version  BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (org_id, name, from_day),
    CHECK (name IN ('weights', 'mark-one', 'thresholds', 'halves-from'))
);
