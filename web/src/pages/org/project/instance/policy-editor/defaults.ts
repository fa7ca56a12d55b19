import { type Operand, readTyped, showOperand } from "./operand";
import { type Operator, operatorsFor, takes } from "./operators";

/** A value to begin with in a column of a type. */
export function firstValue(type: string): Operand {
  if (type === "integer" || type === "decimal" || type === "float") return { kind: "number", text: "0" };
  if (type === "boolean") return { kind: "boolean", is: true };
  if (type === "date" || type === "timestamp") return { kind: "now", offset: "" };
  return { kind: "text", text: "" };
}

/** The value that an operator takes, as near to the one there is as can be. */
export function suited(operand: Operand, operator: Operator, type: string): Operand {
  const one = operand.kind === "list" ? (operand.items[0] ?? firstValue(type)) : operand;
  switch (takes(operator)) {
    case "truth":
      return { kind: "boolean", is: true };
    case "list":
      return operand.kind === "list" ? operand : { kind: "list", items: [one] };
    case "pair": {
      const items = operand.kind === "list" ? operand.items : [one];
      return { kind: "list", items: [items[0] ?? one, items[1] ?? items[0] ?? one] };
    }
    case "pattern":
      // The empty pattern is like nothing but empty text: until one is typed, few rows are meant rather than all.
      return one.kind === "text" ? one : { kind: "text", text: "" };
    case "one":
      return one;
  }
}

/** The test for a column of another type: what does not fitting there begins anew. */
export function moved(operator: Operator, operand: Operand, type: string): { operator: Operator; operand: Operand } {
  const next = operatorsFor(type).includes(operator) ? operator : (operatorsFor(type)[0] ?? "$null");
  if (takes(next) === "truth") return { operator: next, operand: { kind: "boolean", is: true } };
  const fitting = (one: Operand): Operand => {
    if (one.kind !== "text" && one.kind !== "number" && one.kind !== "boolean") return one;
    return readTyped(showOperand(one), type).operand ?? firstValue(type);
  };
  const kept: Operand =
    operand.kind === "list" ? { kind: "list", items: operand.items.map(fitting) } : fitting(operand);
  return { operator: next, operand: suited(kept, next, type) };
}
