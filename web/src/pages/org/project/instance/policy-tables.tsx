import { type ReactNode, useState } from "react";
import type { OperationName } from "../../../../ui/badge";
import { Popover } from "../../../../ui/popover";
import { CELL, HEAD } from "../../../../ui/table";
import { OPERATION_NAMES, type Rule, type TableReach, tablesOf } from "./policy-roles";

/** A table that scrolls sideways where it must, its first column named apart. */
export function Matrix(props: {
  label: string;
  caption: string;
  first: string;
  columns: readonly string[];
  isCentred?: boolean;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section tabIndex={0} aria-label={props.label} className="overflow-x-auto border-t border-line">
      <table className="w-full border-collapse">
        <caption className="sr-only">{props.caption}</caption>
        <thead>
          <tr>
            <th scope="col" className={`${HEAD} text-start`}>
              {props.first}
            </th>
            {props.columns.map((column) => (
              <th key={column} scope="col" className={`${HEAD} ${props.isCentred ? "text-center" : "text-start"}`}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </section>
  );
}

const WORDS = { select: "Read", insert: "Create", update: "Update", delete: "Delete" } as const;

/** What one role reaches of each table; a press opens the permissions behind a cell. */
export function ReachMatrix(props: { rules: Rule[]; role: string; onGoTo: (line: number) => void }) {
  const { rules, role } = props;
  return (
    <Matrix
      label="Reach by table"
      caption={`What ${role} may do with each table`}
      first="Table"
      columns={OPERATION_NAMES.map((name) => WORDS[name])}
    >
      {tablesOf(rules, role).map(({ table, reaches }) => (
        <tr key={table} className="hover:bg-hover">
          <th scope="row" className={`${CELL} text-start font-mono text-code font-normal`}>
            {table}
          </th>
          {OPERATION_NAMES.map((name) => (
            <td key={name} className={CELL}>
              <Cell table={table} name={name} held={reaches[name]} onGoTo={props.onGoTo} />
            </td>
          ))}
        </tr>
      ))}
    </Matrix>
  );
}

function Cell(props: {
  table: string;
  name: OperationName;
  held: TableReach["reaches"][OperationName];
  onGoTo: (line: number) => void;
}) {
  const { table, name, held } = props;
  const [isOpen, setIsOpen] = useState(false);
  if (!held) return <span className="text-ink-3">none</span>;
  const label = `${WORDS[name]} ${table}: ${held.reach}`;
  return (
    <Popover
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      label={label}
      trigger={
        <button
          type="button"
          aria-label={label}
          className={held.reach === "full" ? "font-strong hover:underline" : "text-ink-2 hover:underline"}
        >
          {held.reach}
        </button>
      }
    >
      <p className="px-3 pt-2.5 pb-1 text-cap text-ink-3">
        {WORDS[name]} on <code>{table}</code> comes from
      </p>
      <ul className="overflow-auto pb-1.5">
        {held.by.map((rule) => (
          <li key={rule.slug}>
            <button
              type="button"
              onClick={() => props.onGoTo(rule.line)}
              className="block w-full px-3 py-1 text-start hover:bg-hover"
            >
              <span className="block first-letter:uppercase">{rule.name}</span>
              <code className="text-ink-3">{rule.slug}</code>
            </button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
