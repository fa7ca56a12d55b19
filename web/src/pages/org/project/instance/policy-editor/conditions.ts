import { isMap, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from "yaml";
import { type Operand, readOperand } from "./operand";
import { isOperator, type Operator } from "./operators";
import { flowText, type Path } from "./splice";

/** A mapping of conditions that must all hold. */
export type Together = { path: Path; parts: Part[] };

/** One condition, as it stands in the document. */
export type Part =
  /** `path` leads to the operator, or to the column where none is written; `at` to the value. */
  | {
      kind: "test";
      path: Path;
      at: Path;
      map: Path;
      column: string;
      operator: Operator;
      operand: Operand;
      isLone: boolean;
    }
  | { kind: "any" | "every"; path: Path; map: Path; choices: Together[] }
  | { kind: "not"; path: Path; map: Path; inner: Together }
  | { kind: "relation"; path: Path; map: Path; name: string; inner: Together }
  | { kind: "exists"; path: Path; map: Path; table: string; inner: Together }
  | { kind: "use"; path: Path; map: Path; names: string[] }
  /** What this editor has no form for; it is shown as it is written. */
  | { kind: "odd"; path: Path; map: Path; source: string; line: number };

const FORMS = ["$literal", "$column", "$now", "$outer"];
const LOGIC = ["$and", "$or", "$not", "$exists", "$use"];

/** What conditions are read with: the source, its lines, and which names are columns of the innermost table. */
export type Reading = { source: string; lines: LineCounter };

export function readTogether(reading: Reading, node: Node | null | undefined, path: Path): Together | undefined {
  if (!isMap(node)) return undefined;
  return { path, parts: node.items.flatMap((pair) => partsOf(reading, pair.key as Node, pair.value as Node, path)) };
}

function partsOf(reading: Reading, keyNode: Node, node: Node | null, map: Path): Part[] {
  const key = isScalar(keyNode) ? String(keyNode.value) : "";
  const path = [...map, key];
  const odd = (): Part[] => {
    const source = `${key}: ${flowText(reading.source, node)}`;
    return [{ kind: "odd", path, map, source, line: reading.lines.linePos(keyNode.range?.[0] ?? 0).line }];
  };
  switch (key) {
    case "$or":
    case "$and": {
      if (!isSeq(node)) return odd();
      const choices = node.items.map((item, at) => readTogether(reading, item as Node, [...path, at]));
      if (choices.length === 0 || !choices.every((choice) => choice !== undefined)) return odd();
      return [{ kind: key === "$or" ? "any" : "every", path, map, choices }];
    }
    case "$not": {
      const inner = readTogether(reading, node, path);
      return inner && inner.parts.length > 0 ? [{ kind: "not", path, map, inner }] : odd();
    }
    case "$use": {
      const names = namesOf(node);
      return names ? [{ kind: "use", path, map, names }] : odd();
    }
    case "$exists":
      return readExists(reading, node, path, map) ?? odd();
  }
  if (key === "" || key.startsWith("$")) return odd();
  return fieldOf(reading, node, key, path, map) ?? odd();
}

function namesOf(node: Node | null): string[] | undefined {
  const items = isSeq(node) ? (node.items as Node[]) : [node];
  const names = items.flatMap((item) => (isScalar(item) && typeof item.value === "string" ? [item.value] : []));
  return names.length > 0 && names.length === items.length ? names : undefined;
}

function readExists(reading: Reading, node: Node | null, path: Path, map: Path): Part[] | undefined {
  if (!isMap(node) || node.items.length !== 2) return undefined;
  const table = node.get("table");
  const inner = readTogether(reading, node.get("where", true) as Node | undefined, [...path, "where"]);
  return typeof table === "string" && inner ? [{ kind: "exists", path, map, table, inner }] : undefined;
}

/** A column with its tests, or another table with conditions. */
function fieldOf(reading: Reading, node: Node | null, name: string, path: Path, map: Path): Part[] | undefined {
  if (isSeq(node)) return undefined;
  const base = { kind: "test", map, column: name } as const;
  if (!isMap(node) || isForm(node)) {
    const operand = readOperand(reading.source, node);
    return operand.kind === "odd" ? undefined : [{ ...base, path, at: path, operator: "$eq", operand, isLone: true }];
  }
  const keys = node.items.map((pair) => (isScalar(pair.key) ? String(pair.key.value) : ""));
  if (keys.length === 0 || keys.some((key) => LOGIC.includes(key) || !key.startsWith("$"))) {
    const inner = readTogether(reading, node, path);
    return inner && [{ kind: "relation", path, map, name, inner }];
  }
  const tests = node.items.map((pair, index): Part | undefined => {
    const operator = keys[index] ?? "";
    const operand = readOperand(reading.source, pair.value as Node | null);
    if (!isOperator(operator) || !fits(operator, operand)) return undefined;
    const at = [...path, operator];
    return { ...base, path: at, at, operator, operand, isLone: keys.length === 1 };
  });
  return tests.every((test) => test !== undefined) ? tests : undefined;
}

function isForm(node: YAMLMap): boolean {
  const [pair] = node.items;
  return node.items.length === 1 && isScalar(pair?.key) && FORMS.includes(String(pair.key.value));
}

/** Whether there is a form for this operator with such a value. */
function fits(operator: Operator, operand: Operand): boolean {
  switch (operator) {
    case "$in":
    case "$nin":
      return operand.kind === "list" || operand.kind === "user";
    case "$between":
      return operand.kind === "list" && operand.items.length === 2;
    case "$null":
      return operand.kind === "boolean";
    default:
      return operand.kind !== "list" && operand.kind !== "odd";
  }
}
