-- class: tenant
ALTER TABLE ledger_line ADD COLUMN salt BYTEA;

ALTER TABLE ledger_line ADD COLUMN body TEXT;

UPDATE ledger_line
SET salt = (SELECT b.salt FROM ledger_body b WHERE b.org_id = ledger_line.org_id AND b.seq = ledger_line.seq),
    body = (SELECT b.body FROM ledger_body b WHERE b.org_id = ledger_line.org_id AND b.seq = ledger_line.seq);

DROP TABLE ledger_body;
