import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { withoutRole, withoutRule } from "./policy-role-removal";
import { rolesOf, rulesOf } from "./policy-roles";

const wanderlust = readFileSync(new URL("../../../../../../examples/wanderlust/policy.yaml", import.meta.url), "utf8");

const SMALL = `permissions:
  all:
    table: main.orders
    roles: [manager, customer]
    select: {}
  # theirs alone
  own:
    table: main.orders
    roles: [customer]
    update: {}   # of all
  # the shop's
  shop:
    table: main.products
    roles: [manager]
    select: {}
actions:
  cancel: { roles: [customer], as: user, tables: [main.orders], run: [select id from orders] }
tests: []
`;

test("a role is taken off what others have too, and what it has alone goes", () => {
  const removal = withoutRole(SMALL, "customer");
  expect(removal?.kept.map(({ slug }) => slug)).toEqual(["all"]);
  expect(removal?.gone.map(({ slug }) => slug)).toEqual(["own", "cancel"]);
  expect(removal?.source).toBe(`permissions:
  all:
    table: main.orders
    roles: [manager]
    select: {}
  # theirs alone
  # the shop's
  shop:
    table: main.products
    roles: [manager]
    select: {}
actions: {}
tests: []
`);
  expect(withoutRole(SMALL, "nobody")?.source).toBe(SMALL);
  expect(withoutRole("permissions: [", "customer")?.gone ?? []).toEqual([]);
});

test("in brackets the commas stay right", () => {
  const json = '{"permissions": {"a": {"roles": ["x"]}, "b": {"roles": ["y"]}, "c": {"roles": ["x"]}}}';
  expect(withoutRole(json, "x")?.source).toBe('{"permissions": {"b": {"roles": ["y"]}}}');
  expect(withoutRole(json, "y")?.source).toBe('{"permissions": {"a": {"roles": ["x"]}, "c": {"roles": ["x"]}}}');
  expect(withoutRule('{"permissions": {"a": {}}}', { kind: "permission", slug: "a" })).toBe('{"permissions": {}}');
  expect(withoutRule(json, { kind: "permission", slug: "d" })).toBeUndefined();
});

test("every role of the demonstration can be deleted, and the rest means what it meant", () => {
  for (const role of rolesOf(rulesOf(wanderlust))) {
    const removal = withoutRole(wanderlust, role);
    const after = parse(removal?.source ?? "");
    const before = parse(wanderlust);
    expect(rolesOf(rulesOf(removal?.source ?? ""))).not.toContain(role);
    for (const section of ["permissions", "actions"]) {
      const expected = Object.entries(before[section]).flatMap(([slug, rule]) => {
        const roles = (rule as { roles: string[] }).roles.filter((each) => each !== role);
        return roles.length > 0 ? [[slug, { ...(rule as object), roles }]] : [];
      });
      expect(after[section]).toEqual(Object.fromEntries(expected));
    }
    expect(after.tests).toEqual(before.tests);
  }
});
