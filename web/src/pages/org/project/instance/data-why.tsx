import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asApiError, sentence } from "../../../../api/error";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { explainPolicy } from "../../../../api/policy";
import { Failure } from "../../../../parts/loaded";
import { type Explanation, FixesWhy, PermissionsWhy, Verdict } from "../../../../parts/policy-explained";
import { useSettled } from "../../../../parts/use-settled";
import { Dialog, DialogBody } from "../../../../ui/dialog";
import { Field, Input } from "../../../../ui/field";
import { Prose } from "../../../../ui/prose";
import { Segmented } from "../../../../ui/segmented";
import { type Column, LoadingRows, Table } from "../../../../ui/table";
import { asUser, type DataSearch } from "./data-search";

type Act = "select" | "update" | "delete";

const ACTS: { value: Act; label: string }[] = [
  { value: "select", label: "See it" },
  { value: "update", label: "Change it" },
  { value: "delete", label: "Remove it" },
];

const SAID: Record<Act, [yes: string, no: string]> = {
  select: ["This user sees the row.", "This user does not see the row."],
  update: ["This user may change the row.", "This user may not change the row."],
  delete: ["This user may remove the row.", "This user may not remove the row."],
};

type Props = {
  place: InstancePlace;
  connection: string;
  table: Body<"TableSchema">;
  search: DataSearch;
  /** The key of the row that is asked about first; empty to type one. */
  start: Record<string, string>;
  onClose: () => void;
};

/** Why the user of the page may see, change or remove one row, or not: under the policy in force, of the row as it is now. */
export function RowWhy({ place, connection, table, search, start, onClose }: Props) {
  const [key, setKey] = useState(start);
  const [act, setAct] = useState<Act>("select");
  const typed = JSON.stringify(Object.fromEntries(table.primary_key.map((name) => [name, key[name] ?? ""])));
  const row = useSettled(typed);
  const isWhole = Object.values(JSON.parse(typed)).every((value) => value !== "");
  // What is said is of this row and this question, never of the one before.
  const isSettled = row === typed;
  const user = asUser(search);
  const query = useQuery({
    queryKey: ["instance", place.instance, "row-why", connection, table.namespace, table.name, user, act, row],
    queryFn: () =>
      explainPolicy(place, {
        user: JSON.parse(user),
        table: `${connection}.${table.namespace}.${table.name}`,
        operation: act,
        row: JSON.parse(row),
      }),
    enabled: isWhole && isSettled,
    retry: false,
  });
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title="Explain a row"
      about={`A row of ${table.name}, for the user of this page, under the policy in force.`}
    >
      <DialogBody>
        <div className="flex flex-wrap items-end gap-3">
          {table.primary_key.map((name, place) => (
            <Field key={name} label={name} className="w-48 max-m:w-full">
              {(field) => (
                <Input
                  {...field}
                  autoFocus={place === 0 && !start[name]}
                  className="font-mono"
                  value={key[name] ?? ""}
                  onChange={(event) => setKey({ ...key, [name]: event.target.value })}
                />
              )}
            </Field>
          ))}
          <Segmented label="What is asked" value={act} onChange={setAct} options={ACTS} />
        </div>
        {!isWhole ? (
          <p className="text-ink-2">Name the row by its key, also one that the user does not see.</p>
        ) : !isSettled ? (
          <LoadingRows />
        ) : query.error ? (
          <Failure error={asApiError(query.error)} />
        ) : query.data ? (
          <div aria-live="polite" className="-mx-(--inset) flex flex-col gap-4 [--gutter:var(--inset)]">
            <div className="px-(--gutter)">
              <Verdict isAllowed={query.data.allowed}>{SAID[act][query.data.allowed ? 0 : 1]}</Verdict>
            </div>
            <PermissionsWhy of={query.data} />
            <FixesWhy of={query.data} title={query.data.allowed ? "What would show more" : "What would allow it"} />
            {query.data.allowed && <Cells of={query.data} table={table} />}
          </div>
        ) : (
          <LoadingRows />
        )}
      </DialogBody>
    </Dialog>
  );
}

const EXTENTS: Record<string, string> = { yes: "Yes", in_some_rows: "In some rows", in_part: "In part", no: "No" };

type Cell = { name: string; granted: string; reason: string };

const CELLS: Column<Cell>[] = [
  { name: "Column", kind: "main", width: "28%", cell: ({ name }) => <code>{name}</code> },
  {
    name: "Granted",
    width: "96px",
    cell: ({ granted }) => <span className={granted === "no" ? "text-loss" : undefined}>{EXTENTS[granted]}</span>,
  },
  {
    name: "Why",
    cell: ({ reason }) => (
      <span>
        <Prose text={sentence(reason)} />
      </span>
    ),
  },
];

/** Cell by cell, in the order of the table. */
function Cells({ of, table }: { of: Explanation; table: Body<"TableSchema"> }) {
  const cells = table.columns.flatMap(({ name }) => {
    const found = of.columns[name];
    return found ? [{ name, granted: found.granted, reason: found.reason }] : [];
  });
  if (cells.length === 0) return null;
  return <Table caption="Cells" columns={CELLS} rows={cells} rowKey={({ name }) => name} />;
}
