-- The audit log: where an entry happened, personal data in two parts that are erased apart, and where a log begins.

-- Entries from before have version 1, no place, and one hash for everything personal.
ALTER TABLE audit_entries ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE audit_entries ADD COLUMN place TEXT;
ALTER TABLE audit_entries ADD COLUMN target_hash TEXT;

-- An empty `salt` says that the actor's part was erased, an absent `target_salt` that the target's was.
ALTER TABLE audit_personal ADD COLUMN target_salt TEXT;
ALTER TABLE audit_personal ADD COLUMN personal_detail TEXT;

ALTER TABLE audit_heads ADD COLUMN pruned_sequence BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_heads ADD COLUMN pruned_hash TEXT NOT NULL DEFAULT '0000000000000000000000000000000000000000000000000000000000000000';
