import { ArrowDown, ArrowUp, ChevronLeft, ChevronRight, CircleHelp, EyeOff } from "lucide-react";
import type { ReactNode } from "react";
import { ROWS_AT_ONCE } from "../../../../api/data";
import type { Body } from "../../../../api/nouns";
import { Button } from "../../../../ui/button";
import { classes } from "../../../../ui/class";
import { Empty } from "../../../../ui/note";
import type { Denial } from "../../../../ui/reason";
import type { DataSearch } from "./data-search";

type Props = {
  rows: Body<"Rows">;
  table: Body<"TableSchema">;
  order: string;
  offset: number;
  isOld: boolean;
  onChange: (part: Partial<DataSearch>) => void;
  /** Asks about a row by its key; about any other without one. */
  onWhy: (key?: Record<string, string>) => void;
  /** Why nobody is asked. */
  noWhy: ReactNode | Denial;
};

const NUMBERS = ["integer", "float", "decimal", "number"];

/** The rows and cells that the user sees. A cell that the policy hides says so, so that it is never taken for an empty one. */
export function DataGrid({ rows, table, order, offset, isOld, onChange, onWhy, noWhy }: Props) {
  const types = new Map(table.columns.map((column) => [column.name, column]));
  const hidden = table.columns.map((column) => column.name).filter((name) => !rows.columns.includes(name));
  return (
    <div className={classes("flex min-w-0 flex-col", isOld && "opacity-60")} aria-busy={isOld}>
      <Summary {...{ rows, table, hidden, offset, onChange, onWhy, noWhy }} />
      {rows.items.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className="relative overflow-x-auto" tabIndex={0} aria-label={`Rows of ${table.name}`}>
          <table className="w-full border-collapse">
            <thead>
              <tr>
                {rows.columns.map((name) => (
                  <HeadCell key={name} name={name} type={types.get(name)?.type} order={order} onChange={onChange} />
                ))}
                <th scope="col" className="border-y border-line bg-sunken pr-(--gutter)">
                  <span className="sr-only">Why</span>
                </th>
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
                  <WhyCell of={keyOf(table, row, rows.masked[String(index)] ?? [])} onWhy={onWhy} denied={noWhy} />
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
  onWhy,
  noWhy,
}: Pick<Props, "rows" | "table" | "offset" | "onChange" | "onWhy" | "noWhy"> & { hidden: string[] }) {
  const ask = table.primary_key.length > 0 && (
    <Button size="small" icon={CircleHelp} denied={noWhy} onClick={() => onWhy()}>
      Explain a row
    </Button>
  );
  if (rows.items.length === 0)
    return offset > 0 ? (
      <Empty act={<Button onClick={() => onChange({ offset: "" })}>First rows</Button>}>
        These are past the last row.
      </Empty>
    ) : (
      <div className="flex flex-wrap items-center gap-3 px-(--gutter) py-4">
        <p className="text-ink-2">
          <b className="text-ink">No rows.</b> {`The policy opens ${table.name} to this user, but none of its rows.`}
        </p>
        {ask}
      </div>
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
      {ask}
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
        "border-y border-line bg-sunken px-3 py-1.5 text-cap font-medium whitespace-nowrap first:pl-(--gutter) nth-last-2:w-full",
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

/** The key of a row, where the user sees all of it. */
function keyOf(
  table: Props["table"],
  row: Record<string, unknown>,
  masked: readonly string[],
): Record<string, string> | null {
  const key = table.primary_key.map((name): [string, unknown] => [name, masked.includes(name) ? undefined : row[name]]);
  const isWhole =
    key.length > 0 && key.every(([, value]) => ["string", "number", "boolean"].includes(typeof value) && value !== "");
  return isWhole ? Object.fromEntries(key.map(([name, value]) => [name, String(value)])) : null;
}

function WhyCell(props: { of: Record<string, string> | null; onWhy: Props["onWhy"]; denied: Props["noWhy"] }) {
  const { of } = props;
  return (
    <td className="border-b border-line py-0 pr-(--gutter) text-end align-middle">
      {of && (
        <Button
          look="ghost"
          size="small"
          icon={CircleHelp}
          isSquare
          denied={props.denied}
          aria-label={`Why this row: ${Object.values(of).join(", ")}`}
          onClick={() => props.onWhy(of)}
        />
      )}
    </td>
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
