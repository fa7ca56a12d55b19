import { type AccessFix, type Consequences, type Explanation, simulate } from "./access";
import { addAdministrator } from "./administrators";
import { queryClient } from "./client";
import { ApiError } from "./error";
import { type Assigned, member, setMemberRoles, setMemberState } from "./members";
import type { Body } from "./nouns";
import { createRole, deleteRole } from "./roles";
import { addTokenGrant } from "./service-tokens";
import { addTeamDatabase, setTeamRoles, team } from "./teams";

type Apply = NonNullable<AccessFix["apply"]>;

/** What the server writes into the bodies of the requests that it proposes. */
type Proposed = Body<"NewTokenGrant"> &
  Body<"NewRole"> & { roles: (Assigned & { id: string | null })[]; state: "active" | "suspended" };
const bodyOf = (apply: Apply) => apply.body as Proposed;

const GONE = new ApiError(409, {
  code: "changed",
  message: "this has changed since it was explained",
  hint: "close this and look at the answer again",
});

/** Asks what a fix would do to everybody; nothing where the server simulates no such change. */
export async function simulateFix({ apply }: AccessFix): Promise<Consequences | null> {
  if (!apply) return null;
  const { organization = "", member: memberId = "", team: teamId = "" } = apply.path;
  const { roles, state } = bodyOf(apply);
  switch (apply.operation) {
    case "member_role_update":
      return simulate(organization, { set_member_roles: { member: memberId, roles } });
    case "team_role_update":
      return simulate(organization, { put_team: { id: teamId, roles } });
    case "member_update":
      return simulate(organization, { set_member_state: { member: memberId, state } });
    default:
      return null;
  }
}

/** A fix makes a role, which needs a name. */
export function makesRole(fix: AccessFix): boolean {
  return fix.apply?.operation === "role_create";
}

/**
 * Makes the change. What is replaced as a whole is asked for again after its version was read, so that a change made
 * meanwhile is refused and not overwritten.
 */
export async function applyFix(fix: AccessFix, name: string, again: () => Promise<Explanation>): Promise<void> {
  const replaced = makesRole(fix) ? fix.then : fix.apply;
  if (!replaced) throw GONE;
  const version = await versionOf(replaced);
  const now = (await again()).fixes.find(({ sentence }) => sentence === fix.sentence);
  if (!now?.apply || !now.can_apply) throw GONE;
  if (!makesRole(now)) return send(now.apply, version);
  const { then } = now;
  if (!then) throw GONE;
  const { organization = "" } = now.apply.path;
  const role = await createRole(organization, { ...bodyOf(now.apply), name });
  const roles = bodyOf(then).roles.map((each) => (each.id === null ? { ...each, id: role.id } : each));
  await send({ ...then, body: { roles } }, version).catch(async (error: unknown) => {
    // A role that nobody holds would be left behind.
    await deleteRole(organization, role.id, role.version, undefined).catch(() => undefined);
    throw error;
  });
}

async function versionOf({ operation, path }: Apply): Promise<number> {
  const { organization = "", member: memberId = "", team: teamId = "" } = path;
  if (operation === "member_role_update" || operation === "member_update")
    return (await queryClient.fetchQuery({ ...member(organization, memberId), staleTime: 0 })).version;
  if (operation === "team_role_update")
    return (await queryClient.fetchQuery({ ...team(organization, teamId), staleTime: 0 })).version;
  return 0;
}

async function send(apply: Apply, version: number): Promise<void> {
  const { organization = "", member: memberId = "", team: teamId = "", token = "", database = "" } = apply.path;
  const body = bodyOf(apply);
  switch (apply.operation) {
    case "member_role_update":
      return void (await setMemberRoles(organization, memberId, version, body.roles));
    case "team_role_update":
      return void (await setTeamRoles(organization, teamId, version, body.roles));
    case "member_update":
      return void (await setMemberState(organization, memberId, version, body.state));
    case "database_administrator_add":
      return void (await addAdministrator(organization, database, memberId));
    case "team_database_add":
      return void (await addTeamDatabase(organization, teamId, database));
    case "service_token_grant_create":
      return void (await addTokenGrant(organization, token, body));
    default:
      throw GONE;
  }
}
