import { isMap, isScalar, isSeq } from "yaml";
import type { Part, Together } from "./conditions";
import type { Operator } from "./operators";
import {
  append,
  flowText,
  hasComment,
  keyText,
  listUnder,
  nodeAt,
  type Path,
  readSource,
  remove,
  renameKey,
  setValue,
} from "./splice";

type Test = Extract<Part, { kind: "test" }>;

/** What may be left empty and still says something: another table, where a row has to be. */
const KEYS_THAT_GO = ["where", "check", "$not", "validate"];

/** The conditions without one of them; what is empty without it goes too. */
export function removePart(text: string, part: Part): string | undefined {
  const isOneOfMany = part.kind === "test" && !part.isLone;
  const path = isOneOfMany ? part.path : [...part.map, keyOf(part)];
  const without = remove(text, path);
  return without === undefined || isOneOfMany ? without : prune(without, part.map);
}

function keyOf(part: Part): string | number {
  return part.kind === "test" ? part.column : (part.path.at(-1) ?? "");
}

/** Takes away what became empty: a choice, its list, a `where`. Conditions on another table may be empty. */
function prune(text: string, path: Path): string | undefined {
  const node = nodeOf(text, path);
  const isEmpty = (isMap(node) || isSeq(node)) && node.items.length === 0;
  const key = path.at(-1);
  if (!isEmpty || key === undefined) return text;
  const above = path.slice(0, -1);
  const isChoice = typeof key === "number" || key === "$or" || key === "$and";
  const isInExists = key === "where" && above.at(-1) === "$exists";
  if (!isChoice && (isInExists || !KEYS_THAT_GO.includes(key))) return text;
  const without = remove(text, path);
  return without === undefined ? undefined : prune(without, above);
}

function nodeOf(text: string, path: Path) {
  const read = readSource(text);
  return read.problem ? undefined : nodeAt(read.document, path);
}

/** The conditions at a path with one more: beside the others of its column, or in an `$and` where two cannot stand together. */
export function addTest(
  text: string,
  map: Path,
  column: string,
  operator: Operator,
  value: string,
): string | undefined {
  const test = operator === "$eq" ? value : `{ ${keyText(text, operator)}: ${value} }`;
  const path = [...map, column];
  const present = nodeOf(text, path);
  if (present === undefined) return setValue(text, path, test);
  const isForm =
    isMap(present) && present.items.some((pair) => isScalar(pair.key) && isValueForm(String(pair.key.value)));
  if (!isMap(present) || isForm) {
    if (operator === "$eq" || isSeq(present)) return addBeside(text, map, `{ ${keyText(text, column)}: ${test} }`);
    const first = `${keyText(text, "$eq")}: ${flowText(text, present)}`;
    return setValue(text, path, `{ ${first}, ${keyText(text, operator)}: ${value} }`);
  }
  const keys = present.items.map((pair) => (isScalar(pair.key) ? String(pair.key.value) : ""));
  const isOperators = keys.length > 0 && keys.every((key) => key.startsWith("$"));
  if (!isOperators || keys.includes(operator)) return addBeside(text, map, `{ ${keyText(text, column)}: ${test} }`);
  return setValue(text, [...path, operator], value);
}

function isValueForm(key: string): boolean {
  return ["$literal", "$column", "$now", "$outer"].includes(key);
}

function addBeside(text: string, map: Path, condition: string): string | undefined {
  return append(text, [...map, "$and"], condition);
}

/** The conditions at a path with a key more: a group, another table, a named condition. */
export function addKey(text: string, map: Path, key: string, value: string): string | undefined {
  const present = nodeOf(text, [...map, key]);
  if (present === undefined) return setValue(text, [...map, key], value);
  if (key === "$use") {
    if (isSeq(present)) return append(text, [...map, key], value);
    return setValue(text, [...map, key], `[${flowText(text, present)}, ${value}]`);
  }
  if (key === "$and" && isSeq(present)) {
    const inner = value.replace(/^\[(.*)\]$/s, "$1");
    return append(text, [...map, key], inner);
  }
  return addBeside(text, map, `{ ${keyText(text, key)}: ${value} }`);
}

/** One more choice of a group. */
export function addChoice(
  text: string,
  list: Path,
  column: string,
  operator: Operator,
  value: string,
): string | undefined {
  const test = operator === "$eq" ? value : `{ ${keyText(text, operator)}: ${value} }`;
  return append(text, list, `{ ${keyText(text, column)}: ${test} }`);
}

/** One condition as a mapping of its own, for a new group. */
export function testText(text: string, column: string, operator: Operator, value: string): string {
  const test = operator === "$eq" ? value : `{ ${keyText(text, operator)}: ${value} }`;
  return `{ ${keyText(text, column)}: ${test} }`;
}

/** The same condition with another value. */
export function setOperand(text: string, test: Test, value: string): string | undefined {
  return setValue(text, test.at, value);
}

/** The same condition by another operator, with the value that suits it. */
export function setOperator(text: string, test: Test, operator: Operator, value: string): string | undefined {
  if (test.path === test.at && test.at.at(-1) === test.column && test.operator === "$eq") {
    const isBare = nodeOf(text, [...test.map, test.column, "$eq"]) === undefined;
    if (isBare) return setValue(text, test.at, operator === "$eq" ? value : `{ ${keyText(text, operator)}: ${value} }`);
  }
  if (operator === test.operator) return setValue(text, test.at, value);
  const renamed = renameKey(text, test.path, operator);
  return renamed && setValue(renamed, [...test.path.slice(0, -1), operator], value);
}

/** The same condition on another column. */
export function setColumn(text: string, test: Test, column: string, value: string): string | undefined {
  const isFree = nodeOf(text, [...test.map, column]) === undefined;
  if (test.isLone && isFree) {
    const renamed = renameKey(text, [...test.map, test.column], column);
    const at = [...test.map, column, ...test.at.slice(test.map.length + 1)];
    return renamed && setValue(renamed, at, value);
  }
  const without = remove(text, test.isLone ? [...test.map, test.column] : test.path);
  return without && addTest(without, test.map, column, test.operator, value);
}

/** All of a group's choices instead of any, and the other way round. */
export function turnGroup(text: string, group: Extract<Part, { kind: "any" | "every" }>): string | undefined {
  return renameKey(text, group.path, group.kind === "any" ? "$and" : "$or");
}

/** Any of these conditions instead of all. What has a comment within its braces is left alone: nothing said is lost. */
export function asChoices(text: string, together: Together): string | undefined {
  const node = nodeOf(text, together.path);
  if (!isMap(node)) return undefined;
  if (!node.flow) return listUnder(text, together.path, "$or");
  if (!node.range || hasComment(text, [node.range[0], node.range[1]])) return undefined;
  const choices = node.items.map((pair) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : "";
    return `{ ${keyText(text, key)}: ${flowText(text, nodeOf(text, [...together.path, key]))} }`;
  });
  return setValue(text, together.path, `{ ${keyText(text, "$or")}: [${choices.join(", ")}] }`);
}
