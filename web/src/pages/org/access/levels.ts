import type { MatrixRow } from "../../../api/access";
import type { Area } from "../../../api/roles";
import type { Level } from "../../../ui/level";

/** What one member may do in one place: the organization as a whole, or projects in which it may do the same. */
export type Line = {
  key: string;
  member: MatrixRow["member"];
  /** The first line of a member names it. */
  isFirst: boolean;
  /** Nothing where it is the organization. */
  projects: string[] | null;
  whole: ReadonlySet<string>;
  partly: ReadonlySet<string>;
};

/**
 * The lines of a member: what it holds everywhere, and below it the projects in which it holds more. Where one project is
 * asked for, what it may do there.
 */
export function lines(row: MatrixRow, isOneProject: boolean): Line[] {
  const everywhere = new Set(row.organization);
  const line = (projects: string[] | null, whole: Iterable<string>, partly: Iterable<string>) => ({
    key: `${row.member.id} ${projects?.join(" ") ?? ""}`,
    member: row.member,
    isFirst: false,
    projects,
    whole: new Set(whole),
    partly: new Set(partly),
  });
  const cells = row.cells.filter(
    ({ whole, partly }) => isOneProject || [...whole, ...partly].some((action) => !everywhere.has(action)),
  );
  const inProjects = cells.map(({ projects, whole, partly }) => line(projects, whole, partly));
  const isNothing = everywhere.size === 0 && inProjects.length === 0;
  const all = [
    ...(isNothing || (isOneProject && inProjects.length === 0) ? [line([], [], [])] : []),
    ...(everywhere.size > 0 && !isOneProject ? [line(null, everywhere, [])] : []),
    ...inProjects,
  ];
  return all.map((each, place) => ({ ...each, isFirst: place === 0 }));
}

/** How far somebody goes in an area. */
export type Reach = { level: Level | null; isMore: boolean; isPartly: boolean };

/** The highest level that is held in full, and whether single actions or some of the things go beyond it. */
export function reachOf(area: Area, { whole, partly }: Pick<Line, "whole" | "partly">): Reach {
  const own = ownActions(area);
  const full = area.levels.filter(({ actions }) => actions.every((action) => whole.has(action))).at(-1);
  const within = new Set(full?.actions ?? []);
  return {
    level: (full?.level as Level | undefined) ?? null,
    isMore: own.some((action) => whole.has(action) && !within.has(action)),
    isPartly: own.some((action) => partly.has(action)),
  };
}

/** The actions of an area alone, without what its parents lend it. */
export function ownActions(area: Area): string[] {
  return [...new Set(area.levels.flatMap(({ actions }) => actions))];
}
