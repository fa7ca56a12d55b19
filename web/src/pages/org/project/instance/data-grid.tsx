import { ArrowDown, ArrowUp, ChevronLeft, ChevronRight, EyeOff } from "lucide-react";
import { ROWS_AT_ONCE } from "../../../../api/data";
import type { Body } from "../../../../api/nouns";
import { Button } from "../../../../ui/button";
import { classes } from "../../../../ui/class";
import { Empty } from "../../../../ui/note";
import type { DataSearch } from "./data-search";

type Props = {
  rows: Body<"Rows">;
  table: Body<"TableSchema">;
  order: string;
  offset: number;
  isOld: boolean;
  onChange: (part: Partial<DataSearch>) => void;
};

const NUMBERS = ["integer", "float", "decimal", "number"];

/** The rows and cells that the user sees. A cell that the policy hides says so, so that it is never taken for an empty one. */
export function DataGrid({ rows, table, order, offset, isOld, onChange }: Props) {
  const types = new Map(table.columns.map((column) => [column.name, column]));
  const hidden = table.columns.map((column) => column.name).filter((name) => !rows.columns.includes(name));
  return (
    <div className={classes("flex min-w-0 flex-col", isOld && "opacity-60")} aria-busy={isOld}>
      <Summary rows={rows} table={table} hidden={hidden} offset={offset} onChange={onChange} />
      {rows.items.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className="overflow-x-auto" tabIndex={0} aria-label={`Rows of ${table.name}`}>
          <table className="w-full border-collapse">
            <thead>
              <tr>
                {rows.columns.map((name) => (
                  <HeadCell key={name} name={name} type={types.get(name)?.type} order={order} onChange={onChange} />
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.items.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row has no key that every user may see
                <tr key={index} className="hover:bg-hover">
                  {rows.columns.map((name) => (
                    <Cell
                      key={name}
                      value={row[name]}
                      isHidden={rows.masked[String(index)]?.includes(name) ?? false}
                      isNumber={NUMBERS.includes(types.get(name)?.type ?? "")}
                    />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}

function Summary({
  rows,
  table,
  hidden,
  offset,
  onChange,
}: Pick<Props, "rows" | "table" | "offset" | "onChange"> & { hidden: string[] }) {
  if (rows.items.length === 0)
    return offset > 0 ? (
      <Empty act={<Button onClick={() => onChange({ offset: "" })}>First rows</Button>}>
        These are past the last row.
      </Empty>
    ) : (
      <p className="px-(--gutter) py-4 text-ink-2">
        <b className="text-ink">No rows.</b> {`The policy opens ${table.name} to this user, but none of its rows.`}
      </p>
    );
  const last = offset + rows.items.length;
  const isEnd = rows.total === null || rows.total === undefined ? rows.items.length < ROWS_AT_ONCE : last >= rows.total;
  return (
    <div className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-1 px-(--gutter) py-2">
      <p className="flex gap-3">
        <span>
          <b>{(rows.total ?? last).toLocaleString("en")}</b> {rows.total === 1 ? "row" : "rows"}
        </span>{" "}
        <span className="text-ink-2">
          {rows.columns.length} of {table.columns.length} columns
        </span>
      </p>
      {hidden.length > 0 && (
        <p className="flex min-w-0 items-center gap-1.5 text-cap text-ink-3">
          <EyeOff size={14} strokeWidth={1.75} aria-hidden />
          <span>
            never shown: <code className="[overflow-wrap:anywhere]">{hidden.join(", ")}</code>
          </span>
        </p>
      )}
      <span className="ml-auto flex items-center gap-2 text-cap text-ink-3">
        {(offset + 1).toLocaleString("en")}–{last.toLocaleString("en")}
        <Button
          size="small"
          icon={ChevronLeft}
          isSquare
          aria-label="Earlier rows"
          reason={offset === 0 ? "These are the first rows." : undefined}
          onClick={() => onChange({ offset: offset > ROWS_AT_ONCE ? String(offset - ROWS_AT_ONCE) : "" })}
        />
        <Button
          size="small"
          icon={ChevronRight}
          isSquare
          aria-label="Later rows"
          reason={isEnd ? "These are the last rows." : undefined}
          onClick={() => onChange({ offset: String(offset + ROWS_AT_ONCE) })}
        />
      </span>
    </div>
  );
}

function HeadCell(props: { name: string; type: string | undefined; order: string; onChange: Props["onChange"] }) {
  const { name, order } = props;
  const direction = order === `${name}.asc` ? "ascending" : order === `${name}.desc` ? "descending" : undefined;
  const next = direction === "ascending" ? `${name}.desc` : direction === "descending" ? "" : `${name}.asc`;
  const Icon = direction === "descending" ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={direction ?? "none"}
      className={classes(
        "border-y border-line bg-sunken px-3 py-1.5 text-cap font-medium whitespace-nowrap first:pl-(--gutter) last:w-full last:pr-(--gutter)",
        NUMBERS.includes(props.type ?? "") ? "text-end" : "text-start",
      )}
    >
      <button
        type="button"
        onClick={() => props.onChange({ order: next })}
        className="inline-flex items-center gap-1 font-mono text-ink hover:underline"
      >
        {name}
        <span className="font-sans font-normal text-ink-3">{props.type}</span>
        {direction && <Icon size={12} aria-hidden className="text-accent" />}
      </button>
    </th>
  );
}

function Cell({ value, isHidden, isNumber }: { value: unknown; isHidden: boolean; isNumber: boolean }) {
  const box =
    "max-w-90 truncate border-b align-middle border-line px-3 py-1.5 font-mono text-code first:pl-(--gutter) last:pr-(--gutter)";
  if (isHidden && value !== null && value !== undefined) {
    return (
      <td className={classes(box, "bg-sunken")}>
        <span className="inline-flex items-center gap-1">
          <EyeOff size={12} strokeWidth={2} aria-hidden className="text-ink-3" />
          {String(value)}
          <span className="sr-only">, shown in part</span>
        </span>
      </td>
    );
  }
  if (isHidden) {
    return (
      <td className={classes(box, "bg-sunken text-ink-3", isNumber && "text-end")}>
        <span className="inline-flex items-center gap-1 font-sans text-cap">
          <EyeOff size={12} strokeWidth={2} aria-hidden />
          hidden
        </span>
      </td>
    );
  }
  if (value === null || value === undefined) {
    return <td className={classes(box, "text-ink-3", isNumber && "text-end")}>null</td>;
  }
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return (
    <td className={classes(box, isNumber && "text-end")} title={shown.length > 40 ? shown : undefined}>
      {shown}
    </td>
  );
}
