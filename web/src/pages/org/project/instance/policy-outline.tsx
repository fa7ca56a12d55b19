import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { Operations } from "../../../../ui/badge";
import { SearchBox } from "../../../../ui/field";
import { outlineOf } from "./outline";

/** The permissions by table, with their roles and operations; a press goes to the line. */
export function PolicyOutline({ source, onGoTo }: { source: string; onGoTo: (line: number) => void }) {
  const [filter, setFilter] = useState("");
  const items = useMemo(() => outlineOf(source), [source]);
  const shown = items.filter((item) =>
    `${item.name} ${item.table} ${item.roles.join(" ")}`.toLowerCase().includes(filter.toLowerCase()),
  );
  const tables = [...new Set(shown.map((item) => item.table))];
  return (
    <nav
      aria-label="Permissions"
      className="sticky top-(--bar) max-h-[calc(100dvh-var(--bar)-52px)] min-w-0 self-start overflow-auto pb-3 max-m:hidden"
    >
      <div className="p-3 pb-1">
        <SearchBox width="w-full" label="Filter" value={filter} onChange={(event) => setFilter(event.target.value)} />
      </div>
      {items.length === 0 && (
        <p className="flex gap-2 px-4 py-3 text-ink-3">
          <Plus size={14} aria-hidden className="mt-1" />
          <span>
            No permission yet: nobody sees anything. Write the first under <code>permissions</code>.
          </span>
        </p>
      )}
      {items.length > 0 && shown.length === 0 && <p className="px-4 py-3 text-ink-3">Nothing matches.</p>}
      {tables.map((table) => (
        <section key={table}>
          <h2 className="px-4 pt-3.5 pb-1 font-mono text-code leading-4 font-normal text-ink-3 [overflow-wrap:anywhere]">
            {table || "no table"}
          </h2>
          <ul>
            {shown
              .filter((item) => item.table === table)
              .map((item) => (
                <li key={`${item.slug}${item.line}`}>
                  <button
                    type="button"
                    onClick={() => onGoTo(item.line)}
                    className="grid w-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 py-1 pr-3 pl-4 text-start hover:bg-hover"
                  >
                    <span title={item.name} className="truncate font-medium first-letter:uppercase">
                      {item.name}
                    </span>
                    <span className="row-span-2">
                      <Operations held={item.operations} />
                    </span>
                    <span title={item.roles.join(", ")} className="truncate text-cap text-ink-3">
                      {item.roles.join(", ") || "no role"}
                    </span>
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
