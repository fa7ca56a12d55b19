import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../../../ui/button";
import { useWork } from "./context";
import { firstValue } from "./defaults";
import { type Operand, writeOperand } from "./operand";
import type { Assignment, Operation } from "./permission";
import { dropEntry } from "./permission-edits";
import { isJsonSource, setValue } from "./splice";
import { columnOf } from "./tables";
import { ColumnSelect } from "./test-row";
import { Block, Removable, tokenClass } from "./tokens";
import { ValueField } from "./value-field";

const WORDS = {
  default: { label: "Default", add: "Default", about: "when nothing is given" },
  overwrite: { label: "Overwrite", add: "Overwrite", about: "always" },
} as const;

/** Values that the policy writes: when nothing is given, or whatever is given. */
export function AssignmentsBlock({ operation, part }: { operation: Operation; part: keyof typeof WORDS }) {
  const { text, edit, found, isReadOnly } = useWork();
  const [isAdding, setIsAdding] = useState(false);
  const all = part === "default" ? operation.fill : operation.overwrite;
  const path = [...operation.path, part];
  const write = (column: string, operand: Operand) =>
    edit(setValue(text, [...path, column], writeOperand(operand, isJsonSource(text))));
  const free = (found?.table.columns ?? []).filter(
    (column) => !column.generated && !all.some((each) => each.column === column.name),
  );
  const words = WORDS[part];
  if (all.length === 0 && isReadOnly) return null;
  return (
    <Block label={words.label}>
      {all.map((each) => (
        <Row key={each.column} each={each} label={words.label} onChange={(operand) => write(each.column, operand)} />
      ))}
      {isAdding ? (
        <NewRow
          label={words.label}
          names={free.map((column) => column.name)}
          onCancel={() => setIsAdding(false)}
          onAdd={(column, operand) => {
            setIsAdding(false);
            write(column, operand);
          }}
        />
      ) : (
        !isReadOnly &&
        free.length > 0 && (
          <Button look="ghost" size="small" icon={Plus} onClick={() => setIsAdding(true)}>
            {words.add}
          </Button>
        )
      )}
    </Block>
  );
}

function Row(props: { each: Assignment; label: string; onChange: (operand: Operand) => void }) {
  const { text, edit, found } = useWork();
  const { column, operand, path } = props.each;
  return (
    <Removable
      label={`Remove the ${props.label.toLowerCase()} of ${column}`}
      onRemove={() => edit(dropEntry(text, path))}
    >
      <span className={tokenClass("name", "inline-flex items-center")}>{column}</span>
      <span className="px-1 leading-6 text-ink-2 max-m:leading-9">=</span>
      {operand.kind === "odd" || operand.kind === "list" ? (
        <code className="leading-6 [overflow-wrap:anywhere]">{writeOperand(operand)}</code>
      ) : (
        <ValueField
          label={`${props.label} of ${column}`}
          operand={operand}
          type={columnOf(found, column)?.type ?? "text"}
          found={found}
          isWritten
          onChange={props.onChange}
        />
      )}
    </Removable>
  );
}

function NewRow(props: {
  label: string;
  names: string[];
  onAdd: (column: string, operand: Operand) => void;
  onCancel: () => void;
}) {
  const { found } = useWork();
  const typeOf = (name: string) => columnOf(found, name)?.type ?? "text";
  const [column, setColumn] = useState(props.names[0] ?? "");
  const [operand, setOperand] = useState<Operand>(() => firstValue(typeOf(column)));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape inside takes back what was begun
    <div
      onKeyDown={(event) => event.key === "Escape" && props.onCancel()}
      className="flex w-full min-w-0 flex-wrap items-start gap-1 rounded-1 bg-sunken p-1"
    >
      <ColumnSelect
        found={found}
        offered={props.names}
        value={column}
        label={`Column of the new ${props.label.toLowerCase()}`}
        hasFocus
        onChange={(name) => {
          setColumn(name);
          setOperand(firstValue(typeOf(name)));
        }}
      />
      <span className="px-1 leading-6 text-ink-2 max-m:leading-9">=</span>
      <ValueField
        label={`Value of the new ${props.label.toLowerCase()}`}
        operand={operand}
        type={typeOf(column)}
        found={found}
        isWritten
        onChange={setOperand}
      />
      <span className="ml-auto flex gap-1">
        <Button size="small" look="ghost" onClick={props.onCancel}>
          Cancel
        </Button>
        <Button size="small" onClick={() => props.onAdd(column, operand)}>
          Add {props.label.toLowerCase()}
        </Button>
      </span>
    </div>
  );
}
