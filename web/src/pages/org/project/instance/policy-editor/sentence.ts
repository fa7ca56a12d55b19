import type { Part, Together } from "./conditions";
import type { Operand } from "./operand";
import { type Operator, operatorWords } from "./operators";
import type { Assignment, Operation, Permission } from "./permission";

/** What a permission is told with: the columns of its table, where they are known. */
export type Known = { columns: string[]; typeOf: (column: string) => string | undefined };

const NOTHING: Known = { columns: [], typeOf: () => undefined };

/** What a permission means, one sentence or two for each operation; names of the database stand in backticks. */
export function sentencesOf(permission: Permission, known: Known = NOTHING): string[] {
  const who = capital(listed(permission.roles.map((role) => `\`${role}\``)) || "nobody");
  const { select, insert, update, delete: removal } = permission.operations;
  const all = select ? "every row that they may read" : "every row of the table";
  const told = [
    select && reading(select, known),
    insert && adding(insert, known),
    update && changing(update, known, all),
    removal && `may delete ${rows(removal.where, known, all)}.`,
  ].filter((text): text is string => Boolean(text));
  if (told.length === 0) return [`${who} may do nothing.`];
  return told.map((text, index) => (index === 0 ? `${who} ${text}` : `They ${text}`));
}

function reading(operation: Operation, known: Known): string {
  const masks = operation.mask.map(({ column, mask }) => `\`${column}\` ${MASKS[mask] ?? "in part"}`);
  const functions = operation.aggregate.filter((name) => name !== "count").map((name) => FUNCTIONS[name] ?? name);
  return [
    `may read ${rows(operation.where, known)}, and see ${seen(operation, known)}.`,
    masks.length > 0 && `They see ${listed(masks)}.`,
    functions.length > 0 && `They may ask for the ${listed(functions)}.`,
    operation.limit !== null && `One answer has at most ${operation.limit.toLocaleString("en-US")} rows.`,
  ]
    .filter(Boolean)
    .join(" ");
}

const MASKS: Record<string, string> = {
  full: "fully masked",
  partial: "masked but for its first letter",
  email: "masked as an e-mail address",
  last4: "masked but for its last four characters",
};
const FUNCTIONS: Record<string, string> = { sum: "sum", avg: "average", min: "least value", max: "greatest value" };

function seen(operation: Operation, known: Known): string {
  if (operation.columns === null) return "every column, those added later too";
  const total = known.columns.length > 0 ? `${operation.columns.length} of ${known.columns.length} columns` : "";
  const names = listed(operation.columns.map((name) => `\`${name}\``));
  if (operation.columns.length <= 6)
    return total && operation.columns.length > 3 ? `${total}: ${names}` : names || "no column";
  return total || `${operation.columns.length} columns`;
}

function adding(operation: Operation, known: Known): string {
  return [
    `may add rows, giving ${writable(operation)}.`,
    rules(operation.validate, known),
    ...operation.fill.map(({ column, operand }) => `\`${column}\` is ${value(operand)} when nothing is given.`),
    always(operation.overwrite),
  ]
    .filter(Boolean)
    .join(" ");
}

function changing(operation: Operation, known: Known, all: string): string {
  const check = operation.check;
  return [
    `may change ${writable(operation)} of ${rows(operation.where, known, all)}.`,
    rules(operation.validate, known),
    always(operation.overwrite),
    check === false && "Nothing is asked of the changed row: it may leave their reach.",
    check && check.parts.length > 0 && `Of the changed row it must hold that ${together(check, known)}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

function writable(operation: Operation): string {
  if (operation.columns === null) return "every column";
  return listed(operation.columns.map((name) => `\`${name}\``)) || "no column themselves";
}

function rules(validate: Together | null, known: Known): string {
  return validate && validate.parts.length > 0 ? `What they give must be so that ${together(validate, known)}.` : "";
}

function always(overwrite: readonly Assignment[]): string {
  const told = overwrite.map(({ column, operand }) => `\`${column}\` is always set to ${value(operand)}`);
  return told.length > 0 ? `${capital(listed(told))}.` : "";
}

function rows(where: Together | null, known: Known, all = "every row"): string {
  return where && where.parts.length > 0 ? `rows where ${together(where, known)}` : all;
}

/** The conditions in words; those inside another are put in brackets where "and" and "or" meet. */
export function together(conditions: Together, known: Known = NOTHING): string {
  return listed(conditions.parts.map((part) => told(part, known, conditions.parts.length > 1)));
}

function told(part: Part, known: Known, isAmong: boolean): string {
  switch (part.kind) {
    case "test":
      return test(part.column, part.operator, part.operand, known.typeOf(part.column));
    case "any": {
      const choices = part.choices.map((choice) => bracketed(choice, known));
      const text = choices.length === 1 ? (choices[0] ?? "") : `either ${listed(choices, "or")}`;
      return apart(text, isAmong && choices.length > 1);
    }
    case "every":
      return listed(part.choices.map((choice) => together(choice, known) || "anything"));
    case "not":
      return apart(`it is not so that ${bracketed(part.inner, known)}`, isAmong);
    case "relation":
      return apart(related(`\`${part.name}\``, part.inner), isAmong && part.inner.parts.length > 0);
    case "exists":
      return apart(related(`\`${part.table}\``, part.inner), isAmong && part.inner.parts.length > 0);
    case "use":
      return listed(part.names.map((name) => `\`${name}\` holds`));
    case "odd":
      return `\`${part.source}\``;
  }
}

function apart(text: string, isApart: boolean): string {
  return isApart ? `(${text})` : text;
}

function bracketed(conditions: Together, known: Known): string {
  const text = together(conditions, known) || "anything";
  return conditions.parts.length > 1 ? `(${text})` : text;
}

/** Columns of the other table have types that are not those of this one. */
function related(name: string, inner: Together): string {
  if (inner.parts.length === 0) return `there is a row for it in ${name}`;
  return `its row in ${name} is one where ${bracketed(inner, NOTHING)}`;
}

function test(column: string, operator: Operator, operand: Operand, type: string | undefined): string {
  const name = `\`${column}\``;
  if (operator === "$null") return `${name} is ${operand.kind === "boolean" && operand.is ? "" : "not "}null`;
  if (operator === "$eq" && operand.kind === "null") return `${name} is null`;
  if (operator === "$ne" && operand.kind === "null") return `${name} is not null`;
  const words = operatorWords(operator, operand.kind === "now" ? "timestamp" : type);
  const verb = words.startsWith("is") ? words : `is ${words}`;
  if (operand.kind === "list") {
    const items = operand.items.map(value);
    if (operator === "$between") return `${name} ${verb} ${listed(items)}`;
    if (items.length === 0)
      return `${name} is ${operator === "$in" ? "one of nothing, so that no row will do" : "anything"}`;
    return `${name} ${items.length === 1 ? (operator === "$in" ? "is" : "is not") : verb} ${listed(items, "or")}`;
  }
  return `${name} ${verb} ${value(operand)}`;
}

const UNITS: Record<string, string> = { s: "second", m: "minute", h: "hour", d: "day", w: "week" };

/** A value in words. */
export function value(operand: Operand): string {
  switch (operand.kind) {
    case "text":
      return `“${operand.text}”`;
    case "number":
      return operand.text.replaceAll("_", ",");
    case "boolean":
      return String(operand.is);
    case "null":
      return "null";
    case "user":
      return `the user's \`${operand.path}\``;
    case "now":
      return operand.offset ? moment(operand.offset) : "the time of the request";
    case "column":
      return `\`${operand.name}\``;
    case "outer":
      return `the \`${operand.name}\` of the row itself`;
    case "list":
      return listed(operand.items.map(value));
    case "odd":
      return `\`${operand.source}\``;
  }
}

function moment(offset: string): string {
  const count = offset.replaceAll(/\D/g, "").replace(/^0+(?=\d)/, "");
  const unit = UNITS[offset.at(-1) ?? ""] ?? "second";
  const span = `${count} ${unit}${count === "1" ? "" : "s"}`;
  return offset.startsWith("-") ? `${span} before the request` : `${span} after the request`;
}

function listed(items: readonly string[], and = "and"): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} ${and} ${items.at(-1)}`;
}

/** Roles stay as they are written. */
function capital(text: string): string {
  return text.startsWith("`") ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
}
