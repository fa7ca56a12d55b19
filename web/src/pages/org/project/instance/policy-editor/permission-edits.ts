import { isMap } from "yaml";
import type { OperationName } from "../../../../../ui/badge";
import { word } from "./operand";
import type { Operation, Permission } from "./permission";
import {
  addBlock,
  append,
  flowText,
  isJsonSource,
  keyText,
  nodeAt,
  type Path,
  pairOf,
  readSource,
  remove,
  renameKey,
  setValue,
} from "./splice";

/** A name made of what people say: `Own orders` is `own_orders`; of several alike the next has a number. */
export function slugFor(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[_0-9]+|_+$/g, "");
  const base = plain || "permission";
  for (let number = 1; ; number += 1) {
    const slug = number === 1 ? base : `${base}_${number}`;
    if (!taken.includes(slug)) return slug;
  }
}

/** Why a slug cannot be taken, or null. */
export function slugProblem(slug: string, taken: readonly string[]): string | null {
  if (!/^[a-z][a-z0-9_]*$/.test(slug)) return "Lowercase letters, digits and _, a letter first.";
  return taken.includes(slug) ? "Another permission is called that." : null;
}

export type NewPermission = { slug: string; name: string; table: string; roles: string[]; columns: string[] };

/** A permission at the end. It begins with as little as can be: its key can be read, and nothing else. */
export function addPermission(text: string, one: NewPermission): string | undefined {
  const isJson = isJsonSource(text);
  const list = (texts: string[]) => `[${texts.map((each) => word(each, isJson)).join(", ")}]`;
  const fields: [string, string][] = [
    ...(one.name ? ([["name", word(one.name, isJson)]] as [string, string][]) : []),
    ["table", word(one.table, isJson)],
    ["roles", list(one.roles)],
    ["select", `{ ${keyText(text, "columns")}: ${list(one.columns)} }`],
  ];
  const block = [`${one.slug}:`, ...fields.map(([key, value]) => `  ${key}: ${value}`)];
  const flow = `{ ${fields.map(([key, value]) => `${keyText(text, key)}: ${value}`).join(", ")} }`;
  return (
    (isJson ? undefined : addBlock(text, ["permissions"], block)) ?? setValue(text, ["permissions", one.slug], flow)
  );
}

/** The same once more under another slug, right at the end, as it is written, comments and all. */
export function duplicatePermission(text: string, slug: string, copy: string, name: string): string | undefined {
  const read = readSource(text);
  if (read.problem) return undefined;
  const map = nodeAt(read.document, ["permissions"]);
  const pair = isMap(map) ? pairOf(map, slug) : undefined;
  if (!isMap(map) || !pair || !isMap(pair.value)) return undefined;
  const { value } = pair;
  const lines =
    map.flow || value.flow ? undefined : linesOf(text, map.range?.[0] ?? 0, pair.key as { range?: number[] }, value);
  const added = lines
    ? addBlock(text, ["permissions"], [`${copy}:`, ...lines])
    : setValue(text, ["permissions", copy], flowText(text, value));
  return added && rename(added, copy, name);
}

/** The lines below a key, counted from the key's own indentation. */
function linesOf(
  text: string,
  start: number,
  key: { range?: number[] },
  value: { range?: readonly number[] | null },
): string[] {
  const indent = start - (text.lastIndexOf("\n", start - 1) + 1);
  const first = text.indexOf("\n", key.range?.[1] ?? 0) + 1;
  const body = text.slice(first, value.range?.[1]).trimEnd();
  return body.split(/\r?\n/).map((line) => line.slice(Math.min(indent, line.length - line.trimStart().length)));
}

function rename(text: string, slug: string, name: string): string | undefined {
  const path = ["permissions", slug, "name"];
  const read = readSource(text);
  if (read.problem) return undefined;
  const has = nodeAt(read.document, path) !== undefined;
  if (name) return setValue(text, path, word(name, isJsonSource(text)));
  return has ? remove(text, path) : text;
}

/** Another slug and name, in their places. */
export function renamePermission(text: string, was: Permission, slug: string, name: string): string | undefined {
  const renamed = slug === was.slug ? text : renameKey(text, was.path, slug);
  return renamed && (name === was.name ? renamed : rename(renamed, slug, name));
}

export function setTable(text: string, slug: string, table: string): string | undefined {
  return setValue(text, ["permissions", slug, "table"], word(table, isJsonSource(text)));
}

export function removePermission(text: string, permission: Permission): string | undefined {
  return remove(text, permission.path);
}

/** Puts a role on a permission or takes it off; the last one stays, for a permission is for somebody. */
export function toggleRole(text: string, permission: Permission, role: string): string | undefined {
  const at = permission.roles.indexOf(role);
  const path = [...permission.path, "roles"];
  if (at < 0) return append(text, path, word(role, isJsonSource(text)));
  return permission.roles.length > 1 ? remove(text, [...path, at]) : undefined;
}

/**
 * Grants an operation, with as little as can be: what writes begins without a column, and what changes or removes rows
 * begins with the rows that can be read, or with none. Or takes it away; the last one stays, and what changes or removes
 * rows keeps to those that could be read.
 */
export function toggleOperation(
  text: string,
  permission: Permission,
  name: OperationName,
  key: readonly string[],
): string | undefined {
  const held = permission.operations[name];
  if (held) {
    if (Object.keys(permission.operations).length === 1) return undefined;
    const kept = name === "select" ? keepRows(text, permission) : text;
    return kept && remove(kept, held.path);
  }
  const say = (entries: [string, string][]) =>
    entries.length === 0 ? "{}" : `{ ${entries.map(([of, value]) => `${keyText(text, of)}: ${value}`).join(", ")} }`;
  const where = permission.operations.select ? sameRows(text, permission) : noRows(text, key);
  const none: [string, string] = ["columns", "[]"];
  const starts: Record<OperationName, [string, string][]> = {
    select: [["columns", `[${key.map((column) => word(column, isJsonSource(text))).join(", ")}]`]],
    insert: [none],
    update: [none, ...where],
    delete: where,
  };
  return setValue(text, [...permission.path, name], say(starts[name]));
}

function sameRows(text: string, permission: Permission): [string, string][] {
  const rows = conditionOf(text, permission.operations.select);
  return rows ? [["where", rows]] : [];
}

/** Nothing is among nothing. */
function noRows(text: string, key: readonly string[]): [string, string][] {
  const [first = "id"] = key;
  return [["where", `{ ${keyText(text, first)}: { ${keyText(text, "$in")}: [] } }`]];
}

/** A condition as it is written, on one line; undefined where there is none. */
function conditionOf(text: string, operation: Operation | undefined): string | undefined {
  const read = readSource(text);
  if (!operation || read.problem) return undefined;
  const node = nodeAt(read.document, [...operation.path, "where"]);
  return node && !(isMap(node) && node.items.length === 0) ? flowText(text, node) : undefined;
}

/** Without Read, a write would reach rows that nobody could read before: what is left takes its condition along. */
function keepRows(text: string, permission: Permission): string | undefined {
  const rows = conditionOf(text, permission.operations.select);
  const writes = [permission.operations.update, permission.operations.delete];
  return writes.reduce<string | undefined>((kept, operation) => {
    const own = conditionOf(text, operation);
    if (!kept || !rows || !operation || own === rows) return kept;
    const both = own ? `{ ${keyText(text, "$and")}: [${own}, ${rows}] }` : rows;
    return setValue(kept, [...operation.path, "where"], both);
  }, text);
}

/** The columns of an operation: null for all, present and future. */
export function setColumns(text: string, path: Path, columns: readonly string[] | null): string | undefined {
  if (columns === null) return dropKey(text, path, "columns");
  const isJson = isJsonSource(text);
  return setValue(text, [...path, "columns"], `[${columns.map((column) => word(column, isJson)).join(", ")}]`);
}

/** One column more or less; the others stay where they are. */
export function toggleColumn(text: string, path: Path, columns: readonly string[], column: string): string | undefined {
  const at = columns.indexOf(column);
  const list = [...path, "columns"];
  return at < 0 ? append(text, list, word(column, isJsonSource(text))) : remove(text, [...list, at]);
}

/** A key of an operation that is no longer there, where it was. */
export function dropKey(text: string, path: Path, key: string): string | undefined {
  const read = readSource(text);
  if (read.problem) return undefined;
  return nodeAt(read.document, [...path, key]) === undefined ? text : remove(text, [...path, key]);
}

/** An entry of a mapping without it; the mapping goes with its last. */
export function dropEntry(text: string, path: Path): string | undefined {
  const above = path.slice(0, -1);
  const read = readSource(text);
  if (read.problem) return undefined;
  const map = nodeAt(read.document, above);
  return remove(text, isMap(map) && map.items.length === 1 ? above : path);
}

/** A column named in a list of names that is made or goes with its last: masks, functions. */
export function toggleName(text: string, path: Path, names: readonly string[], name: string): string | undefined {
  const at = names.indexOf(name);
  if (at < 0) return append(text, path, word(name, isJsonSource(text)));
  return remove(text, names.length === 1 ? path : [...path, at]);
}

/** Which permission a line belongs to. */
export function permissionAt(permissions: readonly Permission[], line: number): Permission | undefined {
  return permissions.findLast((permission) => permission.line <= line);
}
