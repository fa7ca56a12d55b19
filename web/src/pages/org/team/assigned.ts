import type { Assigned, MemberGrant } from "../../../api/members";
import { sayTime } from "../../../ui/time";

/** What somebody holds, as members and teams both tell it. */
export type Grant = Pick<MemberGrant, "role" | "scope" | "expires_at"> & {
  team?: MemberGrant["team"];
  request?: MemberGrant["request"];
};

/**
 * The roles that somebody was given itself, for the organization or for projects, and that have not ended. What an
 * approved request gave is none of them: it is taken back where requests are.
 */
export function assignedOf(grants: readonly Grant[], now = new Date()): Assigned[] {
  return grants.flatMap(({ role, scope, expires_at, team, request }) => {
    if (team || request || !role || scope.database || scope.instance || hasEnded(expires_at, now)) return [];
    const projects = Array.isArray(scope.projects) ? scope.projects : "all";
    return [{ id: role.id, scope: { projects, production: scope.production }, expires_at: expires_at ?? null }];
  });
}

export function hasEnded(expires_at: string | null | undefined, now = new Date()): boolean {
  return Boolean(expires_at) && new Date(expires_at ?? "") <= now;
}

/** A role for the whole organization and for good. */
export function everywhere(id: string): Assigned {
  return { id, scope: { projects: "all", production: true }, expires_at: null };
}

/** Takes the role away where it is held, else gives it everywhere and for good. */
export function toggle(assigned: readonly Assigned[], id: string): Assigned[] {
  const others = assigned.filter((each) => each.id !== id);
  return others.length < assigned.length ? others : [...assigned, everywhere(id)];
}

export function isSame(one: readonly Assigned[], other: readonly Assigned[]): boolean {
  const texts = (all: readonly Assigned[]) => all.map(asText).sort().join("\n");
  return texts(one) === texts(other);
}

function asText({ id, scope, expires_at }: Assigned): string {
  const projects = scope.projects === "all" ? "all" : [...scope.projects].sort().join(",");
  return [id, projects, scope.production, expires_at ? new Date(expires_at).getTime() : "never"].join(" ");
}

/** Why these roles cannot be saved yet. */
export function problem(assigned: readonly Assigned[]): string | undefined {
  const isEmpty = assigned.some(({ scope }) => scope.projects !== "all" && scope.projects.length === 0);
  return isEmpty ? "Choose at least one project, or all of them." : undefined;
}

/** `in 2 projects, not production, until 12 Nov` */
export function sayAssigned({ scope, expires_at }: Omit<Assigned, "id">, names?: ReadonlyMap<string, string>): string {
  const { projects } = scope;
  const [first] = projects;
  const where =
    projects === "all"
      ? "everywhere"
      : projects.length === 1 && first !== undefined && names?.has(first)
        ? `in ${names.get(first)}`
        : `in ${projects.length} ${projects.length === 1 ? "project" : "projects"}`;
  const parts = [where, ...(scope.production ? [] : ["not production"])];
  return [...parts, expires_at ? `until ${sayTime(expires_at)}` : "for good"].join(", ");
}

/** The day of a moment, for a date field, and the end of a chosen day. */
export function dayOf(at: string | null): string {
  if (!at) return "";
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function endOf(day: string): string | null {
  return day === "" ? null : new Date(`${day}T23:59:59`).toISOString();
}
