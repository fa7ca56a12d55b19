import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Columns2, Copy, Lock, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { can, denial, reason } from "../../../api/can";
import { organization as organizationQuery } from "../../../api/organizations";
import { areas, type Role, roles } from "../../../api/roles";
import { Loaded } from "../../../parts/loaded";
import { useHeld } from "../../../parts/place";
import { paths } from "../../../paths";
import { Badge } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { SearchBox } from "../../../ui/field";
import { Kebab, MenuItem, MenuLine } from "../../../ui/menu";
import { Empty } from "../../../ui/note";
import { Tools } from "../../../ui/page";
import { Segmented } from "../../../ui/segmented";
import { type Column, Table } from "../../../ui/table";
import { CompareRoles } from "./compare-roles";
import { CreateRole } from "./create-role";
import { DeleteRole } from "./delete-role";
import { list } from "./draft";
import { TeamHead } from "./head";

type Kind = "all" | "system" | "custom";
type Open = { kind: "create" } | { kind: "compare"; role?: Role } | { kind: "delete"; role: Role };

/** The roles of the organization: what each grants, where, and who holds it. */
export function RolesPage() {
  const { organization } = useParams({ from: "/inside/org/$organization/team/roles" });
  const query = useQuery(roles(organization));
  const held = useHeld(organization);
  const defaultRole = useQuery({
    ...organizationQuery(organization),
    enabled: can(held, "organization.view"),
  }).data?.default_role;
  const [typed, setTyped] = useState("");
  const [kind, setKind] = useState<Kind>("all");
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <Loaded query={query} isPage>
      {({ items }) => {
        const system = items.filter((role) => role.system);
        const custom = items.filter((role) => !role.system);
        const named = (role: Role) => role.name.toLowerCase().includes(typed.trim().toLowerCase());
        const shown = { all: items, system, custom }[kind].filter(named);
        return (
          <>
            <TeamHead organization={organization}>
              <Button icon={Columns2} onClick={() => setOpen({ kind: "compare" })}>
                Compare
              </Button>
              <Button
                look="primary"
                icon={Plus}
                denied={denial(held, "roles.create")}
                onClick={() => setOpen({ kind: "create" })}
              >
                Create role
              </Button>
            </TeamHead>
            <div className="pt-3">
              <Tools>
                <SearchBox label="Filter roles" value={typed} onChange={(event) => setTyped(event.target.value)} />
                <Segmented
                  label="Kind of role"
                  value={kind}
                  onChange={setKind}
                  options={[
                    { value: "all", label: <Counted name="All" count={items.length} /> },
                    { value: "system", label: <Counted name="System" count={system.length} /> },
                    { value: "custom", label: <Counted name="Custom" count={custom.length} /> },
                  ]}
                />
              </Tools>
            </div>
            {shown.length === 0 ? (
              <Empty
                act={
                  typed ? (
                    <Button onClick={() => setTyped("")}>Clear filter</Button>
                  ) : (
                    <Button denied={denial(held, "roles.create")} onClick={() => setOpen({ kind: "create" })}>
                      Create role
                    </Button>
                  )
                }
              >
                {typed ? `No role has “${typed}” in its name.` : "There are no custom roles yet."}
              </Empty>
            ) : (
              <Table
                caption="Roles"
                rows={shown}
                rowKey={(role) => role.id}
                columns={columns(organization, defaultRole, setOpen)}
              />
            )}
            {open?.kind === "create" && <CreateRole organization={organization} roles={items} onClose={close} />}
            {open?.kind === "compare" && (
              <CompareRoles organization={organization} roles={items} first={open.role} onClose={close} />
            )}
            {open?.kind === "delete" && (
              <DeleteRole organization={organization} role={open.role} roles={items} onClose={close} />
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Counted({ name, count }: { name: string; count: number }) {
  return (
    <>
      {name} <span className="text-ink-3">{count}</span>
    </>
  );
}

function columns(organization: string, defaultRole: string | undefined, setOpen: (open: Open) => void): Column<Role>[] {
  return [
    {
      name: "Role",
      kind: "main",
      width: "22%",
      cell: (role) => (
        <span className="flex flex-wrap items-center gap-2">
          <Link to={paths.role(organization, role.id)} className="font-strong text-ink no-underline hover:underline">
            {role.name}
          </Link>
          {role.system && <Lock size={14} strokeWidth={1.75} aria-label="system role" className="text-ink-3" />}
          {role.id === defaultRole && <Badge>default</Badge>}
        </span>
      ),
    },
    { name: "Grants", width: "34%", cell: (role) => <Grants role={role} /> },
    { name: "Scope", cell: (role) => <span className="text-ink-2">{sayScope(role)}</span> },
    { name: "Holders", cell: (role) => <Holders organization={organization} role={role} /> },
    {
      name: "Acts",
      kind: "acts",
      cell: (role) => <RoleMenu organization={organization} role={role} setOpen={setOpen} />,
    },
  ];
}

const VERBS: [level: string, verb: string][] = [
  ["manage", "Manages"],
  ["deploy", "Deploys"],
  ["view", "Views"],
];

/** What a role gives, by verb, so that a column of them can be scanned. A system role says it in its own words. */
function Grants({ role }: { role: Role }) {
  const known = useQuery(areas()).data ?? [];
  if (role.system) return <span className="text-ink-2">{role.description}</span>;
  const titles = (level: string) =>
    known
      .filter(({ area }) => role.permissions.some((held) => held.area === area && held.level === level))
      .map(({ title }) => title);
  const said = VERBS.map(([level, verb]) => ({ verb, titles: titles(level) })).filter((each) => each.titles.length > 0);
  return (
    <span className="text-ink-2">
      {said.map(({ verb, titles }) => (
        <span key={verb}>
          <b className="text-ink">{verb}</b> {list(titles)}.{" "}
        </span>
      ))}
      {role.actions.length > 0 && `${role.actions.length} single ${role.actions.length === 1 ? "action" : "actions"}.`}
    </span>
  );
}

function sayScope({ scope, permissions, system, name }: Role): string {
  if (system) return name === "Database Administrator" ? "Per database" : "Organization";
  const hasProjects = permissions.some(({ area }) => !ORGANIZATION_AREAS.has(area));
  if (!hasProjects && permissions.length > 0) return "Organization";
  const what = (ids: string | string[], noun: string) =>
    Array.isArray(ids) ? `${ids.length} ${ids.length === 1 ? noun : `${noun}s`}` : null;
  const where = what(scope.instances, "instance") ?? what(scope.projects, "project") ?? "All projects";
  return scope.production ? where : `${where}, not production`;
}

const ORGANIZATION_AREAS = new Set([
  "private_endpoints",
  "team",
  "billing",
  "organization_settings",
  "service_tokens",
  "audit_log",
  "integrations",
]);

/** How many hold it; a press lists the members among them. */
function Holders({ organization, role }: { organization: string; role: Role }) {
  if (role.holders === 0) return <span className="text-ink-3">Nobody</span>;
  return (
    <Link
      to="/org/$organization/team"
      params={{ organization }}
      search={{ role: role.id }}
      aria-label={`${role.holders} ${role.holders === 1 ? "holder" : "holders"}: see the members`}
      className="text-accent no-underline hover:underline"
    >
      {role.holders}
    </Link>
  );
}

function RoleMenu({
  organization,
  role,
  setOpen,
}: {
  organization: string;
  role: Role;
  setOpen: (open: Open) => void;
}) {
  const navigate = useNavigate();
  const held = useHeld(organization);
  return (
    <Kebab label={`Acts on ${role.name}`}>
      <MenuItem icon={Pencil} onSelect={() => void navigate({ to: paths.role(organization, role.id) })}>
        {role.system || !can(role, "roles.update") ? "Open" : "Edit"}
      </MenuItem>
      <MenuItem
        icon={Copy}
        denied={denial(held, "roles.create")}
        onSelect={() =>
          void navigate({
            to: "/org/$organization/team/roles/new",
            params: { organization },
            search: { from: role.id },
          })
        }
      >
        Duplicate
      </MenuItem>
      <MenuItem icon={Columns2} onSelect={() => setOpen({ kind: "compare", role })}>
        Compare
      </MenuItem>
      {!role.system && (
        <>
          <MenuLine />
          <MenuItem
            icon={Trash2}
            isDanger
            denied={
              can(role, "roles.delete") ? undefined : (role.cannot?.["roles.delete"] ?? reason(role, "roles.delete"))
            }
            onSelect={() => setOpen({ kind: "delete", role })}
          >
            Delete
          </MenuItem>
        </>
      )}
    </Kebab>
  );
}
