import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { outlineOf, testsOf } from "./outline";
import { likelyRole, rolesIn } from "./outline-roles";

function check(source: string) {
  return outlineOf(source).map(
    (item) => `${item.line} ${item.table} ${item.slug} [${item.roles}] ${[...item.operations]}`,
  );
}

const wanderlust = readFileSync(new URL("../../../../../../examples/wanderlust/policy.yaml", import.meta.url), "utf8");

test("the demonstration policy lists its permissions where they stand", () => {
  expect(check(wanderlust)[0]).toMatch(/^\d+ main\.products catalogue \[customer,support,manager\] select$/);
  expect(rolesIn(outlineOf(wanderlust))).toEqual(["customer", "support", "manager"]);
});

test("a table is first looked at with a role that reads it whoever asks", () => {
  const outline = outlineOf(wanderlust);
  expect(likelyRole(outline, "main.products")).toBe("customer");
  expect(likelyRole(outline, "main.orders")).toBe("manager");
  expect(likelyRole(outline, "main.unheard_of")).toBe("customer");
  const own = "permissions:\n  a: {table: main.t, roles: [x, y], select: {where: {owner: $user.id}}}\n";
  expect(likelyRole(outlineOf(own), "main.t")).toBe("x");
  expect(likelyRole([], "main.t")).toBeUndefined();
});

test("both vocabularies of operations are read", () => {
  expect(check("permissions:\n  a:\n    table: main.t\n    roles: [x]\n    read: {}\n    create: {}\n")).toEqual([
    "2 main.t a [x] select,insert",
  ]);
});

test("a document that is being typed never breaks the list", () => {
  expect(check("permissions:\n  a: {table: main.t, roles: [")).toEqual(["2 main.t a [] "]);
  expect(check("permissions: [1, 2]")).toEqual([]);
  expect(check("")).toEqual([]);
});

test("tests are counted where they are a list", () => {
  expect(testsOf("permissions: {}\ntests:\n  - { name: a }\n  - { name: b }\n")).toBe(2);
  expect(testsOf("tests: {}")).toBe(0);
  expect(testsOf("tests: [")).toBe(0);
});
