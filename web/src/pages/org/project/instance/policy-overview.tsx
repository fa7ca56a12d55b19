import { type ReactNode, useMemo, useState } from "react";
import { Badge, Operations } from "../../../../ui/badge";
import { Checkbox, Input, Select } from "../../../../ui/field";
import { Empty } from "../../../../ui/note";
import { Tools } from "../../../../ui/page";
import { Segmented } from "../../../../ui/segmented";
import { CELL, HEAD } from "../../../../ui/table";
import { OPERATION_NAMES, type Rule, rolesOf, rulesOf, tablesOf, withRole } from "./policy-roles";

type Shape = "cards" | "rules" | "tables";

/** Which roles are looked at, and how: a part of the address. */
export type RolesSearch = { roles?: Shape; role?: string };

export function shapeOf(text: string | undefined): Shape | undefined {
  return text === "cards" || text === "rules" || text === "tables" ? text : undefined;
}

type Props = {
  shape: Shape;
  role: string | undefined;
  onShow: (search: RolesSearch) => void;
  source: string;
  onChange: (source: string) => void;
  isReadOnly: boolean;
  onGoTo: (line: number) => void;
};

/** The roles that the document names, wherever it names them: what each may do, and side by side. */
export function PolicyOverview(props: Props) {
  const { shape } = props;
  const rules = useMemo(() => rulesOf(props.source), [props.source]);
  const roles = rolesOf(rules);
  return (
    <div className="min-w-0 flex-1 border-t border-line pt-3 pb-6">
      <Tools>
        <Segmented
          label="Roles as"
          value={shape}
          onChange={(next) => props.onShow({ roles: next })}
          options={[
            { value: "cards", label: "Cards" },
            { value: "rules", label: "By permission" },
            { value: "tables", label: "By table" },
          ]}
        />
      </Tools>
      {roles.length === 0 ? (
        <Empty>No role is named yet. Roles are written on the permissions and actions themselves.</Empty>
      ) : shape === "cards" ? (
        <Cards rules={rules} roles={roles} onGoTo={props.onGoTo} />
      ) : shape === "rules" ? (
        <RuleMatrix {...props} rules={rules} roles={roles} />
      ) : (
        <TableMatrix {...props} rules={rules} roles={roles} />
      )}
    </div>
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function Cards({ rules, roles, onGoTo }: { rules: Rule[]; roles: string[]; onGoTo: (line: number) => void }) {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(300px,1fr))] gap-x-8 gap-y-6 px-(--gutter) pt-2 max-m:grid-cols-[minmax(0,1fr)]">
      {roles.map((role) => {
        const mine = rules.filter((rule) => rule.roles.includes(role));
        const actions = mine.filter((rule) => rule.kind === "action");
        const permissions = mine.length - actions.length;
        return (
          <section key={role} aria-label={role}>
            <h2 className="flex items-baseline gap-2 border-b border-line pb-1.5">
              <span className="font-strong [overflow-wrap:anywhere]">{role}</span>
              <span className="ml-auto text-cap font-normal text-ink-3">
                {count(permissions, "permission")}
                {actions.length > 0 && `, ${count(actions.length, "action")}`}
              </span>
            </h2>
            <ul className="pt-1">
              {mine.map((rule) => (
                <li key={`${rule.kind}${rule.slug}`}>
                  <button
                    type="button"
                    onClick={() => onGoTo(rule.line)}
                    className="grid w-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 rounded-1 py-1 text-start hover:bg-hover"
                  >
                    <span className="truncate first-letter:uppercase" title={rule.name}>
                      {rule.name}
                    </span>
                    <span className="row-span-2">
                      <What rule={rule} />
                    </span>
                    <span className="truncate font-mono text-code text-ink-3" title={rule.tables.join(", ")}>
                      {rule.tables.join(", ")}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function What({ rule }: { rule: Rule }) {
  if (rule.kind === "permission")
    return <Operations held={new Set(OPERATION_NAMES.filter((name) => rule.reaches[name]))} />;
  return rule.isOwner ? <Badge tone="warn">action as owner</Badge> : <Badge>action</Badge>;
}

/** Why a role cannot be taken off. */
const LAST = "last-role";

/** A table that scrolls sideways where it must, its first column named apart. */
function Matrix(props: {
  label: string;
  caption: string;
  first: string;
  columns: readonly string[];
  isCentred?: boolean;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section tabIndex={0} aria-label={props.label} className="overflow-x-auto border-t border-line">
      <table className="w-full border-collapse">
        <caption className="sr-only">{props.caption}</caption>
        <thead>
          <tr>
            <th scope="col" className={`${HEAD} text-start`}>
              {props.first}
            </th>
            {props.columns.map((column) => (
              <th key={column} scope="col" className={`${HEAD} ${props.isCentred ? "text-center" : "text-start"}`}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </section>
  );
}

/** Rules down, roles across: a press names the role on the rule, in the draft. */
function RuleMatrix({
  source,
  onChange,
  isReadOnly,
  onGoTo,
  rules,
  roles,
}: Props & { rules: Rule[]; roles: string[] }) {
  const [added, setAdded] = useState("");
  const name = added.trim();
  const columns = name && !roles.includes(name) ? [...roles, name] : roles;
  return (
    <>
      <Matrix
        label="Roles by permission"
        caption="Which role has which permission or action"
        first="Access"
        columns={columns}
        isCentred
      >
        {rules.map((rule) => (
          <tr key={`${rule.kind}${rule.slug}`} className="hover:bg-hover">
            <th
              scope="row"
              className={`${CELL} sticky left-0 min-w-52 bg-surface max-m:min-w-36 text-start font-normal`}
            >
              <button type="button" onClick={() => onGoTo(rule.line)} className="block text-start hover:underline">
                <span className="block font-medium first-letter:uppercase">{rule.name}</span>
              </button>
              <span className="block font-mono text-code text-ink-3">
                {rule.kind === "action" ? "action" : rule.tables.join(", ")}
              </span>
            </th>
            {columns.map((role) => {
              const isHeld = rule.roles.includes(role);
              const next = withRole(source, rule, role, !isHeld);
              return (
                <td key={role} className={`${CELL} text-center`}>
                  <Checkbox
                    className="mx-auto"
                    aria-label={`${rule.name}: ${role}`}
                    aria-describedby={isHeld && next === undefined ? LAST : undefined}
                    checked={isHeld}
                    disabled={isReadOnly || next === undefined}
                    onChange={() => next !== undefined && onChange(next)}
                  />
                </td>
              );
            })}
          </tr>
        ))}
      </Matrix>
      <p id={LAST} className="px-(--gutter) pt-2 text-cap text-ink-3">
        The last role of a permission or an action stays: without one it would be for nobody.
      </p>
      {!isReadOnly && (
        <div className="flex max-w-md items-center gap-2 px-(--gutter) pt-3">
          <label htmlFor="new-role" className="whitespace-nowrap text-ink-2">
            Another role
          </label>
          <Input
            id="new-role"
            value={added}
            onChange={(event) => setAdded(event.target.value)}
            placeholder="its name; then check what it has"
          />
        </div>
      )}
    </>
  );
}

const WORDS = { select: "Read", insert: "Create", update: "Update", delete: "Delete" } as const;

/** What one role reaches of each table; a press leads to the permissions behind it. */
function TableMatrix(props: Props & { rules: Rule[]; roles: string[] }) {
  const { rules, roles, onGoTo, onShow } = props;
  const role = props.role && roles.includes(props.role) ? props.role : (roles[0] ?? "");
  return (
    <>
      <div className="flex max-w-xs items-center gap-2 px-(--gutter) pb-3">
        <label htmlFor="role-of-tables" className="text-ink-2">
          Role
        </label>
        <Select
          id="role-of-tables"
          value={role}
          onChange={(event) => onShow({ roles: "tables", role: event.target.value })}
        >
          {roles.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </Select>
      </div>
      <Matrix
        label="Reach by table"
        caption={`What ${role} may do with each table`}
        first="Table"
        columns={OPERATION_NAMES.map((name) => WORDS[name])}
      >
        {tablesOf(rules, role).map(({ table, reaches }) => (
          <tr key={table} className="hover:bg-hover">
            <th scope="row" className={`${CELL} text-start font-mono text-code font-normal`}>
              {table}
            </th>
            {OPERATION_NAMES.map((name) => {
              const held = reaches[name];
              return (
                <td key={name} className={CELL}>
                  {held ? (
                    <button
                      type="button"
                      onClick={() => onGoTo(held.lines[0] ?? 1)}
                      aria-label={`${WORDS[name]} ${table}: ${held.reach}`}
                      className={held.reach === "full" ? "font-strong hover:underline" : "text-ink-2 hover:underline"}
                    >
                      {held.reach}
                    </button>
                  ) : (
                    <span className="text-ink-3">none</span>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </Matrix>
    </>
  );
}
