-- The keys that sign what an instance's actions tell the outside, sealed. One is the newest (`signs_until` is null); the one before it
-- signs beside it until then.
CREATE TABLE signing_keys (
  organization TEXT NOT NULL,
  id TEXT NOT NULL,
  instance TEXT NOT NULL,
  sealed TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  signs_until BIGINT,
  PRIMARY KEY (organization, id),
  FOREIGN KEY (organization, instance) REFERENCES instances (organization, id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX signing_keys_newest ON signing_keys (organization, instance) WHERE signs_until IS NULL;
