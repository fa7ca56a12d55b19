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
  for (const one of consequences) {
    for (const right of rights(one[side], areas)) {
      const where = places.get(right) ?? new Set();
      places.set(right, where.add(one.resource.kind === "organization" ? "organization" : one.resource.name));
    }
  }
  return [...places].map(([right, where]) => ({ right, where: sayPlaces([...where]) }));
}

/** `Policy View` for actions that come with a level of an area; the action itself where none does. */
export function rights(actions: readonly string[], areas: readonly Area[]): string[] {
  const found = new Map<string, Level>();
  const single: string[] = [];
  for (const action of actions) {
    const area = areas.find(({ levels }) => levels.some((level) => level.actions.includes(action)));
    const level = area?.levels.find((each) => each.actions.includes(action))?.level as Level | undefined;
    if (!area || !level) {
      if (action !== "organization.view") single.push(action);
      continue;
    }
    const held = found.get(area.title);
    if (!held || ORDER.indexOf(level) > ORDER.indexOf(held)) found.set(area.title, level);
  }
  return [...[...found].map(([title, level]) => `${title} ${sayLevel(level)}`), ...single];
}

const ORDER: Level[] = ["view", "deploy", "manage"];

function sayPlaces(places: string[]): string {
  const [first] = places;
  return places.length === 1 && first !== undefined ? first : `${places.length} places`;
}
