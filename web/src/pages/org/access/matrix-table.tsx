import { Check, Circle } from "lucide-react";
import type { Area } from "../../../api/roles";
import { Avatar } from "../../../ui/avatar";
import { classes } from "../../../ui/class";
import { sayLevel } from "../../../ui/level";
import { type Line, ownActions, type Reach, reachOf } from "./levels";

export type MatrixProps = {
  organization: string;
  /** What projects are called. */
  names: ReadonlyMap<string, string>;
  lines: Line[];
  areas: Area[];
  /** Its actions are the columns; the areas are where none is chosen. */
  chosen: Area | undefined;
};

const TURNED = "inline-block rotate-180 whitespace-nowrap [writing-mode:vertical-rl]";
const CELL = "border-b border-line px-1 py-2 text-center align-middle last:pr-(--gutter)";

/** A line for each member and place, a column for each area, or for each action of one. */
export function MatrixTable({ names, lines, areas, chosen }: MatrixProps) {
  const columns = chosen ? ownActions(chosen) : areas.map(({ title }) => title);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label="Matrix" className="relative overflow-x-auto border-t border-line">
        <table className="w-full border-collapse">
          <caption className="sr-only">What each member may do where</caption>
          <thead>
            <tr>
              <th scope="col" className={HEAD}>
                Member
              </th>
              <th scope="col" className={HEAD}>
                Where
              </th>
              {columns.map((column) => (
                <th
                  key={column}
                  scope="col"
                  className="border-b border-line px-1 pt-3 pb-2 text-center align-bottom text-cap font-medium text-ink-2 last:pr-(--gutter)"
                >
                  <span className={classes(TURNED, chosen && "font-mono font-normal")}>{column}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.key} className="hover:bg-hover">
                <th
                  scope="row"
                  className={classes(
                    "sticky left-0 min-w-44 bg-surface py-2 pr-3 pl-(--gutter) text-start align-middle font-normal",
                    "border-b border-line",
                  )}
                >
                  <span className={classes("flex items-center gap-2", !line.isFirst && "sr-only")}>
                    <Avatar name={line.member.name} />
                    <span className="min-w-0 font-strong [overflow-wrap:anywhere]">{line.member.name}</span>
                  </span>
                </th>
                <td className="min-w-36 border-b border-line px-3 py-2 align-middle text-ink-2 [overflow-wrap:anywhere]">
                  {sayWhere(line, names)}
                </td>
                {chosen
                  ? ownActions(chosen).map((action) => (
                      <td key={action} className={CELL}>
                        <ActionCell isWhole={line.whole.has(action)} isPartly={line.partly.has(action)} />
                      </td>
                    ))
                  : areas.map((area) => (
                      <td key={area.area} className={CELL}>
                        {line.projects && area.scope === "organization" ? (
                          <Nothing word="not judged on projects" />
                        ) : (
                          <ReachCell reach={reachOf(area, line)} />
                        )}
                      </td>
                    ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="px-(--gutter) py-2 text-cap text-ink-3">
        {chosen
          ? "A check: everywhere in that place. A ring: on some of the things in it."
          : "V View, D Deploy, M Manage, in full and everywhere in that place. A plus: single rights beyond. A ring: on some of the things in it."}
      </p>
    </>
  );
}

const HEAD =
  "border-b border-line px-3 py-2 text-start align-bottom text-cap font-medium whitespace-nowrap text-ink-3 first:pl-(--gutter)";

/** `everywhere`, or the projects by their names. */
export function sayWhere({ projects }: Line, names: ReadonlyMap<string, string>): string {
  if (projects === null) return "everywhere";
  const known = projects.slice(0, 3).map((id) => names.get(id) ?? "a project");
  const rest = projects.length - known.length;
  return projects.length === 0 ? "nothing here" : `${known.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** The rights of an area in words: `Manage and more`. */
export function sayReach({ level, isMore, isPartly }: Reach): string {
  const parts = [
    ...(level ? [sayLevel(level)] : []),
    ...(isMore ? ["single rights"] : []),
    ...(isPartly ? ["on some things"] : []),
  ];
  return parts.join(", ") || "None";
}

const TONES: Record<string, string> = {
  view: "bg-sunken text-ink-2",
  deploy: "bg-update-wash text-update",
  manage: "bg-accent-wash text-accent",
};

function ReachCell({ reach }: { reach: Reach }) {
  const { level, isMore, isPartly } = reach;
  if (!level && !isMore && !isPartly) return <Nothing word="None" />;
  return (
    <span title={sayReach(reach)} className="inline-flex items-center justify-center gap-px">
      <span className="sr-only">{sayReach(reach)}</span>
      {level && (
        <span
          aria-hidden
          className={classes(
            "grid size-[18px] place-content-center rounded-1 font-mono text-[11px] font-bold",
            TONES[level],
          )}
        >
          {sayLevel(level).charAt(0)}
        </span>
      )}
      {isMore && (
        <span aria-hidden className="text-ink-2">
          +
        </span>
      )}
      {isPartly && <Circle size={10} strokeWidth={2} aria-hidden className="text-ink-2" />}
    </span>
  );
}

function ActionCell({ isWhole, isPartly }: { isWhole: boolean; isPartly: boolean }) {
  if (isWhole) return <Check size={14} strokeWidth={2} aria-label="yes" className="mx-auto text-gain" />;
  if (isPartly) return <Circle size={12} strokeWidth={2} aria-label="on some things" className="mx-auto text-ink-2" />;
  return <Nothing word="no" />;
}

function Nothing({ word }: { word: string }) {
  return (
    <span className="text-ink-3">
      <span aria-hidden>·</span>
      <span className="sr-only">{word}</span>
    </span>
  );
}
