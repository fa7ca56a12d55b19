import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { denial, reason } from "../../../../api/can";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { policyRoles } from "../../../../api/policy";
import { Button } from "../../../../ui/button";
import { Checkbox, Input, Select } from "../../../../ui/field";
import { Empty } from "../../../../ui/note";
import { Tools } from "../../../../ui/page";
import { Segmented } from "../../../../ui/segmented";
import { CELL } from "../../../../ui/table";
import { RoleProfile, sayUsers } from "./policy-role";
import { AddRole } from "./policy-role-add";
import { type Rule, rolesOf, rulesOf, withRole } from "./policy-roles";
import { RuleList } from "./policy-rule-list";
import { Matrix, ReachMatrix } from "./policy-tables";

type Shape = "cards" | "rules" | "tables" | "one";

/** Which roles are looked at, and how: a part of the address. One role has an address of its own: `?role=support`. */
export type RolesSearch = { roles?: Exclude<Shape, "one">; role?: string };

export function shapeOf({ roles, role }: { roles?: string; role?: string }): Shape | undefined {
  if (roles === "cards" || roles === "rules" || roles === "tables") return roles;
  return role ? "one" : undefined;
}

type Props = {
  place: InstancePlace;
  saved: Body<"PolicyDraft">;
  shape: Shape;
  role: string | undefined;
  onShow: (search: RolesSearch) => void;
  source: string;
  onChange: (source: string) => void;
  isReadOnly: boolean;
  onGoTo: (line: number) => void;
  onTry: (action: string) => void;
};

/** The roles that the document names, wherever it names them: what each may do, and side by side. */
export function PolicyOverview(props: Props) {
  const { shape } = props;
  const rules = useMemo(() => rulesOf(props.source), [props.source]);
  const roles = rolesOf(rules);
  const [isAdding, setIsAdding] = useState(false);
  // The server counts for the policy in force; a role that only the draft names has nobody yet.
  const told = useQuery(policyRoles(props.place)).data?.roles;
  const users = new Map(told?.flatMap((each) => (typeof each.users === "number" ? [[each.role, each.users]] : [])));
  if (shape === "one" && props.role)
    return (
      <div className="min-w-0 flex-1 border-t border-line pt-3 pb-6">
        <RoleProfile
          {...props}
          role={props.role}
          rules={rules}
          users={users.get(props.role)}
          onBack={() => props.onShow({ roles: "cards" })}
        />
      </div>
    );
  return (
    <div className="min-w-0 flex-1 border-t border-line pt-3 pb-6">
      <Tools>
        <Segmented
          label="Roles as"
          value={shape}
          onChange={(next) => next !== "one" && props.onShow({ roles: next })}
          options={[
            { value: "cards", label: "Cards" },
            { value: "rules", label: "By permission" },
            { value: "tables", label: "By table" },
          ]}
        />
        <span className="ml-auto max-m:ml-0 max-m:w-full max-m:[&>*]:w-full">
          <Button
            icon={Plus}
            denied={denial(props.saved, "policy.deploy")}
            reason={rules.length === 0 ? "Write a permission first: a role is a name on one." : undefined}
            onClick={() => setIsAdding(true)}
          >
            Add role
          </Button>
        </span>
      </Tools>
      {roles.length === 0 ? (
        <Empty>No role is named yet. Roles are written on the permissions and actions themselves.</Empty>
      ) : shape === "cards" ? (
        <Cards {...props} rules={rules} roles={roles} users={users} />
      ) : shape === "rules" ? (
        <RuleMatrix {...props} rules={rules} roles={roles} />
      ) : (
        <TableMatrix {...props} rules={rules} roles={roles} />
      )}
      {isAdding && (
        <AddRole
          rules={rules}
          roles={roles}
          source={props.source}
          onClose={() => setIsAdding(false)}
          onAdd={(role, source) => {
            setIsAdding(false);
            props.onChange(source);
            props.onShow({ role });
          }}
        />
      )}
    </div>
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function Cards(props: Props & { rules: Rule[]; roles: string[]; users: ReadonlyMap<string, number> }) {
  const { rules, roles, users, onGoTo, onShow } = props;
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(300px,1fr))] gap-x-8 gap-y-6 px-(--gutter) pt-2 max-m:grid-cols-[minmax(0,1fr)]">
      {roles.map((role) => {
        const mine = rules.filter((rule) => rule.roles.includes(role));
        const actions = mine.filter((rule) => rule.kind === "action");
        const permissions = mine.length - actions.length;
        const held = users.get(role);
        return (
          <section key={role} aria-label={role}>
            <h2 className="flex items-baseline gap-2 border-b border-line pb-1.5">
              <button
                type="button"
                onClick={() => onShow({ role })}
                className="text-start font-strong [overflow-wrap:anywhere] hover:underline"
              >
                {role}
              </button>
              <span className="ml-auto text-cap font-normal text-ink-3">
                {held !== undefined && `${sayUsers(held)}, `}
                {count(permissions, "permission")}
                {actions.length > 0 && `, ${count(actions.length, "action")}`}
              </span>
            </h2>
            <div className="pt-1">
              <RuleList rules={mine} onGoTo={onGoTo} />
            </div>
          </section>
        );
      })}
    </div>
  );
}

/** Why a role cannot be taken off, or nothing be changed. */
const LAST = "last-role";
const DENIED = "roles-denied";

/** Rules down, roles across: a press names the role on the rule, in the draft. */
function RuleMatrix({
  saved,
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
                    aria-describedby={isReadOnly ? DENIED : next === undefined ? LAST : undefined}
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
      {isReadOnly && (
        <p id={DENIED} className="px-(--gutter) pt-2 text-ink-2">
          {reason(saved, "policy.deploy")}
        </p>
      )}
      <p id={LAST} className="px-(--gutter) pt-2 text-cap text-ink-3">
        The last role of a permission or an action stays: without one it would be for nobody. Roles that are not written
        as a list are changed in the document.
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

/** What one role reaches of each table; a press opens the permissions behind a cell. */
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
      <ReachMatrix rules={rules} role={role} onGoTo={onGoTo} />
    </>
  );
}
