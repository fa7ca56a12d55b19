import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

/** Where something stands in a document: keys of mappings, positions in lists. */
export type Path = readonly (string | number)[];

/** A document that the editor can read, or why it cannot. */
export type Read = { document: Document.Parsed; lines: LineCounter; problem: null } | { problem: Unread };
export type Unread = { message: string; line: number };

const OPTIONS = { version: "1.2", logLevel: "silent" } as const;

/** Reads a source. Anchors, aliases and tags are no part of the language, so nothing is edited where one stands. */
export function readSource(text: string): Read {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    const message = error.message.split(/ at line \d/)[0] ?? error.message;
    return { problem: { message, line: lines.linePos(error.pos[0]).line } };
  }
  let problem: Unread | null = null;
  visit(document, (_, node) => {
    if (!isAlias(node) && !((isScalar(node) || isCollection(node)) && (node.anchor || node.tag))) return undefined;
    const line = lines.linePos((node as Node).range?.[0] ?? 0).line;
    problem = { message: "Anchors, aliases and tags are no part of a policy", line };
    return visit.BREAK;
  });
  if (problem) return { problem };
  return { document, lines, problem: null };
}

export function isJsonSource(text: string): boolean {
  return text.trimStart().startsWith("{");
}

/** The node at a path, where there is one. */
export function nodeAt(document: Document, path: Path): Node | undefined {
  const found = path.length === 0 ? document.contents : document.getIn(path, true);
  return (found ?? undefined) as Node | undefined;
}

export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

type Cut = [from: number, to: number, put: string];

function cut(text: string, ...cuts: Cut[]): string {
  return cuts
    .sort((one, other) => other[0] - one[0])
    .reduce((all, [from, to, put]) => all.slice(0, from) + put + all.slice(to), text);
}

/** Puts a value in flow style at a path; what is missing above it is made. Undefined where it cannot be done. */
export function setValue(text: string, path: Path, value: string): string | undefined {
  return sound(text, (document) => {
    const above = nodeAt(document, path.slice(0, -1));
    const key = path.at(-1);
    if (isSeq(above) && typeof key === "number") {
      const item = above.items[key];
      return item ? cut(text, replaceItem(text, item as Node, value)) : undefined;
    }
    if (isMap(above) && key !== undefined) {
      const pair = pairOf(above, String(key));
      return pair ? cut(text, replacePair(text, pair, value)) : addPair(text, above, String(key), value);
    }
    if (path.length < 2 || (above && !isEmpty(above))) return undefined;
    return setValue(text, path.slice(0, -1), `{ ${keyText(text, String(key))}: ${value} }`);
  });
}

/** Adds to the list at a path, which is made where there is none. */
export function append(text: string, path: Path, value: string): string | undefined {
  return sound(text, (document) => {
    const list = nodeAt(document, path);
    if (!list || isEmpty(list)) return setValue(text, path, `[${value}]`);
    if (!isSeq(list)) return undefined;
    return addItem(text, list, value);
  });
}

/** Takes away a key with its value, or an item of a list. An emptied collection is left as `{}` or `[]`. */
export function remove(text: string, path: Path): string | undefined {
  return sound(text, (document) => {
    const above = nodeAt(document, path.slice(0, -1));
    const key = path.at(-1);
    if (!isMap(above) && !isSeq(above)) return undefined;
    const at = isMap(above)
      ? above.items.findIndex((pair) => isScalar(pair.key) && String(pair.key.value) === String(key))
      : Number(key);
    const spans = above.items.map((item) => spanOf(text, item as Pair | Node));
    const span = spans[at];
    if (!span) return undefined;
    if (spans.length === 1) return setValue(text, path.slice(0, -1), isMap(above) ? "{}" : "[]");
    return cut(text, above.flow ? flowCut(text, spans, at) : blockCut(text, spans, at, isSeq(above)));
  });
}

/** Gives a key another name, in its place. */
export function renameKey(text: string, path: Path, name: string): string | undefined {
  return sound(text, (document) => {
    const above = nodeAt(document, path.slice(0, -1));
    if (!isMap(above) || above.has(name)) return undefined;
    const key = pairOf(above, String(path.at(-1)))?.key;
    if (!isScalar(key) || !key.range) return undefined;
    return cut(text, [key.range[0], key.range[1], keyText(text, name)]);
  });
}

/**
 * A mapping that stands on lines becomes a key with its entries as a list, each with the comments around it. Lines are
 * moved to the right and never shortened: what is commented out may begin left of its mapping.
 */
export function listUnder(text: string, path: Path, key: string): string | undefined {
  return sound(text, (document) => {
    const map = nodeAt(document, path);
    if (!isMap(map) || map.flow || map.items.length === 0) return undefined;
    const spans = map.items.map((pair) => spanOf(text, pair));
    const [from, to] = [spans[0]?.[0] ?? 0, spans.at(-1)?.[1] ?? 0];
    const indent = " ".repeat(columnAt(text, from));
    let put = `${keyText(text, key)}:`;
    for (let at = from; at < to; at = text.indexOf("\n", at) + 1 || to) {
      const line = text.slice(at, Math.min(lineEnd(text, at), to));
      const entry = spans.find(([start]) => at <= start && start < at + line.length);
      const isWithin = spans.some(([start, stop]) => start < at && at < stop);
      const isBlank = isWithin ? line === "" : line.trim() === "";
      const moved = isBlank ? line : (isWithin ? "    " : "  ") + line;
      put += newline(text) + (entry ? `${indent}  - ${text.slice(entry[0], at + line.length)}` : moved);
    }
    const after = cut(text, [from, to, put]);
    const read = readSource(after);
    const list = read.problem ? undefined : nodeAt(read.document, [...path, key]);
    const entries = map.items.map((pair) => ({ [String(pair.key)]: (pair.value as Node | null)?.toJSON() ?? null }));
    return isSeq(list) && JSON.stringify(list) === JSON.stringify(entries) ? after : undefined;
  });
}

/** Whether a part of a document, from its first character to its last, says something in a comment. */
export function hasComment(text: string, [from, to]: readonly [from: number, to: number]): boolean {
  return [...new Lexer().lex(text.slice(from, to))].some((token) => token.startsWith("#"));
}

/** Runs an edit on a sound document, and takes its answer only if that is sound too. */
function sound(text: string, edit: (document: Document.Parsed) => string | undefined): string | undefined {
  const before = readSource(text);
  if (before.problem) return undefined;
  const after = edit(before.document);
  return after !== undefined && readSource(after).problem === null ? after : undefined;
}

/** The key as it is written in this document. */
export function keyText(text: string, key: string): string {
  const isPlain = /^[A-Za-z_$][\w$!.-]*$/.test(key) && !/^(true|false|null)$/i.test(key);
  return isJsonSource(text) || !isPlain ? JSON.stringify(key) : key;
}

function isEmpty(node: Node): boolean {
  if (isCollection(node)) return node.items.length === 0;
  return isScalar(node) && node.value === null && !node.source?.trim();
}

function columnAt(text: string, at: number): number {
  return at - (text.lastIndexOf("\n", at - 1) + 1);
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  const stop = end < 0 ? text.length : end;
  return text[stop - 1] === "\r" ? stop - 1 : stop;
}

function newline(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** Behind the colon of a pair; behind the key where it has none. */
function colonOf(text: string, pair: Pair): { at: number; isThere: boolean } {
  const end = (pair.key as Node).range?.[1] ?? 0;
  const gap = text.slice(end).match(/^\s*:/);
  return gap ? { at: end + gap[0].length, isThere: true } : { at: end, isThere: false };
}

/** Where the last character of a node stands, without comments and line breaks behind it. */
function contentEnd(text: string, node: Node): number {
  if (isCollection(node) && !node.flow && node.items.length > 0) {
    const last = node.items.at(-1) as Pair | Node;
    return spanOf(text, last)[1];
  }
  const [start, end] = node.range ?? [0, 0];
  return start + text.slice(start, end).trimEnd().length;
}

function spanOf(text: string, item: Pair | Node): [start: number, end: number] {
  if (!isPair(item)) return [item.range?.[0] ?? 0, contentEnd(text, item)];
  const start = (item.key as Node).range?.[0] ?? 0;
  const value = item.value as Node | null;
  return [start, value && !isBlank(value) ? contentEnd(text, value) : colonOf(text, item).at];
}

function isBlank(node: Node): boolean {
  return isScalar(node) && node.range?.[0] === node.range?.[1];
}

function replacePair(text: string, pair: Pair, value: string): Cut {
  const colon = colonOf(text, pair);
  const node = pair.value as Node | null;
  if (!colon.isThere) return [colon.at, colon.at, `: ${value}`];
  if (!node || isBlank(node)) return [colon.at, colon.at, ` ${value}`];
  const [start, end] = node.range ?? [colon.at, colon.at];
  const isFlow = isScalar(node) ? node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED" : isFlowNode(node);
  if (isFlow) return [start, end, value];
  // What was said behind the colon stays behind the new value.
  const comment = text.slice(colon.at, lineEnd(text, colon.at)).match(/\s+#.*$/)?.[0] ?? "";
  return [colon.at, contentEnd(text, node), ` ${value}${isScalar(node) ? "" : comment}`];
}

function isFlowNode(node: Node): boolean {
  return isCollection(node) && node.flow === true;
}

function replaceItem(text: string, node: Node, value: string): Cut {
  const [start, end] = spanOf(text, node);
  return [start, end, value];
}

/** Behind the last entry of a flow collection; on a line of its own where that one has one. */
function flowAdd(text: string, spans: [number, number][], entry: string): string {
  const [start, end] = spans.at(-1) ?? [0, 0];
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const indent = text.slice(lineStart, start);
  const isOwnLine = indent.trim() === "" && lineStart > 0;
  return cut(text, [end, end, isOwnLine ? `,${newline(text)}${indent}${entry}` : `, ${entry}`]);
}

function addPair(text: string, map: YAMLMap, key: string, value: string): string {
  const entry = `${keyText(text, key)}: ${value}`;
  if (map.items.length === 0) return cut(text, [map.range?.[0] ?? 0, map.range?.[1] ?? 0, `{ ${entry} }`]);
  const spans = map.items.map((pair) => spanOf(text, pair));
  if (map.flow) return flowAdd(text, spans, entry);
  return addLine(text, spans, entry);
}

function addItem(text: string, list: YAMLSeq, value: string): string {
  const spans = list.items.map((item) => spanOf(text, item as Node));
  if (list.flow) return flowAdd(text, spans, value);
  return addLine(text, spans, `- ${value}`, columnAt(text, list.range?.[0] ?? 0));
}

function addLine(text: string, spans: [number, number][], entry: string, column?: number): string {
  const at = lineEnd(text, spans.at(-1)?.[1] ?? 0);
  const indent = " ".repeat(column ?? columnAt(text, spans[0]?.[0] ?? 0));
  return cut(text, [at, at, `${newline(text)}${indent}${entry}`]);
}

/** Adds a key with lines of its own below it; `lines` begin with the key, each indented from there. */
export function addBlock(text: string, path: Path, lines: readonly string[]): string | undefined {
  return sound(text, (document) => {
    const map = nodeAt(document, path);
    if (isMap(map) && map.items.length > 0) {
      if (map.flow) return undefined;
      const first = columnAt(text, spanOf(text, map.items[0] as Pair)[0]);
      const spans = map.items.map((pair) => spanOf(text, pair));
      return addLine(text, spans, lines.join(`${newline(text)}${" ".repeat(first)}`));
    }
    const above = nodeAt(document, path.slice(0, -1));
    const pair = isMap(above) && !above.flow ? pairOf(above, String(path.at(-1))) : undefined;
    if (!pair || !isMap(above)) return undefined;
    const column = columnAt(text, spanOf(text, pair)[0]) + 2;
    const line = `${newline(text)}${" ".repeat(column)}`;
    const [from, to] = replacePair(text, pair, "");
    const body = `${line}${lines.join(line)}`;
    // The blank before `{}` goes with it.
    return cut(text, [text[from - 1] === " " ? from - 1 : from, to, body]);
  });
}

function flowCut(text: string, spans: [number, number][], at: number): Cut {
  const [start, end] = spans[at] as [number, number];
  const before = spans[at - 1];
  const after = spans[at + 1];
  const isSaid = before !== undefined && text.slice(before[1], start).includes("#");
  if (after && (!before || isSaid)) return [start, after[0], ""];
  if (before && !isSaid) return [before[1], end, ""];
  return [start, end, ""];
}

function blockCut(text: string, spans: [number, number][], at: number, isList: boolean): Cut {
  const [start, end] = spans[at] as [number, number];
  const head = isList ? text.lastIndexOf("-", start - 1) : start;
  const lineStart = text.lastIndexOf("\n", head - 1) + 1;
  const after = spans[at + 1];
  if (text.slice(lineStart, head).trim() !== "") {
    // It stands behind the dash of the list it is in, so the next one moves up.
    return after ? [start, after[0], ""] : [spans[at - 1]?.[1] ?? start, end, ""];
  }
  const stop = text.indexOf("\n", end);
  return [lineStart, stop < 0 ? text.length : stop + 1, ""];
}

/** A node in flow style on one line, with its values as they were written. */
export function flowText(text: string, node: Node | null | undefined): string {
  if (!node) return "null";
  if (isMap(node)) {
    const entries = node.items.map((pair) => {
      const key = pair.key as Node;
      return `${text.slice(key.range?.[0], key.range?.[1])}: ${flowText(text, pair.value as Node | null)}`;
    });
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  if (isSeq(node)) return `[${node.items.map((item) => flowText(text, item as Node)).join(", ")}]`;
  if (!isScalar(node) || isBlank(node)) return "null";
  const source = text.slice(node.range?.[0], node.range?.[1]).trimEnd();
  if (source.includes("\n")) return JSON.stringify(node.value);
  // Between braces these would end a plain word.
  const isUnsafe = node.type === "PLAIN" && /[,[\]{}]/.test(source);
  return isUnsafe ? `'${source.replaceAll("'", "''")}'` : source;
}
