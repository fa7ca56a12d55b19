import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { addTest, removePart, setOperand, setOperator } from "./condition-edits";
import type { Part } from "./conditions";
import { readTyped, showOperand, writeOperand } from "./operand";
import { hasOdd, type Model, readModel } from "./permission";
import {
  addPermission,
  duplicatePermission,
  permissionAt,
  removePermission,
  renamePermission,
  setColumns,
  slugFor,
  toggleColumn,
  toggleOperation,
  toggleRole,
} from "./permission-edits";
import { sentencesOf as tell } from "./sentence";

/** The four example blocks of the documentation that the language comes from, verbatim. */
const EXAMPLES = {
  where: "{ status: { $ne: 'deleted' }, organization_id: { $in: '$user.org_ids' } }",
  validate: "{ total: { $gt: 0, $lte: 100_000 }, status: { $in: ['draft', 'active'] } }",
  default: "{ status: 'draft', priority: 3 }",
  overwrite: "{ updated_at: '$now', updated_by: '$user.id' }",
};

const PASTED = `# pasted
permissions:
  orders: # the orders
    table: main.orders
    roles: [customer]
    read:
      where: ${EXAMPLES.where}
    create:
      validate: ${EXAMPLES.validate}
      default: ${EXAMPLES.default}
    update:
      where: ${EXAMPLES.where}
      validate: ${EXAMPLES.validate}
      overwrite: ${EXAMPLES.overwrite}
`;

const wanderlust = readFileSync(
  new URL("../../../../../../../examples/wanderlust/policy.yaml", import.meta.url),
  "utf8",
);

function model(text: string | undefined): Model {
  const read = readModel(text ?? "{");
  if (read.problem) throw new Error(read.problem.message);
  return read;
}

function orders(text: string | undefined) {
  const [permission] = model(text).permissions;
  if (!permission) throw new Error("no permission");
  return permission;
}

/** Every test of the where, validate and check of a document. */
function tests(text: string): Extract<Part, { kind: "test" }>[] {
  const inside = (part: Part): Extract<Part, { kind: "test" }>[] => {
    if (part.kind === "test") return [part];
    if (part.kind === "any" || part.kind === "every")
      return part.choices.flatMap((choice) => choice.parts.flatMap(inside));
    return "inner" in part ? part.inner.parts.flatMap(inside) : [];
  };
  return model(text).permissions.flatMap((permission) =>
    Object.values(permission.operations).flatMap((operation) =>
      [operation.where, operation.validate, operation.check || null].flatMap(
        (each) => each?.parts.flatMap(inside) ?? [],
      ),
    ),
  );
}

test("the examples of the documentation are understood whole", () => {
  const permission = orders(PASTED);
  expect(permission.odd).toEqual([]);
  for (const operation of Object.values(permission.operations)) {
    expect(operation.odd).toEqual([]);
    expect(hasOdd(operation.where)).toBe(false);
  }
  expect(tell(permission)).toMatchInlineSnapshot(`
    [
      "\`customer\` may read rows where \`status\` is not “deleted” and \`organization_id\` is one of the user's \`org_ids\`, and see every column, those added later too.",
      "They may add rows, giving every column. What they give must be so that \`total\` is above 0, \`total\` is at most 100,000 and \`status\` is one of “draft” or “active”. \`status\` is “draft” when nothing is given. \`priority\` is 3 when nothing is given.",
      "They may change every column of rows where \`status\` is not “deleted” and \`organization_id\` is one of the user's \`org_ids\`. What they give must be so that \`total\` is above 0, \`total\` is at most 100,000 and \`status\` is one of “draft” or “active”. \`updated_at\` is always set to the time of the request and \`updated_by\` is always set to the user's \`id\`.",
    ]
  `);
});

test("each value of the examples that is shown, read back and written says the same", () => {
  for (const text of [PASTED, wanderlust]) {
    for (const test of tests(text)) {
      const kind = test.operand.kind === "number" ? "float" : test.operand.kind === "boolean" ? "boolean" : "text";
      if (test.operand.kind === "list") continue;
      const { operand } = readTyped(showOperand(test.operand), kind);
      expect(operand).toEqual(test.operand);
      expect(model(setOperand(text, test, writeOperand(test.operand)))).toEqual(model(text));
    }
  }
});

test("a change that is taken back leaves every byte where it was", () => {
  const cases: [
    name: string,
    there: (text: string) => string | undefined,
    back: (text: string) => string | undefined,
  ][] = [
    ["role", (text) => toggleRole(text, orders(text), "auditor"), (text) => toggleRole(text, orders(text), "auditor")],
    [
      "operation",
      (text) => toggleOperation(text, orders(text), "delete", ["id"]),
      (text) => toggleOperation(text, orders(text), "delete", ["id"]),
    ],
    [
      "condition",
      (text) => addTest(text, ["permissions", "orders", "read", "where"], "total", "$gt", "5"),
      (text) => {
        const part = orders(text).operations.select?.where?.parts.at(-1);
        return part && removePart(text, part);
      },
    ],
    [
      "columns",
      (text) => setColumns(text, ["permissions", "orders", "create"], ["total"]),
      (text) => setColumns(text, ["permissions", "orders", "create"], null),
    ],
    [
      "slug",
      (text) => renamePermission(text, orders(text), "theirs", ""),
      (text) => renamePermission(text, orders(text), "orders", ""),
    ],
    [
      "copy",
      (text) => duplicatePermission(text, "orders", "orders_2", "Twice"),
      (text) => {
        const copy = model(text).permissions[1];
        return copy && removePermission(text, copy);
      },
    ],
  ];
  for (const [name, there, back] of cases) {
    const changed = there(PASTED);
    expect(changed, name).toBeDefined();
    expect(changed, name).not.toBe(PASTED);
    expect(back(changed ?? ""), name).toBe(PASTED);
  }
});

test("a copy says the same as what it is a copy of", () => {
  for (const [text, slug] of [
    [PASTED, "orders"],
    [wanderlust, "own_orders"],
  ] as const) {
    const before = model(text).permissions.find((each) => each.slug === slug);
    const after = model(duplicatePermission(text, slug, "copy", "Copy")).permissions.at(-1);
    expect(after?.operations.select?.columns).toEqual(before?.operations.select?.columns);
    const plain = (of: unknown) => JSON.stringify(of).replaceAll(`"${slug}"`, '"copy"');
    expect(plain(after?.operations)).toBe(plain(before?.operations));
  }
});

test("a permission is added with as little as can be, and one alone keeps its role and its operation", () => {
  const slug = slugFor("Own orders", ["own_orders"]);
  expect(slug).toBe("own_orders_2");
  const one = { slug, name: "Own orders: mine", table: "main.orders", roles: ["customer"], columns: ["id"] };
  expect(addPermission("permissions: {}\n", one)).toBe(`permissions:
  own_orders_2:
    name: 'Own orders: mine'
    table: main.orders
    roles: [customer]
    select: { columns: [id] }
`);
  const text = addPermission("# none yet\n", one) ?? addPermission("permissions:\n", one) ?? "";
  expect(toggleRole(text, orders(text), "customer")).toBeUndefined();
  expect(toggleOperation(text, orders(text), "select", ["id"])).toBeUndefined();
  const json = '{"permissions": {}}';
  expect(JSON.parse(addPermission(json, one) ?? "").permissions.own_orders_2.roles).toEqual(["customer"]);
});

test("what is granted anew begins narrow", () => {
  const removal = orders(toggleOperation(PASTED, orders(PASTED), "delete", ["id"])).operations.delete;
  expect(removal?.where?.parts.map((part) => part.kind)).toEqual(["test", "test"]);
  const text = "permissions:\n  a: { table: main.t, roles: [x], select: {} }\n";
  expect(toggleOperation(text, orders(text), "update", ["id"])).toContain("update: { columns: [] }");
});

test("a write reaches no more rows when Read is taken away, or was never there", () => {
  const source = (parts: string) => `permissions:\n  a: { table: main.t, roles: [x], ${parts} }\n`;
  const without = (parts: string) => {
    const text = source(parts);
    return toggleOperation(text, orders(text), "select", ["id"]);
  };
  const own = "where: { owner: $user.id }";
  expect(without(`select: { ${own} }, delete: {}`)).toBe(source(`delete: { ${own} }`));
  expect(without(`select: { ${own} }, delete: { ${own} }`)).toBe(source(`delete: { ${own} }`));
  expect(without(`select: { ${own} }, update: { columns: [b], where: { c: 1 } }`)).toBe(
    source("update: { columns: [b], where: { $and: [{ c: 1 }, { owner: $user.id }] } }"),
  );
  expect(without("select: {}, delete: {}")).toBe(source("delete: {}"));
  const adding = source("insert: {}");
  for (const name of ["update", "delete"] as const)
    expect(toggleOperation(adding, orders(adding), name, ["id"])).toContain("where: { id: { $in: [] } }");
});

test("two conditions that cannot stand under one key stand side by side", () => {
  const map = ["permissions", "orders", "read", "where"];
  const once = addTest(PASTED, map, "status", "$ne", "draft") ?? "";
  const twice = addTest(once, map, "status", "$ne", "open") ?? "";
  expect(twice).toContain(
    "{ status: { $ne: 'deleted' }, organization_id: { $in: '$user.org_ids' }, $and: [{ status: { $ne: draft } }, { status: { $ne: open } }] }",
  );
  const last = orders(twice).operations.select?.where?.parts.at(-1);
  expect(last && removePart(twice, last)).toBe(PASTED);
});

test("an operator is changed in its place", () => {
  const [first] = tests(PASTED);
  if (!first) throw new Error("no test");
  expect(setOperator(PASTED, first, "$in", "[deleted, hidden]")).toBe(
    PASTED.replace("{ $ne: 'deleted' }", "{ $in: [deleted, hidden] }"),
  );
});

test("a column more or less moves no other", () => {
  const text = PASTED.replace("    create:", "      columns: [id, # key\n        total, status]\n    create:");
  const path = ["permissions", "orders", "read"];
  expect(toggleColumn(text, path, ["id", "total", "status"], "note")).toContain("total, status, note]");
  expect(toggleColumn(text, path, ["id", "total", "status"], "total")).toContain("[id, # key\n        status]");
});

test("what has no form is kept as it is written, and said where", () => {
  const text = `permissions:
  a:
    table: main.t
    roles: [x]
    select:
      where:
        status: [1, 2]
        $exists: { table: main.u }
        total: { $gt: 1, $odd: 2 }
        id: 5
`;
  const where = orders(text).operations.select?.where;
  expect(where?.parts.map((part) => (part.kind === "odd" ? `${part.line} ${part.source}` : part.kind))).toEqual([
    "7 status: [1, 2]",
    "8 $exists: { table: main.u }",
    "9 total: { $gt: 1, $odd: 2 }",
    "test",
  ]);
  const last = where?.parts.at(-1);
  expect(last && removePart(text, last)).toBe(text.replace("        id: 5\n", ""));
});

test("a line leads to its permission", () => {
  const { permissions } = model(wanderlust);
  const line = wanderlust.split("\n").findIndex((each) => each.includes("overwrite: { customer_id: '$user.id' }")) + 1;
  expect(permissionAt(permissions, line)?.slug).toBe("own_orders");
});
