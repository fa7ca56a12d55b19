import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { OperationName } from "../../../../ui/badge";

/** What a policy document lists, as far as it can be read: for finding one's way, never for judging. */
export type OutlineItem = {
  slug: string;
  name: string;
  table: string;
  roles: string[];
  operations: Set<OperationName>;
  /** Which rows can be read depends on who asks. */
  isPersonal: boolean;
  line: number;
};

const OPERATIONS: Record<string, OperationName> = {
  select: "select",
  read: "select",
  insert: "insert",
  create: "insert",
  update: "update",
  delete: "delete",
};

export function outlineOf(source: string): OutlineItem[] {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, version: "1.2", logLevel: "silent" });
  const permissions = isMap(document.contents) ? document.contents.get("permissions", true) : null;
  if (!isMap(permissions)) return [];
  return permissions.items.flatMap((pair) => itemOf(pair, lines));
}

/** How many tests stand beside the permissions. */
export function testsOf(source: string): number {
  const document = parseDocument(source, { version: "1.2", logLevel: "silent" });
  const tests = isMap(document.contents) ? document.contents.get("tests", true) : null;
  return isSeq(tests) ? tests.items.length : 0;
}

function itemOf(pair: Pair, lines: LineCounter): OutlineItem[] {
  const { key, value } = pair;
  if (!isScalar(key) || !isMap(value)) return [];
  const slug = String(key.value);
  return [
    {
      slug,
      name: textOf(value, "name") || slug.replaceAll("_", " "),
      table: textOf(value, "table"),
      roles: rolesOf(value),
      operations: new Set(
        value.items.flatMap((each) => OPERATIONS[String(isScalar(each.key) ? each.key.value : "")] ?? []),
      ),
      isPersonal: JSON.stringify(value.get("select") ?? value.get("read") ?? null).includes("$user"),
      line: lines.linePos(key.range?.[0] ?? 0).line,
    },
  ];
}

function textOf(map: YAMLMap, key: string): string {
  const value = map.get(key);
  return typeof value === "string" ? value : "";
}

function rolesOf(map: YAMLMap): string[] {
  const roles = map.get("roles", true);
  if (!isSeq(roles)) return [];
  return roles.items.flatMap((role) => (isScalar(role) && typeof role.value === "string" ? [role.value] : []));
}
