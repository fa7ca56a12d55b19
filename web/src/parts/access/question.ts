import type { Place, Thing, Who } from "../../api/access";
import type { Body } from "../../api/nouns";

export type Action = Body<"Action">;

/** A question about access as the address holds it: who, what, on what. */
export type QuestionSearch = Thing & { who?: string | undefined; action?: string | undefined };

const KINDS = ["member", "team", "token"] as const;

/** `member:01a2…` as the API asks for it; nothing where it names nobody. */
export function whoOf(text: string | undefined): Who | undefined {
  const [kind, id] = (text ?? "").split(":");
  if (!id || !KINDS.some((each) => each === kind)) return undefined;
  return { [kind as "member"]: id } as Who;
}

/** The other way round. */
export function sayWho(who: Who): string {
  const [kind, id] = Object.entries(who)[0] ?? [];
  return `${kind}:${id}`;
}

/** What an address may hold of a question; other words are dropped. */
export function questionSearch(search: Record<string, unknown>): QuestionSearch {
  const names = ["who", "action", "project", "instance", "database"] as const;
  return Object.fromEntries(
    names.flatMap((name) => (typeof search[name] === "string" && search[name] !== "" ? [[name, search[name]]] : [])),
  );
}

/** The filters of the matrix as the address holds them. */
export type MatrixSearch = {
  area?: string | undefined;
  project?: string | undefined;
  person?: string | undefined;
};

export function matrixSearch(search: Record<string, unknown>): MatrixSearch {
  const names = ["area", "project", "person"] as const;
  return Object.fromEntries(
    names.flatMap((name) => (typeof search[name] === "string" && search[name] !== "" ? [[name, search[name]]] : [])),
  );
}

/** The thing alone. */
export function thingOf({ project, instance, database }: Thing): Thing {
  return { project, instance, database };
}

/** The thing that a path of places ends with. */
export function thingOfPath(path: readonly Place[]): Thing {
  const id = (...kinds: string[]) => path.find(({ kind }) => kinds.includes(kind))?.id;
  return {
    project: id("project"),
    instance: id("instance"),
    database: id("database", "production_branches"),
  };
}

/** What the API judges each kind of action on, and what may be named for it: the thing or what it is in. */
const NAMED: Record<string, (keyof Thing)[]> = {
  organization: [],
  project: ["project"],
  instance: ["project", "instance"],
  database: ["project", "database"],
};

/** The parts of a thing that may be named for an action. */
export function narrowTo(thing: Thing, target: string | undefined): Thing {
  const named = NAMED[target ?? ""] ?? ["project", "instance", "database"];
  return Object.fromEntries(named.flatMap((part) => (thing[part] ? [[part, thing[part]]] : [])));
}

/** Whether a kind of thing may be named for an action. */
export function mayBeNamed(kind: "organization" | keyof Thing, target: string | undefined): boolean {
  return kind === "organization" || (NAMED[target ?? ""]?.includes(kind) ?? true);
}

/** Whether the thing is the one that an action is judged on, and not what that is in. */
export function isExact(thing: Thing, target: string | undefined): boolean {
  const kind = target as keyof Thing;
  return target === "organization" ? true : Boolean(thing[kind]);
}

const SECONDS: [unit: string, seconds: number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** `8 hours`, `7 days` */
export function sayDuration(seconds: number): string {
  const [unit, size] = SECONDS.find(([, each]) => seconds >= each && seconds % each === 0) ?? ["second", 1];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** For how long access is asked for. */
export const DURATIONS = [3_600, 8 * 3_600, 86_400, 7 * 86_400, 30 * 86_400, 90 * 86_400];
