import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Badge, type OperationName, Operations } from "../../../../../ui/badge";
import { Button } from "../../../../../ui/button";
import { classes } from "../../../../../ui/class";
import { SearchBox, Select } from "../../../../../ui/field";
import type { Denial } from "../../../../../ui/reason";
import { OPERATIONS, type Permission } from "./permission";

/** What the list shows of one permission or action. */
export type Listed = { slug: string; title: string; table: string; roles: readonly string[]; line: number };

type Props = {
  permissions: readonly (Listed & { operations: Permission["operations"] | ReadonlySet<OperationName> })[];
  actions: readonly (Listed & { isOwner: boolean })[];
  current: string | undefined;
  changed: ReadonlySet<string>;
  onChoose: (slug: string, line: number) => void;
  onAction: (line: number) => void;
  onAdd: () => void;
  denied: string | Denial | undefined;
  /** Why nothing can be added by a form. */
  reason: string | undefined;
};

/** The permissions by table, with their roles and operations, and the actions below them. */
export function PermissionList(props: Props) {
  const [filter, setFilter] = useState("");
  const isShown = (item: Listed) =>
    `${item.title} ${item.slug} ${item.table} ${item.roles.join(" ")}`.toLowerCase().includes(filter.toLowerCase());
  const permissions = props.permissions.filter(isShown);
  const actions = props.actions.filter(isShown);
  const tables = [...new Set(permissions.map((item) => item.table))];
  const isEmpty = props.permissions.length + props.actions.length === 0;
  return (
    <nav
      aria-label="Permissions"
      className="sticky top-(--bar) max-h-[calc(100dvh-var(--bar)-52px)] min-w-0 self-start overflow-auto pb-3 max-m:static max-m:max-h-none max-m:pb-2"
    >
      <div className="flex gap-2 p-3 pb-1 max-m:px-4">
        <span className="min-w-0 flex-1 max-m:hidden">
          <SearchBox width="w-full" label="Filter" value={filter} onChange={(event) => setFilter(event.target.value)} />
        </span>
        <Select
          isTool
          aria-label="Permission"
          className="min-w-0 flex-1 m:hidden"
          value={props.current ?? ""}
          onChange={(event) => {
            const chosen = props.permissions.find((item) => item.slug === event.target.value);
            if (chosen) props.onChoose(chosen.slug, chosen.line);
          }}
        >
          {props.permissions.length === 0 && <option value="">no permission yet</option>}
          {props.permissions.map((item) => (
            <option key={item.slug} value={item.slug}>
              {item.title} ({item.table})
            </option>
          ))}
        </Select>
        <Button
          icon={Plus}
          isSquare
          aria-label="Add permission"
          denied={props.denied}
          reason={props.reason}
          onClick={props.onAdd}
        />
      </div>
      <div className="max-m:hidden">
        {isEmpty && <p className="px-4 py-3 text-ink-3">None yet.</p>}
        {!isEmpty && permissions.length + actions.length === 0 && (
          <p className="px-4 py-3 text-ink-3">Nothing matches.</p>
        )}
        {tables.map((table) => (
          <Group key={table} title={<span className="font-mono text-code leading-4">{table || "no table"}</span>}>
            {permissions
              .filter((item) => item.table === table)
              .map((item) => (
                <Row
                  key={`${item.slug}${item.line}`}
                  item={item}
                  isCurrent={item.slug === props.current}
                  isChanged={props.changed.has(item.slug)}
                  onPress={() => props.onChoose(item.slug, item.line)}
                  mark={<Operations held={heldOf(item.operations)} />}
                />
              ))}
          </Group>
        ))}
        {actions.length > 0 && (
          <Group title="Actions">
            {actions.map((item) => (
              <Row
                key={item.slug}
                item={item}
                onPress={() => props.onAction(item.line)}
                mark={<Badge tone={item.isOwner ? "warn" : "plain"}>{item.isOwner ? "as owner" : "action"}</Badge>}
              />
            ))}
          </Group>
        )}
      </div>
    </nav>
  );
}

function heldOf(operations: Props["permissions"][number]["operations"]): ReadonlySet<OperationName> {
  return operations instanceof Set
    ? operations
    : new Set(OPERATIONS.filter((name) => (operations as Permission["operations"])[name]));
}

function Group({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section>
      <h2 className="px-4 pt-3.5 pb-1 text-cap leading-4 font-normal text-ink-3 [overflow-wrap:anywhere]">{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

function Row(props: { item: Listed; isCurrent?: boolean; isChanged?: boolean; onPress: () => void; mark: ReactNode }) {
  const { item, isCurrent = false } = props;
  return (
    <li>
      <button
        type="button"
        aria-current={isCurrent || undefined}
        onClick={props.onPress}
        className={classes(
          "relative grid w-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 py-1 pr-3 pl-4 text-start",
          isCurrent
            ? "bg-accent-wash before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent"
            : "hover:bg-hover",
        )}
      >
        <span className="flex min-w-0 items-center gap-1.5">
          <span title={item.title} className="truncate font-medium first-letter:uppercase">
            {item.title}
          </span>
          {props.isChanged && (
            <span title="changed" className="size-1.5 shrink-0 rounded-full bg-warn">
              <span className="sr-only"> changed</span>
            </span>
          )}
        </span>
        <span className="row-span-2">{props.mark}</span>
        <span
          title={item.roles.join(", ")}
          className={classes("truncate text-cap", isCurrent ? "text-ink-2" : "text-ink-3")}
        >
          {item.roles.join(", ") || "no role"}
        </span>
      </button>
    </li>
  );
}
