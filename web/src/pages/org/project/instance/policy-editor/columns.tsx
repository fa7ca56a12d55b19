import { EyeOff, Plus } from "lucide-react";
import { Button } from "../../../../../ui/button";
import { classes } from "../../../../../ui/class";
import { Menu, MenuItem } from "../../../../../ui/menu";
import { Segmented } from "../../../../../ui/segmented";
import { useWork } from "./context";
import type { Operation } from "./permission";
import { dropEntry, setColumns, toggleColumn } from "./permission-edits";
import { keyText, setValue } from "./splice";
import { Block, RemoveButton, TogglePill, TokenSelect, tokenClass } from "./tokens";

type Extent = "all" | "listed" | "none";

/** Which columns: all, present and future; those listed; none. To list all of today is not the same as all. */
export function ColumnsBlock({ operation }: { operation: Operation }) {
  const { text, edit, found } = useWork();
  const { columns, path } = operation;
  const isRead = operation.name === "select";
  const extent: Extent = columns === null ? "all" : columns.length === 0 ? "none" : "listed";
  const known = found?.table.columns.filter((column) => isRead || !column.generated).map((column) => column.name) ?? [];
  const key = found?.table.primary_key ?? [];
  const listed = (names: readonly string[]) => edit(setColumns(text, path, names));
  const start = isRead && key.length > 0 ? key : known.slice(0, 1);
  return (
    <Block label="Columns">
      <Segmented
        isBeside
        label={`Columns of ${operation.name}`}
        value={extent}
        onChange={(next) => {
          if (next === "all") edit(setColumns(text, path, null));
          else if (next === "none") listed([]);
          else listed(columns === null ? known : start);
        }}
        options={[
          { value: "all", label: "All, and future" },
          { value: "listed", label: "Listed" },
          // Who reads no column reads nothing: then the operation goes.
          ...(isRead ? [] : [{ value: "none" as const, label: "None" }]),
        ]}
      />
      {columns !== null && columns.length > 0 && (
        <ul aria-label="Columns" className="flex flex-wrap gap-1">
          {[...columns, ...known.filter((name) => !columns.includes(name))].map((name) => {
            const isOn = columns.includes(name);
            const isLast = isOn && columns.length === 1 && isRead;
            const isUnknown = found !== undefined && !found.table.columns.some((column) => column.name === name);
            return (
              <li key={name}>
                <TogglePill
                  isOn={isOn}
                  label={name}
                  reason={isLast ? "One column stays; take Read away instead." : undefined}
                  onToggle={() => edit(toggleColumn(text, path, columns, name))}
                  className={classes(
                    "h-6 rounded-1 border px-1.5 font-mono text-code leading-[22px] max-m:h-9",
                    isOn
                      ? "border-line-2 bg-surface text-ink hover:border-line-field"
                      : "border-dashed border-line-2 text-ink-3 hover:border-line-field hover:text-ink",
                    isUnknown && "text-loss line-through",
                  )}
                />
              </li>
            );
          })}
        </ul>
      )}
      {columns === null && known.length > 0 && (
        <p className="text-cap text-ink-3">
          {known.length} columns today, and every one that is added later without another look at this rule.
        </p>
      )}
    </Block>
  );
}

const MASKS: Record<string, string> = {
  full: "full, ***",
  partial: "partial, a***",
  email: "email, a***@example.com",
  last4: "last4, ***.com",
};

/** Text columns that show in part. */
export function MaskBlock({ operation }: { operation: Operation }) {
  const { text, edit, found, isReadOnly } = useWork();
  const { mask, path, columns } = operation;
  const free = (found?.table.columns ?? []).filter(
    (column) =>
      column.type === "text" &&
      (columns === null || columns.includes(column.name)) &&
      !mask.some((each) => each.column === column.name),
  );
  if (mask.length === 0 && (free.length === 0 || isReadOnly)) return null;
  const set = (column: string, value: string) => edit(setValue(text, [...path, "mask", column], keyText(text, value)));
  return (
    <Block label="Mask">
      {mask.map((each) => (
        <span key={each.column} className="flex flex-wrap items-center gap-1">
          <span className={tokenClass("name", "inline-flex items-center gap-1")}>
            <EyeOff size={12} aria-hidden className="text-ink-3" />
            {each.column}
          </span>
          <TokenSelect
            kind="operator"
            aria-label={`Mask of ${each.column}`}
            value={each.mask}
            onChange={(event) => set(each.column, event.target.value)}
          >
            {!(each.mask in MASKS) && <option>{each.mask}</option>}
            {Object.entries(MASKS).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </TokenSelect>
          <RemoveButton
            label={`Show ${each.column} as it is`}
            onClick={() => edit(dropEntry(text, [...path, "mask", each.column]))}
          />
        </span>
      ))}
      {free.length > 0 && !isReadOnly && (
        <Menu
          trigger={
            <Button look="ghost" size="small" icon={Plus}>
              Mask a column
            </Button>
          }
        >
          {free.map((column) => (
            <MenuItem key={column.name} onSelect={() => set(column.name, "partial")}>
              <span className="font-mono text-code">{column.name}</span>
            </MenuItem>
          ))}
        </Menu>
      )}
    </Block>
  );
}
