import { isMap, isScalar, parseDocument } from "yaml";

/** An action as a policy document writes it, as far as it can be read: for showing and filling in, never for judging. */
export type PolicyAction = {
  name: string;
  title: string;
  roles: string[];
  /** It runs without the policy, and nothing that calls it undoes it. */
  isOwner: boolean;
  tables: string[];
  connection: string;
  /** What its caller sends; null where it takes nothing. */
  input: Schema | null;
  run: string[];
  /** Some statement is no SELECT. */
  isWriting: boolean;
  /** The address that it calls after the commit. */
  calls: string | null;
};

type Schema = { [key: string]: unknown };

/** One thing that an action takes. */
export type InputField = {
  name: string;
  kind: "text" | "integer" | "number" | "flag" | "choice" | "json";
  isRequired: boolean;
  /** Of a choice. */
  choices: string[];
  hint: string;
};

/** The actions of a document, in its order; empty while it cannot be read. */
export function actionsOf(source: string): PolicyAction[] {
  const document = parseDocument(source, { version: "1.2", logLevel: "silent" });
  const map = isMap(document.contents) ? document.contents.get("actions", true) : null;
  if (!isMap(map)) return [];
  return map.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !isMap(value)) return [];
    const written = value.toJS(document) as Schema;
    const run = texts(written.run);
    const tables = texts(written.tables);
    const name = String(key.value);
    return [
      {
        name,
        title: typeof written.name === "string" && written.name ? written.name : name.replaceAll("_", " "),
        roles: texts(written.roles),
        isOwner: written.as === "owner",
        tables,
        connection: tables[0]?.split(".")[0] ?? "main",
        input: isObject(written.input) ? written.input : null,
        run,
        isWriting: run.some((statement) => !/^\s*select\b/i.test(statement)),
        calls: isObject(written.call) && typeof written.call.url === "string" ? written.call.url : null,
      },
    ];
  });
}

/** The fields of an input, or null where it is not a plain list of properties: then it is written as JSON. */
export function fieldsOf(input: Schema | null): InputField[] | null {
  if (input === null) return [];
  const known = new Set(["type", "required", "properties", "additionalProperties", "$schema", "title", "description"]);
  const isPlain = input.type === "object" && Object.keys(input).every((key) => known.has(key));
  if (!isPlain) return null;
  const required = texts(input.required);
  const properties = isObject(input.properties) ? input.properties : {};
  return Object.entries(properties).map(([name, property]) => fieldOf(name, property, required.includes(name)));
}

function fieldOf(name: string, property: unknown, isRequired: boolean): InputField {
  const field: InputField = { name, kind: "json", isRequired, choices: [], hint: "JSON" };
  if (!isObject(property)) return field;
  const choices = texts(property.enum);
  const isChoice = Array.isArray(property.enum) && choices.length === property.enum.length;
  if (isChoice) return { ...field, kind: "choice", choices, hint: "" };
  switch (property.type) {
    case "string":
      return { ...field, kind: "text", hint: hintOf("text", property) };
    case "integer":
      return { ...field, kind: "integer", hint: hintOf("a whole number", property) };
    case "number":
      return { ...field, kind: "number", hint: hintOf("a number", property) };
    case "boolean":
      return { ...field, kind: "flag", hint: "" };
    default:
      return {
        ...field,
        hint: hintOf(`${typeof property.type === "string" ? property.type : "any"} as JSON`, property),
      };
  }
}

function hintOf(what: string, property: Schema): string {
  const { description, minimum, maximum } = property;
  const range =
    typeof minimum === "number" && typeof maximum === "number"
      ? `, ${minimum} to ${maximum}`
      : typeof minimum === "number"
        ? `, at least ${minimum}`
        : typeof maximum === "number"
          ? `, at most ${maximum}`
          : "";
  return typeof description === "string" ? description : what + range;
}

/** What was typed into the fields as one JSON object, digits as they were typed; or what is wrong, by field. */
export function inputOf(
  fields: readonly InputField[],
  typed: Readonly<Record<string, string>>,
): { text: string; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const parts: string[] = [];
  for (const field of fields) {
    const value = typed[field.name] ?? "";
    // A text may be empty, so what is required is then sent empty; everything else is left out.
    if (value === "" && !(field.kind === "text" && field.isRequired)) {
      if (field.isRequired) problems[field.name] = "This is required.";
      continue;
    }
    const written = writtenAs(field, value);
    if (written === null) problems[field.name] = COMPLAINTS[field.kind];
    else parts.push(`${JSON.stringify(field.name)}: ${written}`);
  }
  return { text: parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`, problems };
}

const COMPLAINTS: Record<InputField["kind"], string> = {
  text: "This is no text.",
  integer: "This is no whole number.",
  number: "This is no number.",
  flag: "This is neither true nor false.",
  choice: "This is none of the choices.",
  json: "This is not JSON yet.",
};

function writtenAs(field: InputField, value: string): string | null {
  const trimmed = value.trim();
  switch (field.kind) {
    case "text":
      return JSON.stringify(value);
    case "choice":
      return field.choices.includes(value) ? JSON.stringify(value) : null;
    case "flag":
      return trimmed === "true" || trimmed === "false" ? trimmed : null;
    case "integer":
      return /^-?(0|[1-9]\d*)$/.test(trimmed) ? trimmed : null;
    case "number":
      return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed) ? trimmed : null;
    case "json":
      return isJson(trimmed) ? trimmed : null;
  }
}

/** Why a text is no JSON object, or null. */
export function objectProblem(text: string): string | null {
  try {
    return isObject(JSON.parse(text)) ? null : "This is a JSON object, such as {}.";
  } catch {
    return COMPLAINTS.json;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}
