import { useQueries, useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useId, useState } from "react";
import { reason } from "../../../api/can";
import { asApiError, sentence } from "../../../api/error";
import { type Assigned, everyRole } from "../../../api/members";
import { project } from "../../../api/projects";
import type { Role } from "../../../api/roles";
import { Failure } from "../../../parts/loaded";
import { PickProject } from "../../../parts/pick";
import { Badge } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { Checkbox, CheckRow, Field, Input, SearchBox } from "../../../ui/field";
import { Segmented } from "../../../ui/segmented";
import { LoadingRows } from "../../../ui/table";
import { dayOf, endOf, sayAssigned, toggle } from "./assigned";

const SEARCHED_FROM = 9;

type Props = {
  organization: string;
  /** What gives roles here: `members.update`, `invitations.create` or `teams.update`. */
  action: string;
  value: readonly Assigned[];
  onChange: (assigned: Assigned[]) => void;
};

/** Roles to give, each with its place and its end. What the caller cannot give stays in view, with the reason. */
export function RoleChoices({ organization, action, value, onChange }: Props) {
  const query = useQuery(everyRole(organization));
  const [typed, setTyped] = useState("");
  if (query.error) return <Failure error={asApiError(query.error)} retry={() => void query.refetch()} />;
  if (!query.data) return <LoadingRows count={5} label="Loading roles" />;
  const shown = query.data.filter((role) => role.name.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <>
      {query.data.length >= SEARCHED_FROM && (
        <div className="pb-2">
          <SearchBox
            label="Filter roles"
            width="w-full"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
          />
        </div>
      )}
      <ul aria-label="Roles" className="flex flex-col gap-0.5">
        {shown.map((role) => (
          <Choice
            key={role.id}
            {...{ organization, role, onChange, value }}
            denied={value.some(({ id }) => id === role.id) ? undefined : reason(role, action)}
          />
        ))}
      </ul>
      {shown.length === 0 && <p className="text-ink-3">No role has “{typed}” in its name.</p>}
    </>
  );
}

type ChoiceProps = Pick<Props, "organization" | "value" | "onChange"> & { role: Role; denied: string | undefined };

function Choice({ organization, role, value, onChange, denied }: ChoiceProps) {
  const id = useId();
  const [open, setOpen] = useState<number | null>(null);
  const held = value.flatMap((each, place) => (each.id === role.id ? [{ each, place }] : []));
  return (
    <li className="py-1">
      <div className="flex items-start gap-2">
        <Checkbox
          id={id}
          checked={held.length > 0}
          aria-disabled={denied ? true : undefined}
          aria-describedby={denied ? `${id}why` : undefined}
          className={denied && "opacity-60"}
          onChange={() => denied || onChange(toggle(value, role.id))}
        />
        <div className="min-w-0 flex-1">
          <label htmlFor={id} className={denied ? "text-off" : undefined}>
            <span className="[overflow-wrap:anywhere]">{role.name}</span>{" "}
            {role.system && <span className="sr-only">(system role)</span>}
          </label>
          {denied && (
            <p id={`${id}why`} className="text-cap text-ink-3">
              {denied}
            </p>
          )}
          {held.map(({ each, place }) => (
            <Place
              key={place}
              {...{ organization, role }}
              assigned={each}
              isOpen={open === place}
              onOpen={(isOpen) => setOpen(isOpen ? place : null)}
              onChange={(next) => onChange(value.map((other, at) => (at === place ? next : other)))}
            />
          ))}
        </div>
      </div>
    </li>
  );
}

type PlaceProps = {
  organization: string;
  role: Role;
  assigned: Assigned;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onChange: (assigned: Assigned) => void;
};

/** Where one role counts and until when: a line, which opens into its fields. */
function Place({ organization, role, assigned, isOpen, onOpen, onChange }: PlaceProps) {
  const { scope } = assigned;
  const chosen = scope.projects === "all" ? [] : scope.projects;
  const answers = useQueries({ queries: chosen.map((id) => project(organization, id)) });
  const names = new Map(
    chosen.flatMap((id, place): [string, string][] => {
      const name = answers[place]?.data?.name;
      return name === undefined ? [] : [[id, name]];
    }),
  );
  if (!isOpen) {
    return (
      <p className="text-cap text-ink-3">
        {sentence(sayAssigned(assigned, names)).slice(0, -1)}{" "}
        <button
          type="button"
          aria-label={`Narrow ${role.name}`}
          onClick={() => onOpen(true)}
          className="rounded-1 text-accent hover:underline"
        >
          Narrow
        </button>
      </p>
    );
  }
  const narrow = (part: Partial<Assigned["scope"]>) => onChange({ ...assigned, scope: { ...scope, ...part } });
  return (
    <div className="mt-1 mb-2 flex flex-col items-start gap-3 border-l border-line pl-3">
      <Segmented
        label={`Where ${role.name} counts`}
        value={scope.projects === "all" ? "all" : "some"}
        onChange={(next) => narrow({ projects: next === "all" ? "all" : chosen })}
        options={[
          { value: "all", label: "Everywhere" },
          { value: "some", label: "Chosen projects" },
        ]}
      />
      {scope.projects !== "all" && (
        <>
          {chosen.length > 0 && (
            <ul className="flex flex-wrap gap-1">
              {chosen.map((id) => (
                <li key={id}>
                  <Badge>
                    <span className="max-w-52 truncate">{names.get(id) ?? "a project"}</span>
                    <button
                      type="button"
                      aria-label={`Remove ${names.get(id) ?? "project"}`}
                      onClick={() => narrow({ projects: chosen.filter((each) => each !== id) })}
                      className="-mr-0.5 grid size-4 place-content-center rounded-1 hover:bg-hover"
                    >
                      <X size={12} strokeWidth={2} aria-hidden />
                    </button>
                  </Badge>
                </li>
              ))}
            </ul>
          )}
          <div className="w-full">
            <PickProject
              organization={organization}
              label="Add a project"
              reason={({ id }) => (chosen.includes(id) ? "Chosen." : undefined)}
              onPick={({ id }) => narrow({ projects: [...chosen, id] })}
            />
          </div>
        </>
      )}
      <CheckRow
        label="Leave out production"
        checked={!scope.production}
        onChange={(event) => narrow({ production: !event.target.checked })}
      />
      <Field className="w-full" label="Until" hint="It gives nothing after that day. Empty: for good.">
        {(field) => (
          <Input
            {...field}
            type="date"
            min={dayOf(new Date().toISOString())}
            value={dayOf(assigned.expires_at)}
            onChange={(event) => onChange({ ...assigned, expires_at: endOf(event.target.value) })}
          />
        )}
      </Field>
      <div>
        <Button size="small" onClick={() => onOpen(false)}>
          Done
        </Button>
      </div>
    </div>
  );
}
