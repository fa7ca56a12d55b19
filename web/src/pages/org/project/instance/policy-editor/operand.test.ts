import { expect, test } from "vitest";
import { moved, suited } from "./defaults";
import { type Operand, readTyped, showOperand, word, writeOperand } from "./operand";
import { operatorsFor, operatorWords, takesNow } from "./operators";

/** What a typed text is written as, or what is wrong with it. */
function check(typed: string, type = "text"): string {
  const read = readTyped(typed, type);
  return read.operand ? writeOperand(read.operand) : read.problem;
}

test("what is typed is read as the type of the column", () => {
  expect(check("draft")).toBe("draft");
  expect(check("007")).toBe("'007'");
  expect(check("007", "integer")).toBe("007");
  expect(check("100_000", "integer")).toBe("100_000");
  expect(check("2.5", "integer")).toBe("A whole number is wanted here.");
  expect(check("2.5", "decimal")).toBe("2.5");
  expect(check("1e9", "decimal")).toBe("A number is wanted here.");
  expect(check("1e9", "float")).toBe("1e9");
  expect(check("true", "boolean")).toBe("true");
  expect(check("yes", "boolean")).toBe("true or false is wanted here.");
  expect(check("2024-01-01", "date")).toBe("'2024-01-01'");
});

test("values of the request are said as in the document", () => {
  expect(check("$user.org.id", "integer")).toBe("$user.org.id");
  expect(check("$now")).toBe("$now");
  expect(check("$now -30d")).toBe("{ $now: -30d }");
  expect(check("$now + 2 h")).toBe("{ $now: 2h }");
  expect(check("$column other")).toBe("{ $column: other }");
  expect(check("$now soon")).toMatch(/^A distance is/);
  expect(check("$user")).toMatch(/^Say which value/);
  expect(check("$money")).toContain("put it in quotes: '$money'");
});

test("text that could be something else is quoted, in the field and in the document", () => {
  expect(check("'$money'")).toBe("{ $literal: '$money' }");
  expect(check("'null'")).toBe("'null'");
  expect(check("null")).toBe("null");
  expect(check("it's")).toBe("'it''s'");
  expect(check("a, b")).toBe("'a, b'");
  for (const text of ["true", "no", "a: b", "# x", "[x]", "-", "", "1.5", "a\tb"]) expect(word(text)).toMatch(/^['"]/);
  expect(word("draft", true)).toBe('"draft"');
});

test("what is shown is read as the same again", () => {
  const operands: Operand[] = [
    { kind: "text", text: "draft" },
    { kind: "text", text: "" },
    { kind: "text", text: "null" },
    { kind: "text", text: "$x" },
    { kind: "text", text: "'quoted'" },
    { kind: "null" },
    { kind: "user", path: "org.id" },
    { kind: "now", offset: "-30d" },
    { kind: "now", offset: "2h" },
    { kind: "column", name: "other" },
    { kind: "outer", name: "id" },
  ];
  for (const operand of operands) expect(readTyped(showOperand(operand), "text").operand).toEqual(operand);
});

test("operators are those that the type has, in its words", () => {
  expect(operatorsFor("json")).toEqual(["$null"]);
  expect(operatorsFor("array of text")).toEqual(["$null"]);
  expect(operatorsFor("boolean")).toEqual(["$eq", "$ne", "$in", "$nin", "$null"]);
  expect(operatorsFor("uuid")).not.toContain("$gt");
  expect(operatorsFor("integer")).not.toContain("$like");
  expect(operatorsFor("text")).toContain("$ilike");
  expect(operatorWords("$gt", "timestamp")).toBe("after");
  expect(operatorWords("$gt", "integer")).toBe("above");
  expect(takesNow("text", "postgres", false)).toBe(false);
  expect(takesNow("text", "sqlite", false)).toBe(true);
});

test("another operator or column keeps what fits of the value", () => {
  const draft: Operand = { kind: "text", text: "draft" };
  expect(suited(draft, "$in", "text")).toEqual({ kind: "list", items: [draft] });
  expect(suited({ kind: "list", items: [draft] }, "$eq", "text")).toEqual(draft);
  expect(suited({ kind: "number", text: "1" }, "$between", "integer")).toMatchObject({ kind: "list" });
  expect(moved("$like", draft, "integer")).toEqual({ operator: "$eq", operand: { kind: "number", text: "0" } });
  expect(moved("$gt", { kind: "number", text: "5" }, "text")).toEqual({
    operator: "$gt",
    operand: { kind: "text", text: "5" },
  });
  expect(moved("$eq", { kind: "user", path: "id" }, "json").operator).toBe("$null");
});

test("what is no pattern becomes one that is like nothing but empty text, until another is typed", () => {
  const user: Operand = { kind: "user", path: "id" };
  expect(suited(user, "$like", "text")).toEqual({ kind: "text", text: "" });
  expect(suited({ kind: "number", text: "5" }, "$ilike", "text")).toEqual({ kind: "text", text: "" });
});
