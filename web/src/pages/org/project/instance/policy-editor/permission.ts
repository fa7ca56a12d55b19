import { type Document, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair, type YAMLMap } from "yaml";
import type { OperationName } from "../../../../../ui/badge";
import { type Part, type Reading, readTogether, type Together } from "./conditions";
import { type Operand, readOperand } from "./operand";
import { flowText, nodeAt, type Path, readSource, type Unread } from "./splice";

/** What the visual editor knows of a document, in its order. */
export type Model = {
  permissions: Permission[];
  actions: Action[];
  predicates: string[];
  /** Every path of the user that the document mentions: `id`, `org_ids`. */
  userPaths: string[];
  problem: null;
};

export type Permission = {
  slug: string;
  /** As people say it: its name, or its slug in words. */
  title: string;
  name: string;
  table: string;
  roles: string[];
  operations: Partial<Record<OperationName, Operation>>;
  /** Keys that this editor has no form for, as they are written. */
  odd: Odd[];
  path: Path;
  line: number;
};

export type Operation = {
  name: OperationName;
  path: Path;
  /** Null: all, present and future. */
  columns: string[] | null;
  where: Together | null;
  validate: Together | null;
  /** Conditions on the new row, false for none, null for those that `where` implies. */
  check: Together | false | null;
  mask: { column: string; mask: string }[];
  aggregate: string[];
  limit: number | null;
  fill: Assignment[];
  overwrite: Assignment[];
  odd: Odd[];
};

export type Assignment = { column: string; operand: Operand; path: Path };
export type Odd = { key: string; source: string; path: Path; line: number };
export type Action = { slug: string; title: string; roles: string[]; tables: string[]; isOwner: boolean; line: number };

export const OPERATIONS: OperationName[] = ["select", "insert", "update", "delete"];
const SYNONYMS: Record<string, OperationName> = { read: "select", create: "insert" };

export function operationOf(key: string): OperationName | undefined {
  return SYNONYMS[key] ?? OPERATIONS.find((name) => name === key);
}

/** Reads a document, or says why that cannot be. */
export function readModel(source: string): Model | { problem: Unread } {
  const read = readSource(source);
  if (read.problem) return read;
  const { document, lines } = read;
  if (document.contents !== null && !isMap(document.contents))
    return { problem: { message: "A policy is a mapping with `permissions`", line: 1 } };
  const under = (key: string) => {
    const map = nodeAt(document, [key]);
    return isMap(map) ? map.items : [];
  };
  const reading = { source, lines };
  return {
    permissions: under("permissions").flatMap((pair) => permissionOf(reading, pair)),
    actions: under("actions").flatMap((pair) => actionOf(lines, pair)),
    predicates: under("predicates").map((pair) => keyOf(pair)),
    userPaths: userPathsIn(document),
    problem: null,
  };
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : "";
}

function lineOf(lines: LineCounter, pair: Pair): number {
  return lines.linePos((pair.key as Node).range?.[0] ?? 0).line;
}

function textAt(map: YAMLMap, key: string): string {
  const value = map.get(key);
  return typeof value === "string" ? value : "";
}

function textsOf(node: unknown): string[] | undefined {
  if (!isSeq(node)) return undefined;
  const texts = node.items.flatMap((item) => (isScalar(item) && typeof item.value === "string" ? [item.value] : []));
  return texts.length === node.items.length ? texts : undefined;
}

function userPathsIn(document: Document): string[] {
  const found = new Set<string>();
  for (const match of JSON.stringify(document.toJS() ?? null).matchAll(/\$user\.([A-Za-z_][\w.]*)/g)) {
    if (match[1]) found.add(match[1].replace(/\.$/, ""));
  }
  return [...found];
}

function permissionOf(reading: Reading, pair: Pair): Permission[] {
  const map = pair.value;
  if (!isMap(map)) return [];
  const slug = keyOf(pair);
  const path = ["permissions", slug];
  const name = textAt(map, "name");
  const permission: Permission = {
    slug,
    title: name || slug.replaceAll("_", " "),
    name,
    table: textAt(map, "table"),
    roles: textsOf(map.get("roles", true)) ?? [],
    operations: {},
    odd: [],
    path,
    line: lineOf(reading.lines, pair),
  };
  for (const each of map.items) {
    const key = keyOf(each);
    const operation = operationOf(key);
    if (operation && isMap(each.value) && !permission.operations[operation])
      permission.operations[operation] = readOperation(reading, operation, each.value, [...path, key]);
    else if (!isPlain(key, each.value)) permission.odd.push(oddOf(reading, each, path));
  }
  return [permission];
}

function isPlain(key: string, node: unknown): boolean {
  if (key === "roles") return textsOf(node) !== undefined;
  return (key === "name" || key === "table") && isScalar(node) && typeof node.value === "string";
}

function oddOf(reading: Reading, pair: Pair, above: Path): Odd {
  const key = keyOf(pair);
  const source = `${key}: ${flowText(reading.source, pair.value as Node | null)}`;
  return { key, source, path: [...above, key], line: lineOf(reading.lines, pair) };
}

function readOperation(reading: Reading, name: OperationName, map: YAMLMap, path: Path): Operation {
  const operation: Operation = {
    name,
    path,
    columns: null,
    where: null,
    validate: null,
    check: null,
    mask: [],
    aggregate: [],
    limit: null,
    fill: [],
    overwrite: [],
    odd: [],
  };
  for (const pair of map.items) {
    const isRead = readField(reading, operation, keyOf(pair), pair.value as Node | null);
    if (!isRead) operation.odd.push(oddOf(reading, pair, path));
  }
  return operation;
}

/** Which keys each operation has. */
const KEYS: Record<OperationName, string[]> = {
  select: ["columns", "where", "mask", "aggregate", "limit"],
  insert: ["columns", "validate", "default", "overwrite"],
  update: ["columns", "where", "validate", "overwrite", "check"],
  delete: ["where"],
};

function readField(reading: Reading, operation: Operation, key: string, node: Node | null): boolean {
  if (!KEYS[operation.name].includes(key)) return false;
  const path = [...operation.path, key];
  switch (key) {
    case "columns": {
      if (isScalar(node) && node.value === "*") return true;
      const names = textsOf(node);
      if (!names) return false;
      operation.columns = names.length === 1 && names[0] === "*" ? null : names;
      return true;
    }
    case "where":
    case "validate":
    case "check": {
      if (key === "check" && isScalar(node) && node.value === false) {
        operation.check = false;
        return true;
      }
      const together = readTogether(reading, node, path);
      if (!together || (key === "validate" && !together.parts.every((part) => part.kind === "test"))) return false;
      operation[key] = together;
      return true;
    }
    case "mask":
      return readMasks(operation, node);
    case "aggregate": {
      const names = textsOf(node);
      operation.aggregate = names ?? [];
      return names !== undefined;
    }
    case "limit":
      if (!isScalar(node) || typeof node.value !== "number") return false;
      operation.limit = node.value;
      return true;
    default: {
      if (!isMap(node)) return false;
      operation[key === "default" ? "fill" : "overwrite"] = node.items.map((pair) => ({
        column: keyOf(pair),
        operand: readOperand(reading.source, pair.value as Node | null),
        path: [...path, keyOf(pair)],
      }));
      return true;
    }
  }
}

function readMasks(operation: Operation, node: Node | null): boolean {
  if (!isMap(node)) return false;
  const masks = node.items.map((pair) => ({
    column: keyOf(pair),
    mask: isScalar(pair.value) ? pair.value.value : null,
  }));
  if (!masks.every((each): each is { column: string; mask: string } => typeof each.mask === "string")) return false;
  operation.mask = masks;
  return true;
}

function actionOf(lines: LineCounter, pair: Pair): Action[] {
  const map = pair.value;
  if (!isMap(map)) return [];
  const slug = keyOf(pair);
  return [
    {
      slug,
      title: textAt(map, "name") || slug.replaceAll("_", " "),
      roles: textsOf(map.get("roles", true)) ?? [],
      tables: textsOf(map.get("tables", true)) ?? [],
      isOwner: map.get("as") === "owner",
      line: lineOf(lines, pair),
    },
  ];
}

/** Every role that the document names, permissions first. */
export function rolesOf(model: Model): string[] {
  return [...new Set([...model.permissions, ...model.actions].flatMap((each) => each.roles))];
}

/** Whether a condition, or one inside it, cannot be shown as a form. */
export function hasOdd(together: Together | null): boolean {
  return (together?.parts ?? []).some((part: Part) => {
    if (part.kind === "odd") return true;
    if (part.kind === "any" || part.kind === "every") return part.choices.some(hasOdd);
    return "inner" in part && hasOdd(part.inner);
  });
}

/** Two permissions that say the same have the same key, wherever they stand. */
export function permissionKey(permission: Permission): string {
  return JSON.stringify(permission, (name, value) => (name === "line" ? undefined : value));
}
