import type { Place, Thing, Who } from "../../api/access";
import type { Body } from "../../api/nouns";
import { isId } from "../../search";

export type Action = Body<"Action">;

/** A question about access as the address holds it: who, what, on what. */
export type QuestionSearch = Thing & { who?: string | undefined; action?: string | undefined };

const KINDS = ["member", "team", "token"] as const;

/** `member:01a2…` as the API asks for it; nothing where it names nobody. */
export function whoOf(text: string | undefined): Who | undefined {
  const [kind, id] = (text ?? "").split(":");
  if (!isId(id) || !KINDS.some((each) => each === kind)) return undefined;
  return { [kind as "member"]: id } as Who;
}

/** The other way round. */
export function sayWho(who: Who): string {
  const [kind, id] = Object.entries(who)[0] ?? [];
  return `${kind}:${id}`;
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isWho = (value: unknown) => isText(value) && whoOf(value) !== undefined;

/** What an address may hold of a question; what names nothing is dropped. */
export function questionSearch(search: Record<string, unknown>): QuestionSearch {
  return held(search, { who: isWho, action: isText, project: isId, instance: isId, database: isId });
}

/** The parts of an address that are what they should be. */
function held(search: Record<string, unknown>, parts: Record<string, (value: unknown) => boolean>) {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, isRight]) => (isRight(search[name]) ? [[name, search[name] as string]] : [])),
  );
}

/** The filters of the matrix as the address holds them. */
export type MatrixSearch = {
  area?: string | undefined;
  project?: string | undefined;
  person?: string | undefined;
};

export function matrixSearch(search: Record<string, unknown>): MatrixSearch {
  return held(search, { area: isText, project: isId, person: isText });
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
