-- The application users that an instance has seen, written now and then in batches.
CREATE TABLE application_users (
  organization TEXT NOT NULL,
  instance TEXT NOT NULL,
  subject TEXT NOT NULL,
  roles TEXT NOT NULL,
  first_seen_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  requests BIGINT NOT NULL,
  PRIMARY KEY (organization, instance, subject),
  FOREIGN KEY (organization, instance) REFERENCES instances (organization, id) ON DELETE CASCADE
);

CREATE INDEX application_users_seen ON application_users (organization, instance, last_seen_at);

-- Tokens that an instance accepts no more, whoever signed them: of a subject, of one id, or issued before an instant.
CREATE TABLE revocations (
  organization TEXT NOT NULL,
  id TEXT NOT NULL,
  instance TEXT NOT NULL,
  subject TEXT,
  token_id TEXT,
  issued_before BIGINT,
  reason TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization, id),
  FOREIGN KEY (organization, instance) REFERENCES instances (organization, id) ON DELETE CASCADE
);

CREATE INDEX revocations_of_instance ON revocations (organization, instance);
