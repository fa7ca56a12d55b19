import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Check, CircleX } from "lucide-react";
import { useState } from "react";
import type { Body } from "../../api/nouns";
import { type AuditFilter, audit } from "../../api/organizations";
import { Form, text } from "../../parts/form";
import { Loaded, LoadMore } from "../../parts/loaded";
import { Button } from "../../ui/button";
import { SearchBox } from "../../ui/field";
import { Empty } from "../../ui/note";
import { PageHead, Tools } from "../../ui/page";
import { Segmented } from "../../ui/segmented";
import { Table } from "../../ui/table";
import { Time } from "../../ui/time";
import { AuditEntryDialog } from "./audit-entry";

type Entry = Body<"AuditEntry">;
type Outcome = "all" | "ok" | "denied";

/** Every change and refusal, newest first; the filters stand in the address. */
export function AuditPage() {
  const { organization } = useParams({ from: "/inside/org/$organization/audit" });
  const filter = useSearch({ from: "/inside/org/$organization/audit" });
  const navigate = useNavigate({ from: "/org/$organization/audit" });
  const query = useInfiniteQuery({ ...audit(organization, filter), placeholderData: (before) => before });
  const change = (part: AuditFilter) => void navigate({ search: clean({ ...filter, ...part }), replace: true });
  const [shown, setShown] = useState<Entry | null>(null);
  const isFiltered = Boolean(filter.action || filter.outcome);
  return (
    <Loaded query={query} isPage>
      {({ items, total }) => (
        <>
          <PageHead
            title="Audit log"
            about="Written in the same transaction as the change. Each entry is linked to the one before it."
          />
          <Tools>
            <Form onSubmit={(data) => change({ action: text(data, "action") })} className="max-m:w-full">
              <SearchBox key={filter.action} label="Filter by action" name="action" defaultValue={filter.action} />
            </Form>
            <Segmented<Outcome>
              label="Outcome"
              value={filter.outcome ?? "all"}
              onChange={(outcome) => change({ outcome: outcome === "all" ? undefined : outcome })}
              options={[
                { value: "all", label: "All" },
                { value: "ok", label: "Done" },
                { value: "denied", label: "Refused" },
              ]}
            />
            <span className="ml-auto text-cap text-ink-3">{total.toLocaleString("en")} entries</span>
          </Tools>
          {items.length === 0 ? (
            <Empty
              act={
                isFiltered && (
                  <Button onClick={() => change({ action: undefined, outcome: undefined })}>Clear filter</Button>
                )
              }
            >
              {isFiltered ? "No entry matches." : "Nothing happened yet."}
            </Empty>
          ) : (
            <Table
              caption="Audit entries"
              rows={items}
              rowKey={(entry) => entry.id}
              columns={[
                {
                  name: "Action",
                  kind: "main",
                  width: "26%",
                  cell: (entry) => <Action entry={entry} onFilter={change} />,
                },
                {
                  name: "By",
                  cell: (entry) => entry.actor_name ?? <span className="text-ink-3">{sayActor(entry)}</span>,
                },
                {
                  name: "On",
                  cell: (entry) => (
                    <span className="[overflow-wrap:anywhere]">
                      {entry.target_name ?? ""}{" "}
                      <span className="text-ink-3">{entry.target_kind.replaceAll("_", " ")}</span>
                    </span>
                  ),
                },
                { name: "When", width: "16%", cell: (entry) => <Time at={entry.at} /> },
                {
                  name: "No.",
                  kind: "acts",
                  width: "104px",
                  cell: (entry) => (
                    <Button
                      look="ghost"
                      size="small"
                      onClick={() => setShown(entry)}
                      aria-label={`No. ${entry.sequence}, details of ${entry.action}`}
                    >
                      No. {entry.sequence}
                    </Button>
                  ),
                },
              ]}
            />
          )}
          <LoadMore query={query} shown={items.length} total={total} />
          {shown && <AuditEntryDialog entry={shown} onClose={() => setShown(null)} />}
        </>
      )}
    </Loaded>
  );
}

function Action({ entry, onFilter }: { entry: Entry; onFilter: (filter: AuditFilter) => void }) {
  const isDone = entry.outcome === "ok";
  const Icon = isDone ? Check : CircleX;
  return (
    <span className="flex items-center gap-2">
      <Icon
        size={14}
        strokeWidth={2}
        aria-label={isDone ? "done" : "refused"}
        className={isDone ? "text-gain" : "text-loss"}
      />
      <button
        type="button"
        title="Show only this action"
        className="font-mono text-code hover:underline"
        onClick={() => onFilter({ action: entry.action })}
      >
        {entry.action}
      </button>
    </span>
  );
}

function sayActor(entry: Entry): string {
  if (entry.actor_kind === "system") return "the server";
  return entry.actor_kind === "anonymous" ? "someone unknown" : "erased";
}

/** An address without the filters that are off. */
function clean(filter: AuditFilter): AuditFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
}
