import { useEffect, useState } from "react";
import type { denial } from "../../../../api/can";
import type { Body } from "../../../../api/nouns";
import { Form } from "../../../../parts/form";
import { Button } from "../../../../ui/button";
import { classes } from "../../../../ui/class";
import { FieldError, Input, Select } from "../../../../ui/field";
import { claimsProblem, type DataSearch, splitRoles } from "./data-search";

type Props = {
  /** The roles that the deployed policy names. */
  named: string[];
  connections: Body<"ConnectionSchema">[];
  connection: Body<"ConnectionSchema">;
  table: Body<"TableSchema">;
  search: DataSearch;
  /** What keeps the caller from seeing rows. */
  denied: ReturnType<typeof denial>;
  onChange: (part: Partial<DataSearch>) => void;
};

/** One sentence: see this table as this user. */
export function AskBar({ named, connections, connection, table, search, denied, onChange }: Props) {
  const [subject, setSubject] = useState(search.subject);
  const [claims, setClaims] = useState(search.claims);
  useEffect(() => setSubject(search.subject), [search.subject]);
  useEffect(() => setClaims(search.claims), [search.claims]);
  const problem = claimsProblem(claims);
  const isMany = connections.length > 1;
  return (
    <Form
      onSubmit={() => problem === null && onChange({ subject: subject.trim(), claims: claims.trim() })}
      className="border-b border-line px-(--gutter) pb-4"
    >
      <div className="flex flex-wrap items-center gap-2 text-pick max-m:grid max-m:grid-cols-[auto_minmax(0,1fr)] max-m:text-base">
        <span className="max-m:text-ink-2">See</span>
        <Select
          aria-label="Table"
          className="w-56 text-head max-m:w-full"
          value={`${connection.name}.${table.name}`}
          onChange={(event) => {
            const at = event.target.value.indexOf(".");
            onChange({
              connection: event.target.value.slice(0, at),
              table: event.target.value.slice(at + 1),
              order: "",
              filter: "",
            });
          }}
        >
          {connections.map((each) => (
            <optgroup key={each.name} label={each.name}>
              {each.tables.map((one) => (
                <option key={`${one.namespace}.${one.name}`} value={`${each.name}.${one.name}`}>
                  {isMany ? `${each.name}.${one.name}` : one.name}
                </option>
              ))}
            </optgroup>
          ))}
        </Select>
        <span className="max-m:text-ink-2">as</span>
        <Input
          aria-label="User id"
          placeholder="user id"
          isMono
          width="w-28 max-m:w-full"
          value={subject}
          onChange={(event) => setSubject(event.target.value)}
          onBlur={() => subject.trim() !== search.subject && onChange({ subject: subject.trim() })}
        />
        <span className="max-m:text-ink-2">with claims</span>
        <Input
          aria-label="Claims"
          aria-invalid={problem !== null || undefined}
          aria-describedby={problem ? "claims-problem" : undefined}
          placeholder='{"countries": ["DE"]}'
          isMono
          width="min-w-40 max-w-80 flex-1 max-m:max-w-none"
          value={claims}
          onChange={(event) => setClaims(event.target.value)}
        />
        <Button type="submit" size="large" denied={denied} className="max-m:col-start-2">
          See rows
        </Button>
      </div>
      {problem && (
        <div id="claims-problem">
          <FieldError>{problem}</FieldError>
        </div>
      )}
      <RolePicks
        named={named}
        roles={splitRoles(search.roles)}
        onChange={(roles) => onChange({ roles: roles.join(",") })}
      />
    </Form>
  );
}

/** The roles that the deployed policy names; a press takes one on or off. Others can be typed. */
function RolePicks(props: { named: string[]; roles: string[]; onChange: (roles: string[]) => void }) {
  const { named, roles, onChange } = props;
  const [typed, setTyped] = useState("");
  const all = [...new Set([...named, ...roles])];
  const toggle = (role: string) =>
    onChange(roles.includes(role) ? roles.filter((each) => each !== role) : [...roles, role]);
  const add = () => {
    if (typed.trim()) onChange([...new Set([...roles, ...splitRoles(typed)])]);
    setTyped("");
  };
  return (
    <fieldset className="mt-3 flex flex-wrap items-center gap-1.5">
      <legend className="sr-only">Roles</legend>
      <span aria-hidden className="mr-1 text-ink-2">
        Roles
      </span>
      {all.map((role) => {
        const isOn = roles.includes(role);
        return (
          <button
            key={role}
            type="button"
            aria-pressed={isOn}
            onClick={() => toggle(role)}
            className={classes(
              "h-6 rounded-1 border px-2 font-mono text-code leading-[22px] max-m:h-9",
              isOn
                ? "border-accent-fill bg-accent-fill text-on-accent"
                : "border-line-2 bg-surface text-ink-2 hover:bg-hover",
            )}
          >
            {role}
          </button>
        );
      })}
      <input
        aria-label="Another role"
        placeholder="another role"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={add}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
        className="h-6 w-28 rounded-1 border border-dashed border-line-field bg-transparent px-2 font-mono text-code max-m:h-9"
      />
    </fieldset>
  );
}
