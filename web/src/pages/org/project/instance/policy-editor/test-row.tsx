import { useState } from "react";
import { Button } from "../../../../../ui/button";
import { removePart, setColumn, setOperand, setOperator } from "./condition-edits";
import type { Part } from "./conditions";
import { useWork } from "./context";
import { firstValue, moved, suited } from "./defaults";
import { type Operand, writeOperand } from "./operand";
import { type Operator, operatorsFor, operatorWords, takes } from "./operators";
import { isJsonSource } from "./splice";
import { type Column, columnOf, type Found } from "./tables";
import { Removable, TokenSelect } from "./tokens";
import { ListField, ValueField } from "./value-field";

type Test = Extract<Part, { kind: "test" }>;

/** A column, an operator, a value: each is changed in its place. */
export function TestRow({ test, found }: { test: Test; found: Found | undefined }) {
  const { text, edit } = useWork();
  const column = columnOf(found, test.column);
  const type = column?.type ?? "text";
  const isJson = isJsonSource(text);
  return (
    <Removable label={`Remove the condition on ${test.column}`} onRemove={() => edit(removePart(text, test))}>
      <ColumnSelect
        found={found}
        value={test.column}
        onChange={(name) => {
          const next = moved(test.operator, test.operand, columnOf(found, name)?.type ?? "text");
          const value = writeOperand(next.operand, isJson);
          if (next.operator === test.operator) return edit(setColumn(text, test, name, value));
          const turned = setOperator(text, test, next.operator, value);
          const path = [...test.map, test.column, next.operator];
          const after: Test = { ...test, ...next, path, at: path };
          edit(turned && setColumn(turned, after, name, value));
        }}
      />
      <OperatorSelect
        column={column}
        label={`Operator of ${test.column}`}
        operator={test.operator}
        operand={test.operand}
        onChange={(operator, operand) => edit(setOperator(text, test, operator, writeOperand(operand, isJson)))}
      />
      <Values
        label={`Value of ${test.column}`}
        operator={test.operator}
        operand={test.operand}
        type={type}
        found={found}
        onChange={(operand) => edit(setOperand(text, test, writeOperand(operand, isJson)))}
      />
    </Removable>
  );
}

/** A condition that is not there yet: it comes into the document when it is whole. */
export function NewTest(props: {
  found: Found | undefined;
  onAdd: (column: string, operator: Operator, value: string) => void;
  onCancel: () => void;
}) {
  const { text } = useWork();
  const first = props.found?.table.columns[0];
  const [column, setColumnName] = useState(first?.name ?? "");
  const facts = columnOf(props.found, column);
  const type = facts?.type ?? "text";
  const start = operatorsFor(facts?.type)[0] ?? "$eq";
  const [operator, setOperatorName] = useState<Operator>(start);
  const [operand, setOperandNow] = useState<Operand>(() => suited(firstValue(type), start, type));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape inside takes back what was begun
    <div
      onKeyDown={(event) => event.key === "Escape" && props.onCancel()}
      className="flex min-w-0 flex-wrap items-start gap-1 rounded-1 bg-sunken p-1"
    >
      <ColumnSelect
        found={props.found}
        value={column}
        label="Column of the new condition"
        hasFocus
        onChange={(name) => {
          const next = moved(operator, operand, columnOf(props.found, name)?.type ?? "text");
          setColumnName(name);
          setOperatorName(next.operator);
          setOperandNow(next.operand);
        }}
      />
      <OperatorSelect
        column={facts}
        label="Operator of the new condition"
        operator={operator}
        operand={operand}
        onChange={(next, value) => {
          setOperatorName(next);
          setOperandNow(value);
        }}
      />
      <Values
        label="Value of the new condition"
        operator={operator}
        operand={operand}
        type={type}
        found={props.found}
        onChange={setOperandNow}
      />
      <span className="ml-auto flex gap-1">
        <Button size="small" look="ghost" onClick={props.onCancel}>
          Cancel
        </Button>
        <Button
          size="small"
          reason={column ? undefined : "Choose a column first."}
          onClick={() => props.onAdd(column, operator, writeOperand(operand, isJsonSource(text)))}
        >
          Add condition
        </Button>
      </span>
    </div>
  );
}

export function ColumnSelect(props: {
  found: Found | undefined;
  /** Fewer than all of the table. */
  offered?: readonly string[];
  value: string;
  label?: string;
  hasFocus?: boolean;
  onChange: (name: string) => void;
}) {
  const names = props.offered ?? props.found?.table.columns.map((column) => column.name) ?? [];
  const isKnown = names.includes(props.value);
  return (
    <TokenSelect
      kind="name"
      aria-label={props.label ?? `Column ${props.value}`}
      value={props.value}
      autoFocus={props.hasFocus}
      onChange={(event) => props.onChange(event.target.value)}
    >
      {!isKnown && props.value && <option>{props.value}</option>}
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </TokenSelect>
  );
}

/** Is null and is not null are two choices, for they take no value. */
function OperatorSelect(props: {
  column: Column | undefined;
  label: string;
  operator: Operator;
  operand: Operand;
  onChange: (operator: Operator, operand: Operand) => void;
}) {
  const { column, operator, operand } = props;
  const type = column?.type ?? "text";
  const offered = operatorsFor(column?.type);
  const all = offered.includes(operator) ? offered : [operator, ...offered];
  const isNot = operator === "$null" && operand.kind === "boolean" && !operand.is;
  return (
    <TokenSelect
      kind="operator"
      aria-label={props.label}
      value={isNot ? "not null" : operator}
      onChange={(event) => {
        if (event.target.value === "not null") return props.onChange("$null", { kind: "boolean", is: false });
        const next = event.target.value as Operator;
        const from = operator === "$null" ? firstValue(type) : operand;
        props.onChange(next, suited(from, next, type));
      }}
    >
      {all.map((each) => (
        <option key={each} value={each}>
          {operatorWords(each, operand.kind === "now" ? "timestamp" : column?.type)}
        </option>
      ))}
      <option value="not null">is not null</option>
    </TokenSelect>
  );
}

function Values(props: {
  label: string;
  operator: Operator;
  operand: Operand;
  type: string;
  found: Found | undefined;
  onChange: (operand: Operand) => void;
}) {
  const { operator, operand } = props;
  switch (takes(operator)) {
    case "truth":
      return null;
    case "list":
      return <ListField {...props} />;
    case "pair": {
      const items = operand.kind === "list" ? operand.items : [operand, operand];
      const [low, high] = [items[0] ?? operand, items[1] ?? operand];
      return (
        <span className="flex min-w-0 flex-wrap items-center gap-1">
          <ValueField
            {...props}
            label={`${props.label}, least`}
            operand={low}
            onChange={(next) => props.onChange({ kind: "list", items: [next, high] })}
          />
          <span className="text-ink-2">and</span>
          <ValueField
            {...props}
            label={`${props.label}, greatest`}
            operand={high}
            onChange={(next) => props.onChange({ kind: "list", items: [low, next] })}
          />
        </span>
      );
    }
    default:
      return <ValueField {...props} />;
  }
}
