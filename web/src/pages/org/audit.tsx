import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Check, CircleX, X } from "lucide-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { reason } from "../../api/can";
import type { Body } from "../../api/nouns";
import { type AuditFilter, audit, auditExport, verifyAudit } from "../../api/organizations";
import { Form, text } from "../../parts/form";
import { Loaded, LoadMore } from "../../parts/loaded";
import { useHeld } from "../../parts/place";
import { Button } from "../../ui/button";
import { Input, SearchBox } from "../../ui/field";
import { Empty } from "../../ui/note";
import { PageHead, Tools } from "../../ui/page";
import { Segmented } from "../../ui/segmented";
import { Table } from "../../ui/table";
import { Time } from "../../ui/time";
import { isByCommand, targetOf } from "./audit-detail";
import { AuditEntryDialog } from "./audit-entry";
import { ErasePerson } from "./audit-erase";
import { AuditTools } from "./audit-tools";

/** What they hold who see the whole log; what others see is a part, which cannot be verified. */
const EVERYTHING = ["audit.view", "projects.view", "instances.view", "databases.view"];

type Entry = Body<"AuditEntry">;
type Outcome = "all" | "ok" | "denied";

/** Every change and refusal of an organization, newest first; the filters stand in the address. */
export function AuditPage() {
  const { organization } = useParams({ from: "/inside/org/$organization/audit" });
  const filter = useSearch({ from: "/inside/org/$organization/audit" });
  const navigate = useNavigate({ from: "/org/$organization/audit" });
  const query = useInfiniteQuery({ ...audit(organization, filter), placeholderData: (before) => before });
  const judged = useHeld(organization);
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <AuditLog
      title="Audit log"
      about="Written in the same transaction as the change. Each entry is linked to the one before it."
      query={query}
      filter={filter}
      onFilter={(search) => void navigate({ search, replace: true })}
      tools={
        <AuditTools
          address={(format) => auditExport(organization, format, filter)}
          verify={() => verifyAudit(organization)}
          exportReason={reason(judged, "audit.export")}
          verifyReason={EVERYTHING.map((action) => reason(judged, action)).find(Boolean)}
          isFiltered={isFiltered}
        />
      }
      erasing={{ organization, denied: reason(judged, "owners.manage") }}
    />
  );
}

type Log = ComponentProps<typeof LoadMore>["query"] &
  Omit<ComponentProps<typeof Loaded>["query"], "data"> & { data: { items: Entry[]; total: number } | undefined };

/** A log with its filters, whosever it is; people are erased from an organization's alone. */
export function AuditLog(props: {
  title: string;
  about: ReactNode;
  query: Log;
  filter: AuditFilter;
  onFilter: (filter: AuditFilter) => void;
  tools?: ReactNode;
  erasing?: { organization: string; denied: ReturnType<typeof reason> };
}) {
  const { query, filter, erasing } = props;
  const change = (part: AuditFilter) => props.onFilter(clean({ ...filter, ...part }));
  const [shown, setShown] = useState<Entry | null>(null);
  const [erased, setErased] = useState<Entry | null>(null);
  const isFiltered = Object.values(filter).some(Boolean);
  const clear = () => props.onFilter({});
  return (
    <Loaded query={query} isPage>
      {({ items, total }) => (
        <>
          <PageHead title={props.title} about={props.about}>
            {props.tools}
          </PageHead>
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
            <Days filter={filter} onChange={change} />
            <Narrowed
              what="By"
              name={filter.actor && named(items, (entry) => entry.actor === filter.actor && entry.actor_name)}
              onClear={() => change({ actor: undefined })}
            />
            <Narrowed
              what="On"
              name={filter.target && named(items, (entry) => entry.target === filter.target && entry.target_name)}
              onClear={() => change({ target: undefined })}
            />
            <span className="ml-auto text-cap text-ink-3">
              {total.toLocaleString("en")} {total === 1 ? "entry" : "entries"}
            </span>
          </Tools>
          {items.length === 0 ? (
            <Empty act={isFiltered && <Button onClick={clear}>Clear filter</Button>}>
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
                  cell: (entry) => (
                    <Narrow
                      title="Show only what they did"
                      onPress={entry.actor && (() => change({ actor: entry.actor ?? undefined }))}
                    >
                      {entry.actor_name ?? <span className="text-ink-3">{sayActor(entry)}</span>}
                    </Narrow>
                  ),
                },
                {
                  name: "On",
                  cell: (entry) => (
                    <Narrow
                      title="Show only what was done to this"
                      onPress={entry.target && (() => change({ target: entry.target ?? undefined }))}
                    >
                      <Target entry={entry} />
                    </Narrow>
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
                      aria-label={`${sayNumber(entry)}, details of ${entry.action}`}
                    >
                      {sayNumber(entry)}
                    </Button>
                  ),
                },
              ]}
            />
          )}
          <LoadMore query={query} shown={items.length} total={total} />
          {shown && (
            <AuditEntryDialog
              entry={shown}
              onClose={() => setShown(null)}
              erase={
                erasing && {
                  denied: erasing.denied,
                  run: () => {
                    setErased(shown);
                    setShown(null);
                  },
                }
              }
            />
          )}
          {erasing && erased?.actor && (
            <ErasePerson
              organization={erasing.organization}
              account={erased.actor}
              name={erased.actor_name ?? ""}
              onClose={() => setErased(null)}
            />
          )}
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

/** From one day to another, both whole. */
function Days({ filter, onChange }: { filter: AuditFilter; onChange: (part: AuditFilter) => void }) {
  return (
    <div className="flex items-center gap-1.5 text-ink-3 max-m:w-full">
      <Input
        type="date"
        aria-label="From day"
        width="w-36 max-m:w-full"
        className="h-(--ctl)!"
        max={filter.to}
        value={filter.from ?? ""}
        onChange={(event) => onChange({ from: event.target.value })}
      />
      <span aria-hidden>–</span>
      <Input
        type="date"
        aria-label="To day"
        width="w-36 max-m:w-full"
        className="h-(--ctl)!"
        min={filter.from}
        value={filter.to ?? ""}
        onChange={(event) => onChange({ to: event.target.value })}
      />
    </div>
  );
}

/** A filter that was set by pressing a name; pressing it again takes it away. */
function Narrowed({ what, name, onClear }: { what: string; name: string | undefined; onClear: () => void }) {
  if (!name) return null;
  return (
    <Button icon={X} onClick={onClear} aria-label={`${what} ${name}: take this filter away`}>
      {what} {name}
    </Button>
  );
}

/** How people know what is filtered by; nobody else's names are needed, for all entries shown are about it. */
function named(entries: Entry[], find: (entry: Entry) => string | false | null): string {
  return entries.map(find).find(Boolean) || "one";
}

function Narrow(props: { title: string; onPress: (() => void) | "" | null; children: ReactNode }) {
  if (!props.onPress) return <span className="[overflow-wrap:anywhere]">{props.children}</span>;
  return (
    <button
      type="button"
      title={props.title}
      onClick={props.onPress}
      className="text-start [overflow-wrap:anywhere] hover:underline"
    >
      {props.children}
    </button>
  );
}

function Target({ entry }: { entry: Entry }) {
  const organization = useHeld(entry.organization ?? "")?.name;
  const { name, kind } = targetOf(entry, organization);
  return (
    <>
      {name} <span className="text-ink-3">{kind}</span>
    </>
  );
}

function sayActor(entry: Entry): string {
  if (entry.actor_kind === "system") return isByCommand(entry.detail) ? "the command line" : "the server";
  return entry.actor_kind === "anonymous" ? "someone unknown" : "erased";
}

/** An address without the filters that are off. */
function clean(filter: AuditFilter): AuditFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
}

/** Whoever sees a part of a log is told no numbers: their gaps would count the rest. */
function sayNumber({ sequence }: { sequence: number | null }): string {
  return sequence === null ? "Entry" : `No. ${sequence}`;
}
