import type { Body } from "../../../api/nouns";
import type { Area, Role } from "../../../api/roles";
import { type Level, sayLevel } from "../../../ui/level";

type AreaName = Body<"NewPermission">["area"];

/** A role as it stands in the builder, not yet saved. */
export type Draft = {
  name: string;
  description: string;
  levels: Partial<Record<string, Level>>;
  actions: string[];
  scope: { projects: "all" | string[]; instances: "all" | string[]; production: boolean };
  assigns: "own" | string[];
};

export const EMPTY: Draft = {
  name: "",
  description: "",
  levels: {},
  actions: [],
  scope: { projects: "all", instances: "all", production: true },
  assigns: "own",
};

/** What the builder shows of a saved role. Actions that come with a level are not single actions. */
export function draftOf(role: Role, areas: readonly Area[]): Draft {
  return {
    ...partsOf(role, areas),
    scope: {
      projects: Array.isArray(role.scope.projects) ? role.scope.projects : "all",
      instances: Array.isArray(role.scope.instances) ? role.scope.instances : "all",
      production: role.scope.production,
    },
    assigns: Array.isArray(role.assigns) ? role.assigns : "own",
  };
}

type Parts = Pick<Role, "name" | "description" | "permissions" | "actions">;

/** What a role has in common with a template. */
export function partsOf(
  role: Parts,
  areas: readonly Area[],
): Pick<Draft, "name" | "description" | "levels" | "actions"> {
  const levels = Object.fromEntries(role.permissions.map(({ area, level }) => [area, level as Level]));
  const included = actionsOf(levels, areas);
  return {
    name: role.name,
    description: role.description,
    levels,
    actions: role.actions.filter((action) => !included.has(action) && action !== "organization.view"),
  };
}

/** The body that saves it. */
export function bodyOf(draft: Draft) {
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    permissions: Object.entries(draft.levels).flatMap(([area, level]) =>
      level ? [{ area: area as AreaName, level }] : [],
    ),
    actions: draft.actions,
    scope: draft.scope,
    assigns: draft.assigns,
  };
}

/** Every action that the chosen levels hold. */
export function actionsOf(levels: Draft["levels"], areas: readonly Area[]): Set<string> {
  return new Set(areas.flatMap((area) => area.levels.find(({ level }) => level === levels[area.area])?.actions ?? []));
}

/** Chooses a level. A child brings its parents at View, as the server would. */
export function choose(draft: Draft, areas: readonly Area[], area: string, level: Level | null): Draft {
  const { [area]: _, ...rest } = draft.levels;
  const levels: Draft["levels"] = level ? { ...rest, [area]: level } : rest;
  let parent = level ? areas.find((each) => each.area === area)?.parent : null;
  while (parent) {
    levels[parent] ??= "view";
    const above: string = parent;
    parent = areas.find((each) => each.area === above)?.parent;
  }
  return { ...draft, levels };
}

/** The chosen areas that need this one. */
export function neededBy(draft: Draft, areas: readonly Area[], area: string): string[] {
  return areas.filter((each) => each.parent === area && draft.levels[each.area]).map((each) => each.title);
}

/** Applies to every project and instance, production too. */
export function isEverywhere(scope: Draft["scope"]): boolean {
  return scope.projects === "all" && scope.instances === "all" && scope.production;
}

export type Change = { area: string; title: string; from: Level | null; to: Level | null };

/** Which areas the draft changes. */
export function changes(before: Draft, after: Draft, areas: readonly Area[]): Change[] {
  return areas.flatMap(({ area, title }) => {
    const from = before.levels[area] ?? null;
    const to = after.levels[area] ?? null;
    return from === to ? [] : [{ area, title, from, to }];
  });
}

const RANK = ["None", "View", "Deploy", "Manage"];

/** `Policy and Audit log raised, Instances lowered` */
export function sayChanges(before: Draft, after: Draft, areas: readonly Area[]): string[] {
  const all = changes(before, after, areas);
  const isRaised = (change: Change) => RANK.indexOf(sayLevel(change.to)) > RANK.indexOf(sayLevel(change.from));
  const raised = all.filter(isRaised).map((change) => change.title);
  const lowered = all.filter((change) => !isRaised(change)).map((change) => change.title);
  const differs = (part: keyof Draft) => JSON.stringify(before[part]) !== JSON.stringify(after[part]);
  return [
    ...(raised.length > 0 ? [`${list(raised)} raised`] : []),
    ...(lowered.length > 0 ? [`${list(lowered)} lowered`] : []),
    ...(differs("name") ? ["name"] : []),
    ...(differs("description") ? ["description"] : []),
    ...(differs("scope") ? ["scope"] : []),
    ...(differs("actions") ? ["single actions"] : []),
    ...(differs("assigns") ? ["assignable roles"] : []),
  ];
}

/** `a, b and c` */
export function list(words: readonly string[]): string {
  const last = words.at(-1);
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${last}` : (last ?? "");
}
