import type { Area, Consequences } from "../../../api/roles";
import { type Level, sayLevel } from "../../../ui/level";

/** One line below a person: a right, and where it comes or goes. */
export type Line = { right: string; where: string };
/** Somebody whom a change concerns. */
export type Person = { id: string; kind: string; name: string; gained: Line[]; lost: Line[] };

type Consequence = Consequences["members"][number];

/** A simulation by person; actions are said by area and level, as roles are built. */
export function people(consequences: readonly Consequence[], areas: readonly Area[]): Person[] {
  const found = new Map<string, Consequence[]>();
  for (const one of consequences) found.set(one.member.id, [...(found.get(one.member.id) ?? []), one]);
  return [...found.values()].flatMap((all) => {
    const member = all[0]?.member;
    return member
      ? [
          {
            id: member.id,
            kind: member.kind,
            name: member.name,
            gained: lines(all, "gained", areas),
            lost: lines(all, "lost", areas),
          },
        ]
      : [];
  });
}

function lines(consequences: readonly Consequence[], side: "gained" | "lost", areas: readonly Area[]): Line[] {
  const places = new Map<string, Set<string>>();
  const names = namesOf(
    consequences.flatMap((one) => one[side]),
    areas,
  );
  for (const one of consequences) {
    for (const right of rights(one[side], names)) {
      const where = places.get(right) ?? new Set();
      places.set(right, where.add(one.resource.kind === "organization" ? "organization" : one.resource.name));
    }
  }
  return [...places].map(([right, where]) => ({ right, where: sayPlaces([...where]) }));
}

/**
 * What each of these actions is called: `Policy View` where most of what the level adds is among them (the rest may be
 * held already), else the action itself, so that one right is not said as a level.
 */
export function namesOf(actions: readonly string[], areas: readonly Area[]): ReadonlyMap<string, Named> {
  const all = new Set(actions);
  const names = new Map<string, Named>();
  for (const area of areas) {
    let below: readonly string[] = [];
    for (const { level, actions: held } of area.levels) {
      const adds = held.filter((action) => !below.includes(action));
      const changed = adds.filter((action) => all.has(action));
      if (changed.length * 2 > adds.length) {
        for (const action of changed) names.set(action, { title: area.title, level: level as Level });
      }
      below = held;
    }
  }
  return names;
}

type Named = { title: string; level: Level };

function rights(actions: readonly string[], names: ReadonlyMap<string, Named>): string[] {
  const found = new Map<string, Level>();
  const single: string[] = [];
  for (const action of actions) {
    const name = names.get(action);
    if (!name) {
      if (action !== "organization.view") single.push(action);
      continue;
    }
    const held = found.get(name.title);
    if (!held || ORDER.indexOf(name.level) > ORDER.indexOf(held)) found.set(name.title, name.level);
  }
  return [...[...found].map(([title, level]) => `${title} ${sayLevel(level)}`), ...single];
}

const ORDER: Level[] = ["view", "deploy", "manage"];

function sayPlaces(places: string[]): string {
  const [first] = places;
  return places.length === 1 && first !== undefined ? first : `${places.length} places`;
}
