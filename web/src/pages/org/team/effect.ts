import type { Area, Simulated } from "../../../api/roles";
import { type Level, sayLevel } from "../../../ui/level";

/** One line below a person: a right, and where it comes or goes. */
export type Line = { right: string; where: string };
/** Somebody whom a change concerns. */
export type Person = { id: string; kind: string; name: string; gained: Line[]; lost: Line[] };

/** A simulation by person; actions are said by area and level, as roles are built. */
export function people(answer: Simulated, areas: readonly Area[]): Person[] {
  return answer.principals.map((principal) => ({
    id: principal.id,
    kind: principal.kind,
    name: principal.name,
    gained: lines(principal.cells, "gained", areas),
    lost: lines(principal.cells, "lost", areas),
  }));
}

type Cell = Simulated["principals"][number]["cells"][number];

function lines(cells: readonly Cell[], side: "gained" | "lost", areas: readonly Area[]): Line[] {
  const places = new Map<string, Set<string>>();
  for (const cell of cells) {
    for (const right of rights(cell[side], areas)) {
      const found = places.get(right) ?? new Set();
      places.set(right, found.add(cell.place));
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
