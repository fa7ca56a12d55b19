import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { actions as allActions, areas as allAreas } from "../../api/roles";
import { Button } from "../../ui/button";
import { CheckRow, SearchBox } from "../../ui/field";
import { type Level, sayLevel } from "../../ui/level";
import { type GrantDraft, isOffered } from "./draft";

type Props = { draft: GrantDraft; onChange: (actions: string[]) => void };

/** Single actions by area. A level of an area is a shortcut to all that it holds. */
export function GrantActions({ draft, onChange }: Props) {
  const [typed, setTyped] = useState("");
  const areas = useQuery(allAreas()).data ?? [];
  const known = useQuery(allActions()).data ?? [];
  const wanted = typed.trim().toLowerCase();
  const held = new Set(draft.actions);
  const offered = known.filter((action) => isOffered(action.target, draft) || held.has(action.name));
  const inAreas = new Set(areas.flatMap((area) => area.levels.flatMap((level) => level.actions)));
  const groups = [
    ...areas.map((area) => ({ title: area.title, levels: area.levels, names: new Set(area.levels.at(-1)?.actions) })),
    {
      title: "Others",
      levels: [],
      names: new Set(known.map((action) => action.name).filter((name) => !inAreas.has(name))),
    },
  ];
  const toggle = (name: string) =>
    onChange(held.has(name) ? draft.actions.filter((each) => each !== name) : [...draft.actions, name]);
  const add = (names: string[]) => onChange([...new Set([...draft.actions, ...names])]);
  return (
    <div className="mt-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox
          label="Filter actions"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
        <span className="text-cap text-ink-3" role="status">
          {draft.actions.length} chosen
        </span>
        {draft.actions.length > 0 && (
          <Button size="small" look="ghost" onClick={() => onChange([])}>
            Clear
          </Button>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label="Actions" className="mt-2 h-72 overflow-auto rounded-2 border border-line">
        {groups.map(({ title, levels, names }) => {
          const shown = offered.filter(
            ({ name, description }) => names.has(name) && `${name} ${description}`.toLowerCase().includes(wanted),
          );
          if (shown.length === 0) return null;
          return (
            <section key={title} className="border-line px-2.5 py-2 not-last:border-b">
              <div className="mb-1 flex flex-wrap items-center gap-1">
                <h3 className="mr-auto font-medium">{title}</h3>
                {levels.map((level) => {
                  const whole = level.actions.filter((name) => offered.some((action) => action.name === name));
                  if (whole.length === 0) return null;
                  return (
                    <Button
                      key={level.level}
                      size="small"
                      look="ghost"
                      aria-label={`Add ${sayLevel(level.level as Level)} on ${title}`}
                      onClick={() => add(whole)}
                    >
                      {sayLevel(level.level as Level)}
                    </Button>
                  );
                })}
              </div>
              <ul className="flex flex-col gap-1">
                {shown.map(({ name, description }) => (
                  <li key={name}>
                    <CheckRow
                      label={<code className="[overflow-wrap:anywhere]">{name}</code>}
                      hint={description}
                      checked={held.has(name)}
                      onChange={() => toggle(name)}
                    />
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
        {offered.length > 0 &&
          !offered.some((each) => `${each.name} ${each.description}`.toLowerCase().includes(wanted)) && (
            <p className="px-2.5 py-2 text-ink-3">No action matches.</p>
          )}
      </section>
    </div>
  );
}
