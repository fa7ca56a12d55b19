import type { CSSProperties, ReactNode } from "react";
import { classes } from "./class";

export type Column<Row> = {
  name: string;
  cell: (row: Row) => ReactNode;
  /** `main` names the row and leads its block on a phone; `acts` holds its kebab. */
  kind?: "main" | "acts" | "number";
  /** Any CSS width; the rest share what is left. */
  width?: string;
};

export const CELL = "border-b border-line px-3 py-2.5 align-top first:pl-(--gutter) last:pr-(--gutter)";
export const HEAD =
  "border-b border-line px-3 py-2 text-cap font-medium whitespace-nowrap text-ink-3 first:pl-(--gutter) last:pr-(--gutter)";

/** Rows with hairlines. On a phone each row is a small block with its labels; nothing scrolls sideways. */
export function Table<Row>(props: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
}) {
  const acts = props.columns.find((column) => column.kind === "acts");
  return (
    <table
      className="w-full border-collapse max-m:block max-m:border-t max-m:border-line"
      style={{ "--acts": acts ? (acts.width ?? "40px") : "0px" } as CSSProperties}
    >
      <caption className="sr-only">{props.caption}</caption>
      <thead className="max-m:hidden">
        <tr>
          {props.columns.map((column) => (
            <th
              key={column.name}
              scope="col"
              style={{ width: column.width }}
              className={classes(HEAD, column.kind === "number" ? "text-end" : "text-start")}
            >
              {column.kind === "acts" ? <span className="sr-only">{column.name}</span> : column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-m:block">
        {props.rows.map((row) => (
          <tr
            key={props.rowKey(row)}
            className="hover:bg-hover max-m:relative max-m:block max-m:border-b max-m:border-line max-m:px-(--gutter) max-m:py-3 max-m:hover:bg-transparent"
          >
            {props.columns.map((column) => (
              <td key={column.name} data-label={column.name} className={cellClass(column.kind)}>
                {column.kind === "acts" ? (
                  <div className="flex h-5 items-center justify-end">{column.cell(row)}</div>
                ) : (
                  column.cell(row)
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function cellClass(kind: Column<never>["kind"]): string {
  const block = "max-m:border-0 max-m:p-0 max-m:first:pl-0 max-m:last:pr-0";
  if (kind === "main") return classes(CELL, block, "max-m:block max-m:pr-(--acts) max-m:pb-1");
  if (kind === "acts") return classes(CELL, block, "text-end max-m:absolute max-m:top-3 max-m:right-(--gutter)");
  return classes(
    CELL,
    block,
    kind === "number" && "text-end max-m:text-start",
    "max-m:grid max-m:grid-cols-[96px_minmax(0,1fr)] max-m:py-0.5 max-m:before:text-cap max-m:before:leading-5 max-m:before:text-ink-3 max-m:before:content-[attr(data-label)]",
  );
}

/** Rows of the final height, after 150 ms: a quick answer never flickers. */
export function LoadingRows({ count = 4, label = "Loading" }: { count?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="[animation:appear_0s_150ms_both]">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <div key={index} className="mx-(--gutter) my-2 h-6 rounded-1 bg-sunken" />
      ))}
    </div>
  );
}
