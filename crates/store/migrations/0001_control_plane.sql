-- One set of statements for SQLite and Postgres: ids TEXT, times BIGINT microseconds, flags BIGINT, JSON and hashes TEXT.
-- Whatever belongs to an organization refers to others by (organization, id), so no row can point into another one.

CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  display_name TEXT NOT NULL,
  is_operator BIGINT NOT NULL,
  is_verified BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE organizations (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  plan TEXT NOT NULL,
  default_role TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  hash TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  authenticated_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  idle_seconds BIGINT NOT NULL,
  address TEXT,
  user_agent TEXT
);
CREATE INDEX sessions_of_account ON sessions (account);

CREATE TABLE tokens (
  id TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  organization TEXT REFERENCES organizations (id) ON DELETE CASCADE,
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  preset TEXT NOT NULL,
  last_four TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  last_used_at BIGINT
);
CREATE INDEX tokens_of_account ON tokens (account);

CREATE TABLE members (
  organization TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES accounts (id),
  state TEXT NOT NULL,
  joined_at BIGINT NOT NULL,
  PRIMARY KEY (organization, id),
  UNIQUE (organization, account)
);
CREATE INDEX members_of_account ON members (account);

CREATE TABLE projects (
  organization TEXT NOT NULL REFERENCES organizations (id),
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization, id),
  UNIQUE (organization, name_key)
);

CREATE TABLE instances (
  organization TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  project TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  is_production BIGINT NOT NULL,
  region TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  state_reason TEXT,
  service_version TEXT NOT NULL,
  deployed_at BIGINT,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization, id),
  UNIQUE (organization, project, name_key),
  FOREIGN KEY (organization, project) REFERENCES projects (organization, id)
);

CREATE TABLE databases (
  organization TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  project TEXT NOT NULL,
  name TEXT NOT NULL,
  engine TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization, id),
  UNIQUE (organization, name),
  FOREIGN KEY (organization, project) REFERENCES projects (organization, id)
);

CREATE TABLE branches (
  organization TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  database_id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_production BIGINT NOT NULL,
  is_default BIGINT NOT NULL,
  parent TEXT,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization, id),
  UNIQUE (organization, database_id, id),
  UNIQUE (organization, database_id, name),
  FOREIGN KEY (organization, database_id) REFERENCES databases (organization, id) ON DELETE CASCADE
);

CREATE TABLE grants (
  organization TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  member TEXT NOT NULL,
  role TEXT NOT NULL,
  database_id TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  PRIMARY KEY (organization, id),
  FOREIGN KEY (organization, member) REFERENCES members (organization, id) ON DELETE CASCADE,
  FOREIGN KEY (organization, database_id) REFERENCES databases (organization, id) ON DELETE CASCADE
);
CREATE INDEX grants_of_member ON grants (organization, member);

CREATE TABLE connections (
  organization TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  instance TEXT NOT NULL,
  name TEXT NOT NULL,
  database_id TEXT,
  branch TEXT,
  engine TEXT,
  address TEXT,
  tls TEXT,
  sealed TEXT,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization, id),
  UNIQUE (organization, instance, name),
  FOREIGN KEY (organization, instance) REFERENCES instances (organization, id) ON DELETE CASCADE,
  FOREIGN KEY (organization, database_id, branch) REFERENCES branches (organization, database_id, id),
  CHECK ((branch IS NULL) = (database_id IS NULL) AND (branch IS NULL) = (sealed IS NOT NULL))
);
CREATE INDEX connections_of_branch ON connections (organization, branch);

CREATE TABLE client_auth (
  organization TEXT NOT NULL,
  instance TEXT NOT NULL,
  document TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization, instance),
  FOREIGN KEY (organization, instance) REFERENCES instances (organization, id) ON DELETE CASCADE
);

-- A revision is never given twice, so the row outlives the draft: source is null while there is none.
CREATE TABLE policy_drafts (
  organization TEXT NOT NULL,
  instance TEXT NOT NULL,
  source TEXT,
  format TEXT,
  revision BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT,
  PRIMARY KEY (organization, instance),
  FOREIGN KEY (organization, instance) REFERENCES instances (organization, id) ON DELETE CASCADE
);

CREATE TABLE policy_versions (
  organization TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  instance TEXT NOT NULL,
  number BIGINT NOT NULL,
  source TEXT NOT NULL,
  format TEXT NOT NULL,
  identities TEXT NOT NULL,
  is_deployed BIGINT NOT NULL,
  rolled_back_to BIGINT,
  deployed_at BIGINT NOT NULL,
  deployed_by TEXT,
  PRIMARY KEY (organization, id),
  UNIQUE (organization, instance, number),
  FOREIGN KEY (organization, instance) REFERENCES instances (organization, id) ON DELETE CASCADE
);

-- A chain is an organization's id or 'server'. No foreign key: a log outlives what it is about.
CREATE TABLE audit_heads (
  chain TEXT NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL,
  hash TEXT NOT NULL
);

CREATE TABLE audit_entries (
  chain TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  at BIGINT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor TEXT,
  credential TEXT,
  action TEXT NOT NULL,
  target_kind TEXT NOT NULL,
  target TEXT,
  outcome TEXT NOT NULL,
  epoch BIGINT,
  request TEXT NOT NULL,
  detail TEXT NOT NULL,
  personal_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (chain, sequence)
);

-- Personal data, bound to its entry by a salted hash: erasing a row leaves the chain whole and the rest unguessable.
CREATE TABLE audit_personal (
  chain TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  salt TEXT NOT NULL,
  actor_name TEXT,
  target_name TEXT,
  address TEXT,
  PRIMARY KEY (chain, sequence)
);

INSERT INTO audit_heads (chain, sequence, hash)
VALUES ('server', 0, '0000000000000000000000000000000000000000000000000000000000000000');
