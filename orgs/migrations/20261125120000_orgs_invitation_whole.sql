-- class: control
-- Whether a code was made by one whose right reaches the whole organisation. Of
-- the codes before it nobody knows: they hold for families alone.
ALTER TABLE orgs_invitation ADD COLUMN whole BOOLEAN NOT NULL DEFAULT FALSE;
