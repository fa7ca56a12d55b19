import { isMap, isScalar, isSeq, type Node } from "yaml";
import { flowText } from "./splice";

/** A value as a policy says it; numbers keep the digits that were written. */
export type Operand =
  | { kind: "text"; text: string }
  | { kind: "number"; text: string }
  | { kind: "boolean"; is: boolean }
  | { kind: "null" }
  | { kind: "user"; path: string }
  | { kind: "now"; offset: string }
  | { kind: "column"; name: string }
  | { kind: "outer"; name: string }
  | { kind: "list"; items: Operand[] }
  | { kind: "odd"; source: string };

const GROUPED = /^[-+]?\d+(_\d+)*(\.\d+(_\d+)*)?$/;
const OFFSET = /^[-+]?\d+[smhdw]$/;
const USER = /^\$user\.[^\s.]+(\.[^\s.]+)*$/;

/** What a node of the document says. */
export function readOperand(source: string, node: Node | null | undefined): Operand {
  const odd: Operand = { kind: "odd", source: flowText(source, node) };
  if (!node) return { kind: "null" };
  if (isSeq(node)) {
    const items = node.items.map((item) => readOperand(source, item as Node));
    return items.some((item) => item.kind === "odd" || item.kind === "list") ? odd : { kind: "list", items };
  }
  if (isMap(node)) return readForm(node.items.length === 1 ? node.toJSON() : {}) ?? odd;
  if (!isScalar(node)) return odd;
  const { value } = node;
  if (value === null) return { kind: "null" };
  if (typeof value === "boolean") return { kind: "boolean", is: value };
  // YAML has infinities and no number; no column has.
  if (typeof value === "number" && !Number.isFinite(value)) return odd;
  if (typeof value === "number" || typeof value === "bigint")
    return { kind: "number", text: node.source ?? `${value}` };
  if (typeof value !== "string") return odd;
  // The reader here takes grouped digits for a word; the server's does not.
  if (node.type === "PLAIN" && GROUPED.test(value)) return { kind: "number", text: value };
  if (value === "$now") return { kind: "now", offset: "" };
  if (USER.test(value)) return { kind: "user", path: value.slice(6) };
  return value.startsWith("$") ? odd : { kind: "text", text: value };
}

function readForm(form: Record<string, unknown>): Operand | undefined {
  const [entry] = Object.entries(form);
  if (!entry || typeof entry[1] !== "string") return undefined;
  const [key, text] = entry;
  if (key === "$literal") return { kind: "text", text };
  if (key === "$column") return { kind: "column", name: text };
  if (key === "$outer") return { kind: "outer", name: text };
  return key === "$now" && OFFSET.test(text) ? { kind: "now", offset: text } : undefined;
}

/** The operand as a document says it, in flow style; text is quoted where it could be read as something else. */
export function writeOperand(operand: Operand, isJson = false): string {
  switch (operand.kind) {
    case "text":
      if (operand.text.startsWith("$")) return `{ ${word("$literal", isJson)}: ${quoted(operand.text, isJson)} }`;
      return word(operand.text, isJson);
    case "number":
      return isJson ? operand.text.replaceAll("_", "") : operand.text;
    case "boolean":
      return String(operand.is);
    case "null":
      return "null";
    case "user":
      return word(`$user.${operand.path}`, isJson);
    case "now":
      return operand.offset ? form("$now", operand.offset, isJson) : word("$now", isJson);
    case "column":
    case "outer":
      return form(`$${operand.kind}`, operand.name, isJson);
    case "list":
      return `[${operand.items.map((item) => writeOperand(item, isJson)).join(", ")}]`;
    case "odd":
      return operand.source;
  }
}

function form(key: string, text: string, isJson: boolean): string {
  return `{ ${word(key, isJson)}: ${word(text, isJson)} }`;
}

/** A text, quoted only where it must be. */
export function word(text: string, isJson = false): string {
  const isPlain = /^[A-Za-z_$][\w$.-]*( [\w$.-]+)*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  const isOffset = OFFSET.test(text);
  return (isPlain || isOffset) && !isJson ? text : quoted(text, isJson);
}

function quoted(text: string, isJson: boolean): string {
  const isHard = [...text].some((letter) => letter < " " || letter === "\u007f");
  return isJson || isHard ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

/** The operand as a person types it into a field. */
export function showOperand(operand: Operand): string {
  switch (operand.kind) {
    case "text":
      return isSpecial(operand.text) ? `'${operand.text}'` : operand.text;
    case "number":
      return operand.text;
    case "boolean":
      return String(operand.is);
    case "null":
      return "null";
    case "user":
      return `$user.${operand.path}`;
    case "now":
      return operand.offset ? `$now ${signed(operand.offset)}` : "$now";
    case "column":
    case "outer":
      return `$${operand.kind} ${operand.name}`;
    case "list":
      return operand.items.map(showOperand).join(", ");
    case "odd":
      return operand.source;
  }
}

/** Typed as it stands it would be read as something else than text. */
function isSpecial(text: string): boolean {
  return text === "" || text === "null" || text.startsWith("$") || (text.length > 1 && /^'.*'$/.test(text));
}

function signed(offset: string): string {
  return /^[-+]/.test(offset) ? offset : `+${offset}`;
}

export type Typed = { operand: Operand; problem?: undefined } | { operand?: undefined; problem: string };

const NUMBERS = ["integer", "decimal", "float"];

/**
 * Reads what a person typed for a column of a type: `$user.…`, `$now -30d`, `$column other`, a literal of that type; in
 * single quotes anything is text.
 */
export function readTyped(typed: string, type: string): Typed {
  const text = typed.trim();
  if (text.length > 1 && text.startsWith("'") && text.endsWith("'")) return plain(text.slice(1, -1), type);
  if (text === "null") return { operand: { kind: "null" } };
  if (text.startsWith("$")) return readVariable(text);
  return plain(text, type);
}

function readVariable(text: string): Typed {
  if (USER.test(text)) return { operand: { kind: "user", path: text.slice(6) } };
  if (text === "$now") return { operand: { kind: "now", offset: "" } };
  const [, name = "", rest = ""] = text.match(/^\$(\w+)\s*(.*)$/) ?? [];
  if (name === "now") {
    const offset = rest.replaceAll(/\s/g, "").replace(/^\+/, "");
    if (OFFSET.test(offset)) return { operand: { kind: "now", offset } };
    return { problem: "A distance is a number and s, m, h, d or w: $now -30d." };
  }
  if ((name === "column" || name === "outer") && rest) return { operand: { kind: name, name: rest } };
  if (name === "user") return { problem: "Say which value of the user: $user.id." };
  return { problem: `Unknown: there are $user.…, $now and $column. For text put it in quotes: '${text}'.` };
}

function plain(text: string, type: string): Typed {
  if (NUMBERS.includes(type)) {
    const isNumber = GROUPED.test(text) || (type === "float" && /^[-+]?\d+(\.\d+)?e[-+]?\d+$/i.test(text));
    const isWhole = !text.includes(".");
    if (isNumber && (type !== "integer" || isWhole)) return { operand: { kind: "number", text } };
    return { problem: type === "integer" ? "A whole number is wanted here." : "A number is wanted here." };
  }
  if (type === "boolean") {
    if (text === "true" || text === "false") return { operand: { kind: "boolean", is: text === "true" } };
    return { problem: "true or false is wanted here." };
  }
  return { operand: { kind: "text", text } };
}
