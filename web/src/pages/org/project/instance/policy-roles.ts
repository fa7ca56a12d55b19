import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { OperationName } from "../../../../ui/badge";
import { word } from "./policy-editor/operand";
import { append, isJsonSource, nodeAt, readSource, remove } from "./policy-editor/splice";

/** How much of a table an operation reaches: every row and column, or some. */
export type Reach = "full" | "filtered";

/** A permission or an action, with the roles that it names. */
export type Rule = {
  kind: "permission" | "action";
  slug: string;
  name: string;
  /** The table of a permission, the tables of an action. */
  tables: string[];
  roles: string[];
  /** Of a permission: what it grants. */
  reaches: Partial<Record<OperationName, Reach>>;
  /** Of a permission: it reads, and leaves no row out. */
  readsAllRows: boolean;
  /** Of an action: it runs without the policy. */
  isOwner: boolean;
  /** Of an action: the address that it calls after the commit. */
  calls: string | null;
  line: number;
};

/** What one role may do with one table. */
export type TableReach = {
  table: string;
  reaches: Partial<Record<OperationName, { reach: Reach; by: Pick<Rule, "slug" | "name" | "line">[] }>>;
};

export const OPERATION_NAMES: OperationName[] = ["select", "insert", "update", "delete"];

const SYNONYMS: Record<string, OperationName> = { read: "select", create: "insert" };

/** Everything that names roles, in the order of the document, permissions first; empty while it cannot be read. */
export function rulesOf(source: string): Rule[] {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, version: "1.2", logLevel: "silent" });
  const pairs = (key: string) => {
    const map = isMap(document.contents) ? document.contents.get(key, true) : null;
    return isMap(map) ? map.items : [];
  };
  return [
    ...pairs("permissions").flatMap((pair) => ruleOf("permission", pair, lines)),
    ...pairs("actions").flatMap((pair) => ruleOf("action", pair, lines)),
  ];
}

function ruleOf(kind: Rule["kind"], pair: Pair, lines: LineCounter): Rule[] {
  const { key, value } = pair;
  if (!isScalar(key) || !isMap(value)) return [];
  const slug = String(key.value);
  const name = value.get("name");
  const table = value.get("table");
  const url = value.getIn(["call", "url"]);
  return [
    {
      kind,
      slug,
      name: typeof name === "string" && name ? name : slug.replaceAll("_", " "),
      tables: kind === "action" ? textsOf(value, "tables") : typeof table === "string" ? [table] : [],
      roles: textsOf(value, "roles"),
      reaches: kind === "permission" ? reachesOf(value) : {},
      readsAllRows: ["select", "read"].some((word) => {
        const part = value.get(word, true);
        return isMap(part) && isEmpty(part.get("where", true));
      }),
      isOwner: value.get("as") === "owner",
      calls: kind === "action" && typeof url === "string" ? url : null,
      line: lines.linePos(key.range?.[0] ?? 0).line,
    },
  ];
}

function textsOf(map: YAMLMap, key: string): string[] {
  const list = map.get(key, true);
  if (!isSeq(list)) return [];
  return list.items.flatMap((item) => (isScalar(item) && typeof item.value === "string" ? [item.value] : []));
}

function reachesOf(permission: YAMLMap): Rule["reaches"] {
  const reaches: Rule["reaches"] = {};
  for (const pair of permission.items) {
    const word = String(isScalar(pair.key) ? pair.key.value : "");
    const operation = SYNONYMS[word] ?? OPERATION_NAMES.find((name) => name === word);
    if (operation && isMap(pair.value)) reaches[operation] = isWhole(pair.value) ? "full" : "filtered";
  }
  return reaches;
}

/** Nothing narrows it: no rows, no columns, no rules. */
function isWhole(operation: YAMLMap): boolean {
  const keys = ["where", "validate", "mask", "overwrite", "check", "limit"];
  const narrows = keys.some((key) => {
    const part = operation.get(key, true);
    const isOff = key === "check" && isScalar(part) && part.value === false;
    return !isOff && !isEmpty(part);
  });
  const columns = operation.get("columns", true);
  const all = columns === undefined || (isScalar(columns) && columns.value === "*");
  return !narrows && all;
}

function isEmpty(part: unknown): boolean {
  return part === undefined || (isMap(part) && part.items.length === 0);
}

/** Every role, in the order in which they are first named. */
export function rolesOf(rules: readonly Rule[]): string[] {
  return [...new Set(rules.flatMap((rule) => rule.roles))];
}

/** What a role may do with each table that some permission of it names. */
export function tablesOf(rules: readonly Rule[], role: string): TableReach[] {
  const mine = rules.filter((rule) => rule.kind === "permission" && rule.roles.includes(role));
  const tables = [...new Set(rules.filter((rule) => rule.kind === "permission").flatMap((rule) => rule.tables))];
  return tables.map((table) => {
    const reaches: TableReach["reaches"] = {};
    for (const rule of mine.filter((one) => one.tables.includes(table))) {
      for (const operation of OPERATION_NAMES) {
        const reach = rule.reaches[operation];
        if (!reach) continue;
        const held = reaches[operation];
        reaches[operation] = {
          reach: held?.reach === "full" ? "full" : reach,
          by: [...(held?.by ?? []), { slug: rule.slug, name: rule.name, line: rule.line }],
        };
      }
    }
    // An update or a delete reaches only rows that can be read, where any can.
    const readers = mine.filter((rule) => rule.tables.includes(table) && rule.reaches.select);
    if (readers.length > 0 && !readers.some((rule) => rule.readsAllRows)) {
      for (const operation of ["update", "delete"] as const) {
        const held = reaches[operation];
        if (held) reaches[operation] = { ...held, reach: "filtered" };
      }
    }
    return { table, reaches };
  });
}

/**
 * The document with a role put on a rule or taken off it. Nothing but that list changes: what people wrote around it stays
 * as it is. Undefined where the rule is not there, or would be left without a role.
 */
export function withRole(
  source: string,
  rule: Pick<Rule, "kind" | "slug">,
  role: string,
  isHeld: boolean,
): string | undefined {
  const path = [`${rule.kind}s`, rule.slug, "roles"];
  const read = readSource(source);
  const list = read.problem ? undefined : nodeAt(read.document, path);
  if (!isSeq(list)) return undefined;
  const at = list.items.findIndex((item) => isScalar(item) && item.value === role);
  if (isHeld) return at < 0 ? append(source, path, word(role, isJsonSource(source))) : source;
  if (at < 0) return source;
  return list.items.length > 1 ? remove(source, [...path, at]) : undefined;
}
