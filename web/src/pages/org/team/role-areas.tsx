import { Ban, Lock } from "lucide-react";
import { type ReactNode, useId } from "react";
import type { Area } from "../../../api/roles";
import { Badge } from "../../../ui/badge";
import { type Level, LevelControl, sayLevel } from "../../../ui/level";
import { choose, type Draft, isEverywhere, list, neededBy } from "./draft";

type Props = {
  areas: readonly Area[];
  draft: Draft;
  /** As it is saved; what differs is marked. */
  saved: Draft | undefined;
  onChange: (draft: Draft) => void;
  /** By area: why the chosen level is refused. */
  refused: ReadonlyMap<string, ReactNode>;
  /** Why nothing can be changed at all. */
  denied?: string | undefined;
};

/** Each area with its levels; those within the role's scope first. */
export function RoleAreas(props: Props) {
  const inScope = props.areas.filter((area) => area.scope === "project");
  const everywhere = props.areas.filter((area) => area.scope === "organization");
  return (
    <div className="mt-6">
      <Group title="Project areas" about="apply in the scope above" shown={inScope} {...props} />
      <Group title="Organization areas" about="apply everywhere, whatever the scope" shown={everywhere} {...props} />
    </div>
  );
}

function Group({ title, about, shown, ...props }: Props & { title: string; about: string; shown: Area[] }) {
  return (
    <section className="mb-6">
      <h2 className="border-b border-line pb-2 text-base">
        {title} <span className="pl-1 text-cap font-normal text-ink-3">{about}</span>
      </h2>
      {shown.map((area) => (
        <AreaRow key={area.area} area={area} {...props} />
      ))}
    </section>
  );
}

function AreaRow({ area, areas, draft, saved, onChange, refused, denied }: Props & { area: Area }) {
  const why = useId();
  const level = draft.levels[area.area] ?? null;
  const was = saved?.levels[area.area] ?? null;
  const children = neededBy(draft, areas, area.area);
  const refusal = refused.get(area.area);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line py-1 max-m:grid-cols-1 max-m:gap-y-2 max-m:py-2.5">
      <div className="flex min-w-0 items-center gap-2 max-m:flex-wrap">
        <span className="font-medium whitespace-nowrap">{area.title}</span>
        <span className="min-w-0 flex-1 truncate text-cap text-ink-3">{aboutOf(area, draft)}</span>
        {saved && was !== level && <Badge tone="warn">was {sayLevel(was)}</Badge>}
        {children.length > 0 && <Badge icon={Lock}>needed by {few(children)}</Badge>}
      </div>
      <LevelControl
        label={area.title}
        value={level}
        offered={area.levels.map((each) => each.level as Level)}
        onChange={(next) => onChange(choose(draft, areas, area.area, next))}
        locked={locks(area, draft, children, denied)}
        isRefused={refusal !== undefined}
        describedBy={refusal !== undefined ? why : undefined}
      />
      {refusal !== undefined && (
        <p
          id={why}
          className="col-span-full flex items-start justify-end gap-1.5 pt-1 text-cap text-loss max-m:justify-start"
        >
          <Ban size={14} strokeWidth={1.75} aria-hidden className="mt-px" />
          <span>{refusal}</span>
        </p>
      )}
    </div>
  );
}

/** Two at most, so that it fits beside the title on a phone; the reason of the locked level names them all. */
function few(titles: string[]): string {
  return titles.length > 2 ? `${titles[0]} and ${titles.length - 1} more` : titles.join(", ");
}

function aboutOf(area: Area, draft: Draft): string {
  return area.area === "projects" && !isEverywhere(draft.scope) ? "Manage needs all projects" : area.about;
}

/** The levels that cannot be chosen now, and why. */
function locks(area: Area, draft: Draft, children: string[], denied: string | undefined) {
  if (denied) return { none: denied, view: denied, deploy: denied, manage: denied };
  return {
    ...(children.length > 0
      ? {
          none: `${list(children)} ${children.length > 1 ? "need" : "needs"} at least View here. Take that away first.`,
        }
      : {}),
    ...(area.area === "projects" && !isEverywhere(draft.scope)
      ? {
          manage:
            "Creating and deleting projects is an act on the organization: it needs all projects, all instances and production.",
        }
      : {}),
  };
}
