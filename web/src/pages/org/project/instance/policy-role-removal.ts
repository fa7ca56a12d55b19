import { isMap, isScalar, type Pair, parseDocument } from "yaml";
import { type Rule, rulesOf, withRole } from "./policy-roles";

/** A document without a role, and what that comes to. */
export type Removal = {
  source: string;
  /** Go on for other roles. */
  kept: Rule[];
  /** Were for this role alone, so they go. */
  gone: Rule[];
};

/** Takes a role off everything that names it; what would be left for nobody goes. Undefined while it cannot be read. */
export function withoutRole(source: string, role: string): Removal | undefined {
  const removal: Removal = { source, kept: [], gone: [] };
  for (const rule of rulesOf(source).filter((each) => each.roles.includes(role))) {
    const isLast = rule.roles.every((each) => each === role);
    const next = isLast ? withoutRule(removal.source, rule) : withRole(removal.source, rule, role, false);
    if (next === undefined) return undefined;
    removal.source = next;
    (isLast ? removal.gone : removal.kept).push(rule);
  }
  return removal;
}

/** The document without a permission or an action; nothing else of it changes. */
export function withoutRule(source: string, rule: Pick<Rule, "kind" | "slug">): string | undefined {
  const document = parseDocument(source, { version: "1.2", logLevel: "silent" });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const section = document.contents.items.find((pair) => isScalar(pair.key) && pair.key.value === `${rule.kind}s`);
  const map = section?.value;
  if (!section || !isMap(map)) return undefined;
  const index = map.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === rule.slug);
  const [own, whole] = [rangeOf(map.items[index]), rangeOf(section)];
  if (!own || !whole) return undefined;
  if (map.items.length === 1) {
    const colon = source.indexOf(":", whole.keyEnd);
    const broken = source.slice(own.start, whole.end).endsWith("\n") ? "\n" : "";
    return `${source.slice(0, colon + 1)} {}${broken}${source.slice(whole.end)}`;
  }
  if (map.flow) {
    const next = rangeOf(map.items[index + 1]);
    if (next) return source.slice(0, own.start) + source.slice(next.start);
    const before = rangeOf(map.items[index - 1]);
    return before && source.slice(0, before.end) + source.slice(own.end);
  }
  const start = source.lastIndexOf("\n", own.start - 1) + 1;
  const line = source.indexOf("\n", own.end - 1);
  return source.slice(0, start) + (line < 0 ? "" : source.slice(line + 1));
}

function rangeOf(pair: Pair | undefined): { start: number; keyEnd: number; end: number } | undefined {
  const key = isScalar(pair?.key) ? pair.key.range : undefined;
  const value = isMap(pair?.value) ? pair.value.range : undefined;
  return key && value ? { start: key[0], keyEnd: key[1], end: value[1] } : undefined;
}
