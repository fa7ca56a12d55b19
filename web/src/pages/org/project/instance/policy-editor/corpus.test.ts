import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Part } from "./conditions";
import type { Operand } from "./operand";
import { readModel } from "./permission";

/** Values as they may be written, and what the server takes them for: `crates/policy/tests/all/corpus.rs` reads the same. */
const CORPUS: { yaml: string; json: string | null }[] = JSON.parse(
  readFileSync(new URL("../../../../../../../crates/policy/tests/corpus/values.json", import.meta.url), "utf8"),
);

/** The value of a condition, or nothing where the editor leaves it to the text. */
function operandOf(value: string): Operand | undefined {
  const text = `permissions:\n  a: { table: main.orders, roles: [r], select: { where: { x: { $eq: ${value} }, y: 1 } } }\n`;
  const read = readModel(text);
  const where = read.problem ? null : read.permissions[0]?.operations.select?.where;
  const part = where?.parts.find(
    (each): each is Extract<Part, { kind: "test" }> => each.kind === "test" && each.column === "x",
  );
  return part && part.operand.kind !== "odd" ? part.operand : undefined;
}

/** Digits are kept as they were written; here they are compared as numbers. */
function meaning(operand: Operand | undefined): unknown {
  if (operand?.kind !== "number") return operand;
  const digits = operand.text.replaceAll("_", "");
  if (!/^[-+]?(\d+|0x[\da-f]+|0o[0-7]+)$/i.test(digits)) return { number: String(Number(digits)) };
  const whole = BigInt(digits.replace(/^[-+]/, ""));
  return { number: String(digits.startsWith("-") ? -whole : whole) };
}

test("a value means to the editor what it means to the server", () => {
  const told = CORPUS.map(({ yaml }) => [yaml, meaning(operandOf(yaml))]);
  const expected = CORPUS.map(({ yaml, json }) => [yaml, json === null ? undefined : meaning(operandOf(json))]);
  expect(told).toEqual(expected);
});
