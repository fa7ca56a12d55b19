import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { outlineOf, rolesIn } from "./outline";

function check(source: string) {
  return outlineOf(source).map(
    (item) => `${item.line} ${item.table} ${item.slug} [${item.roles}] ${[...item.operations]}`,
  );
}

test("the demonstration policy lists its permissions where they stand", () => {
  const source = readFileSync(new URL("../../../../../../examples/wanderlust/policy.yaml", import.meta.url), "utf8");
  expect(check(source)[0]).toMatch(/^\d+ main\.products catalogue \[customer,support,manager\] select$/);
  expect(rolesIn(source)).toEqual(["customer", "support", "manager"]);
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
