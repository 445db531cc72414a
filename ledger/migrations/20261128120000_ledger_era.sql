-- class: tenant
ALTER TABLE ledger_head ADD COLUMN era BIGINT NOT NULL DEFAULT 0;

UPDATE ledger_head SET era = seq;

DROP INDEX ledger_line_of_group;
