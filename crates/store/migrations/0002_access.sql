-- Roles, teams, invitations, service tokens, access requests, device sign-ins; grants to any of them.

-- Settings of an organization; null is the server's own.
ALTER TABLE organizations ADD COLUMN session_hours BIGINT;
ALTER TABLE organizations ADD COLUMN token_days BIGINT;
ALTER TABLE organizations ADD COLUMN addresses TEXT;
ALTER TABLE organizations ADD COLUMN audit_days BIGINT;

ALTER TABLE tokens ADD COLUMN last_address TEXT;
ALTER TABLE tokens ADD COLUMN previous_hash TEXT;
ALTER TABLE tokens ADD COLUMN previous_until BIGINT;
ALTER TABLE tokens ADD COLUMN rotated_at BIGINT;
ALTER TABLE tokens ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX tokens_by_previous_hash ON tokens (previous_hash);

ALTER TABLE members ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- Custom roles. `permissions`, `actions` and `assigns` are JSON; system roles are code and never rows.
CREATE TABLE roles (
  organization TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  description TEXT NOT NULL,
  permissions TEXT NOT NULL,
  actions TEXT NOT NULL,
  has_all_projects BIGINT NOT NULL,
  has_all_instances BIGINT NOT NULL,
  has_production BIGINT NOT NULL,
  assigns TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization, id),
  UNIQUE (organization, name_key)
);

-- What a role is scoped to. When the last one goes, the role grants nothing there: an empty set never means all.
CREATE TABLE role_projects (
  organization TEXT NOT NULL,
  role TEXT NOT NULL,
  project TEXT NOT NULL,
  PRIMARY KEY (organization, role, project),
  FOREIGN KEY (organization, role) REFERENCES roles (organization, id) ON DELETE CASCADE,
  FOREIGN KEY (organization, project) REFERENCES projects (organization, id) ON DELETE CASCADE
);
CREATE TABLE role_instances (
  organization TEXT NOT NULL,
  role TEXT NOT NULL,
  instance TEXT NOT NULL,
  PRIMARY KEY (organization, role, instance),
  FOREIGN KEY (organization, role) REFERENCES roles (organization, id) ON DELETE CASCADE,
  FOREIGN KEY (organization, instance) REFERENCES instances (organization, id) ON DELETE CASCADE
);

CREATE TABLE teams (
  organization TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  description TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization, id),
  UNIQUE (organization, name_key)
);
CREATE TABLE team_members (
  organization TEXT NOT NULL,
  team TEXT NOT NULL,
  member TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  PRIMARY KEY (organization, team, member),
  FOREIGN KEY (organization, team) REFERENCES teams (organization, id) ON DELETE CASCADE,
  FOREIGN KEY (organization, member) REFERENCES members (organization, id) ON DELETE CASCADE
);
CREATE INDEX team_members_of_member ON team_members (organization, member);

-- A service token is a principal of its own. `creator` is kept for people to know; it gives nothing.
CREATE TABLE service_tokens (
  organization TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  previous_hash TEXT UNIQUE,
  previous_until BIGINT,
  last_four TEXT NOT NULL,
  creator TEXT,
  is_suspended BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  rotated_at BIGINT,
  expires_at BIGINT,
  last_used_at BIGINT,
  last_address TEXT,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization, id),
  UNIQUE (organization, name_key)
);

-- Pending until it is accepted, declined, cancelled or void; one that expired stays pending until it is sent again or
-- another takes its place. What it gives are its grants and teams; `promised` keeps their names as JSON when it ends.
CREATE TABLE invitations (
  organization TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  inviter TEXT NOT NULL,
  promised TEXT,
  reason TEXT,
  created_at BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization, id)
);
CREATE INDEX invitations_by_email ON invitations (email);
CREATE UNIQUE INDEX invitations_pending ON invitations (organization, email) WHERE state = 'pending';

-- The teams that whoever accepts will be in.
CREATE TABLE invitation_teams (
  organization TEXT NOT NULL,
  invitation TEXT NOT NULL,
  team TEXT NOT NULL,
  PRIMARY KEY (organization, invitation, team),
  FOREIGN KEY (organization, invitation) REFERENCES invitations (organization, id) ON DELETE CASCADE,
  FOREIGN KEY (organization, team) REFERENCES teams (organization, id) ON DELETE CASCADE
);

-- Grants of before were of members, for the whole organization or at one database.
ALTER TABLE grants RENAME TO grants_of_members_only;
DROP INDEX grants_of_member;
CREATE TABLE grants (
  organization TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  member TEXT,
  team TEXT,
  service_token TEXT,
  personal_token TEXT REFERENCES tokens (id) ON DELETE CASCADE,
  invitation TEXT,
  role TEXT,
  actions TEXT,
  reach TEXT NOT NULL,
  database_id TEXT,
  instance TEXT,
  has_production BIGINT NOT NULL,
  creator TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  PRIMARY KEY (organization, id),
  FOREIGN KEY (organization) REFERENCES organizations (id) ON DELETE CASCADE,
  FOREIGN KEY (organization, member) REFERENCES members (organization, id) ON DELETE CASCADE,
  FOREIGN KEY (organization, team) REFERENCES teams (organization, id) ON DELETE CASCADE,
  FOREIGN KEY (organization, service_token) REFERENCES service_tokens (organization, id) ON DELETE CASCADE,
  FOREIGN KEY (organization, invitation) REFERENCES invitations (organization, id) ON DELETE CASCADE,
  FOREIGN KEY (organization, database_id) REFERENCES databases (organization, id) ON DELETE CASCADE,
  FOREIGN KEY (organization, instance) REFERENCES instances (organization, id) ON DELETE CASCADE,
  CHECK ((role IS NULL) <> (actions IS NULL)),
  CHECK ((CASE WHEN member IS NULL THEN 0 ELSE 1 END) + (CASE WHEN team IS NULL THEN 0 ELSE 1 END)
    + (CASE WHEN service_token IS NULL THEN 0 ELSE 1 END) + (CASE WHEN personal_token IS NULL THEN 0 ELSE 1 END)
    + (CASE WHEN invitation IS NULL THEN 0 ELSE 1 END) = 1),
  CHECK ((reach = 'database') = (database_id IS NOT NULL)),
  CHECK ((reach = 'instance') = (instance IS NOT NULL)),
  CHECK (reach IN ('organization', 'projects', 'instance', 'database'))
);
CREATE INDEX grants_of_member ON grants (organization, member);
CREATE INDEX grants_of_team ON grants (organization, team);
CREATE INDEX grants_of_service_token ON grants (organization, service_token);
CREATE INDEX grants_of_invitation ON grants (organization, invitation);
CREATE INDEX grants_of_personal_token ON grants (personal_token);
CREATE INDEX grants_of_role ON grants (organization, role);
INSERT INTO grants (organization, id, member, role, reach, database_id, has_production, created_at, expires_at)
  SELECT organization, id, member, role, CASE WHEN database_id IS NULL THEN 'organization' ELSE 'database' END,
    database_id, 1, created_at, expires_at
  FROM grants_of_members_only;
DROP TABLE grants_of_members_only;

-- The projects of a grant whose reach is projects. None left means none.
CREATE TABLE grant_projects (
  organization TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  project TEXT NOT NULL,
  PRIMARY KEY (organization, grant_id, project),
  FOREIGN KEY (organization, grant_id) REFERENCES grants (organization, id) ON DELETE CASCADE,
  FOREIGN KEY (organization, project) REFERENCES projects (organization, id) ON DELETE CASCADE
);

-- Somebody asks for an action on a thing, for so long; `grant_id` is what an approval gave.
CREATE TABLE access_requests (
  organization TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  member TEXT NOT NULL,
  action TEXT NOT NULL,
  project TEXT,
  instance TEXT,
  database_id TEXT,
  reason TEXT NOT NULL,
  seconds BIGINT NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT,
  decided_at BIGINT,
  answer TEXT,
  grant_id TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization, id),
  FOREIGN KEY (organization, member) REFERENCES members (organization, id) ON DELETE CASCADE
);

-- RFC 8628: a program asks, a person with the code says yes. Minted when the program comes back for it.
CREATE TABLE device_sign_ins (
  id TEXT NOT NULL PRIMARY KEY,
  device_hash TEXT NOT NULL UNIQUE,
  user_hash TEXT NOT NULL UNIQUE,
  client TEXT NOT NULL,
  state TEXT NOT NULL,
  account TEXT REFERENCES accounts (id) ON DELETE CASCADE,
  address TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  interval_seconds BIGINT NOT NULL,
  polled_at BIGINT
);
