import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { denial } from "../../../../api/can";
import { asApiError } from "../../../../api/error";
import type { Body } from "../../../../api/nouns";
import { type RequestFilter, requests } from "../../../../api/requests";
import { Loaded } from "../../../../parts/loaded";
import { Refused } from "../../../../parts/refused";
import { paths } from "../../../../paths";
import { Badge } from "../../../../ui/badge";
import { Input, Select } from "../../../../ui/field";
import { PageHead, Tools } from "../../../../ui/page";
import { type Column, Table } from "../../../../ui/table";
import { Time } from "../../../../ui/time";
import type { ViewProps } from "./page";

type Request = Body<"InstanceRequestList">["items"][number];

const NONE: RequestFilter = { user: "", role: "", table: "", status: "" };

const COLUMNS: Column<Request>[] = [
  { name: "When", kind: "main", cell: ({ at }) => <Time at={at} /> },
  { name: "User", cell: ({ user }) => user ?? "—" },
  { name: "Roles", cell: ({ roles }) => roles.join(", ") || "—" },
  {
    name: "Asked",
    cell: ({ method, connection, table }) => (
      <code className="[overflow-wrap:anywhere]">
        {method} {table && `${connection}.${table}`}
      </code>
    ),
  },
  { name: "Permissions", cell: ({ permissions }) => permissions?.join(", ") || "—" },
  { name: "Rows", kind: "number", cell: ({ rows }) => rows?.toLocaleString() ?? "—" },
  { name: "Took", kind: "number", cell: ({ duration_ms }) => `${duration_ms.toFixed(1)} ms` },
  { name: "Answer", cell: (request) => <Answer request={request} /> },
];

function Answer({ request: { status, code, call, explanation } }: { request: Request }) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Badge tone={status >= 500 ? "loss" : status >= 400 ? "warn" : "plain"}>{status}</Badge>
      {code && <code>{code}</code>}
      {call && (
        <span className="text-cap text-ink-3">
          called {call.host && <code>{call.host}</code>} {call.outcome}
          {call.status !== null && ` ${call.status}`}, {call.duration_ms.toFixed(1)} ms
        </span>
      )}
      {explanation && (
        <Link to={paths.explain(explanation)} className="text-accent underline underline-offset-2">
          Why
        </Link>
      )}
    </span>
  );
}

/** What application users asked of the instance lately, the newest first; followed while it is looked at. */
export function LogsView({ place, held }: ViewProps) {
  const [filter, setFilter] = useState(NONE);
  const query = useQuery(requests(place, filter));
  const set = (field: keyof RequestFilter) => (event: { target: { value: string } }) =>
    setFilter((was) => ({ ...was, [field]: event.target.value.trim() }));
  const mayNotSeeUsers = denial(held, "data.view");
  const failure = query.error ? asApiError(query.error) : undefined;
  if (failure && (failure.status === 403 || failure.status === 404)) return <Refused error={failure} />;
  return (
    <>
      <PageHead
        title="Logs"
        about="The last requests of application users, in the memory of the server. No row and no filter is kept."
      />
      <Tools>
        {!mayNotSeeUsers && <Input aria-label="User" placeholder="User" width="w-40" onChange={set("user")} />}
        {!mayNotSeeUsers && <Input aria-label="Role" placeholder="Role" width="w-40" onChange={set("role")} />}
        <Input aria-label="Table" placeholder="Table" width="w-48" onChange={set("table")} />
        <Select isTool aria-label="Status" value={filter.status} onChange={set("status")}>
          <option value="">Any status</option>
          <option value="2xx">Answered</option>
          <option value="4xx">Refused</option>
          <option value="5xx">Failed</option>
        </Select>
      </Tools>
      <Loaded query={query}>
        {({ items, total }) =>
          items.length === 0 ? (
            <p className="px-(--gutter) py-2 text-ink-2">
              {Object.values(filter).some(Boolean) ? "No request is like this." : "Nothing was asked yet."}
            </p>
          ) : (
            <>
              <Table caption="Requests" columns={COLUMNS} rows={items} rowKey={({ sequence }) => String(sequence)} />
              <p className="px-(--gutter) py-2 text-cap text-ink-3 tabular-nums">
                {items.length} of {total.toLocaleString()}
              </p>
            </>
          )
        }
      </Loaded>
    </>
  );
}
