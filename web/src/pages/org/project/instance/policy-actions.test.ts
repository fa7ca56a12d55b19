import { expect, test } from "vitest";
import { actionsOf, fieldsOf, inputOf, objectProblem } from "./policy-actions";

const SOURCE = `
permissions: {}
actions:
  approve_order:
    name: Approve an order
    roles: [manager]
    as: owner
    tables: [stock.orders]
    input:
      type: object
      required: [id, status]
      properties:
        id: { type: integer }
        share: { type: number, minimum: 0, maximum: 1 }
        status: { enum: [open, closed] }
        note: { type: string, description: For the customer }
        is_urgent: { type: boolean }
        lines: { type: array, items: { type: integer } }
    run:
      - update orders set status = $input.status where id = $input.id
      - select id from orders where id = $input.id
  count_orders:
    roles: [manager]
    as: user
    tables: [main.orders]
    run: [SELECT id FROM orders]
    call: { url: https://hook.example/counted, timeout: 9s }
  ring:
    roles: [manager]
    call: { url: https://hook.example/ring }
`;

test("the actions of a document are read, and whether they write", () => {
  const [approve, count, ring] = actionsOf(SOURCE);
  expect(approve).toMatchObject({
    name: "approve_order",
    title: "Approve an order",
    isOwner: true,
    isWriting: true,
    connection: "stock",
  });
  expect(count).toMatchObject({ title: "count orders", isOwner: false, isWriting: false, input: null });
  expect([approve?.calls, count?.calls]).toEqual([null, "https://hook.example/counted"]);
  expect(ring).toMatchObject({ calls: "https://hook.example/ring", connection: "main", run: [], isOwner: false });
  expect(actionsOf("actions: [")).toEqual([]);
});

test("simple properties become fields, everything else is JSON", () => {
  const fields = fieldsOf(actionsOf(SOURCE)[0]?.input ?? null);
  expect(fields?.map(({ name, kind, isRequired }) => [name, kind, isRequired])).toEqual([
    ["id", "integer", true],
    ["share", "number", false],
    ["status", "choice", true],
    ["note", "text", false],
    ["is_urgent", "flag", false],
    ["lines", "json", false],
  ]);
  expect(fields?.map(({ hint }) => hint)).toEqual([
    "a whole number",
    "a number, 0 to 1",
    "",
    "For the customer",
    "",
    "array as JSON",
  ]);
  expect(fieldsOf(null)).toEqual([]);
  expect(fieldsOf({ type: "object", oneOf: [] })).toBeNull();
});

test("what is typed is sent as it was typed, and what is wrong stands by its field", () => {
  const fields = fieldsOf(actionsOf(SOURCE)[0]?.input ?? null) ?? [];
  const good = { id: "9007199254740993", share: "0.10", status: "open", is_urgent: "true", lines: "[1, 2]" };
  expect(inputOf(fields, good)).toEqual({
    text: '{ "id": 9007199254740993, "share": 0.10, "status": "open", "is_urgent": true, "lines": [1, 2] }',
    problems: {},
  });
  const bad = inputOf(fields, { id: "1.5", share: "much", lines: "[1" });
  expect(Object.keys(bad.problems)).toEqual(["id", "share", "status", "lines"]);
  expect(inputOf([], {}).text).toBe("{}");
});

test("an input as JSON is an object", () => {
  expect(objectProblem("{}")).toBeNull();
  expect(objectProblem("[]")).toContain("object");
  expect(objectProblem("{")).toContain("not JSON yet");
});
