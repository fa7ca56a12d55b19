import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rolesOf, rulesOf, tablesOf, withRole } from "./policy-roles";

const wanderlust = readFileSync(new URL("../../../../../../examples/wanderlust/policy.yaml", import.meta.url), "utf8");

const SMALL = `# who may what
permissions:
  all:   # everything
    table: main.orders
    roles: [manager,  owner]
    select: {}
    update: { columns: [status] }
  own:
    table: main.orders
    roles:
    - customer
    - "support desk"
    read: { where: { customer_id: $user.id } }   # theirs
actions:
  approve: { roles: [manager], as: owner, tables: [main.orders, main.log], run: ["delete from log"], call: { url: https://hook.example/x } }
`;

test("every rule is listed with what it reaches", () => {
  const rules = rulesOf(SMALL);
  expect(rules.map((rule) => [rule.kind, rule.slug, rule.line])).toEqual([
    ["permission", "all", 3],
    ["permission", "own", 8],
    ["action", "approve", 15],
  ]);
  expect(rules[0]?.reaches).toEqual({ select: "full", update: "filtered" });
  expect(rules[1]?.reaches).toEqual({ select: "filtered" });
  expect(rules[2]).toMatchObject({
    isOwner: true,
    tables: ["main.orders", "main.log"],
    calls: "https://hook.example/x",
  });
  expect(rules[0]?.calls).toBeNull();
  expect(rolesOf(rules)).toEqual(["manager", "owner", "customer", "support desk"]);
  expect(rolesOf(rulesOf(wanderlust))).toEqual(["customer", "support", "manager"]);
  expect(rulesOf("permissions: [")).toEqual([]);
});

test("a role's tables say full before filtered", () => {
  const [orders] = tablesOf(rulesOf(SMALL), "manager");
  expect(orders?.reaches.select).toEqual({ reach: "full", by: [{ slug: "all", name: "all", line: 3 }] });
  expect(orders?.reaches.delete).toBeUndefined();
  const both = rulesOf(withRole(SMALL, { kind: "permission", slug: "own" }, "manager", true) ?? "");
  const select = tablesOf(both, "manager")[0]?.reaches.select;
  expect([select?.reach, select?.by.map(({ slug }) => slug)]).toEqual(["full", ["all", "own"]]);
});

test("who reads some rows changes no others, and a check that is off narrows nothing", () => {
  const reaches = (select: string) => {
    const rule = `permissions: { it: { table: main.t, roles: [a], ${select} update: { check: false }, delete: {} } }`;
    const [table] = tablesOf(rulesOf(rule), "a");
    return [table?.reaches.update?.reach, table?.reaches.delete?.reach];
  };
  expect(reaches("select: { columns: [id] },")).toEqual(["full", "full"]);
  expect(reaches("")).toEqual(["full", "full"]);
  expect(reaches("read: { where: { id: 1 } },")).toEqual(["filtered", "filtered"]);
});

test("a role is put on and taken off, and nothing else changes", () => {
  const on = withRole(SMALL, { kind: "permission", slug: "all" }, "auditor", true);
  expect(on).toBe(SMALL.replace("[manager,  owner]", "[manager,  owner, auditor]"));
  expect(withRole(on ?? "", { kind: "permission", slug: "all" }, "auditor", false)).toBe(SMALL);
  const desk = withRole(SMALL, { kind: "permission", slug: "own" }, "customer", false) ?? "";
  expect(desk).toBe(SMALL.replace("    - customer\n", ""));
  expect(rulesOf(desk)[1]?.roles).toEqual(["support desk"]);
  const action = withRole(SMALL, { kind: "action", slug: "approve" }, "yes", true) ?? "";
  expect(rulesOf(action)[2]?.roles).toEqual(["manager", "yes"]);
});

test("the last role stays, and so does what cannot be read", () => {
  expect(withRole(SMALL, { kind: "action", slug: "approve" }, "manager", false)).toBeUndefined();
  expect(withRole(SMALL, { kind: "permission", slug: "gone" }, "x", true)).toBeUndefined();
  expect(withRole("permissions: [", { kind: "permission", slug: "a" }, "x", true)).toBeUndefined();
  const json = '{"permissions":{"a":{"table":"main.t","roles":["x"],"select":{}}}}';
  expect(withRole(json, { kind: "permission", slug: "a" }, "y", true)).toBe(json.replace('["x"]', '["x", "y"]'));
});

test("every role of the demonstration can be put on every rule and taken off again", () => {
  for (const rule of rulesOf(wanderlust)) {
    for (const role of ["customer", "support", "manager", "new one"]) {
      const on = withRole(wanderlust, rule, role, true);
      const held = rulesOf(on ?? "").find((one) => one.slug === rule.slug);
      expect(held?.roles).toContain(role);
      const off = withRole(on ?? "", rule, role, false);
      if (off) expect(rulesOf(off).find((one) => one.slug === rule.slug)?.roles).not.toContain(role);
      const others = (source: string) => rulesOf(source).filter((one) => one.slug !== rule.slug);
      expect(others(on ?? "").map((one) => one.roles)).toEqual(others(wanderlust).map((one) => one.roles));
    }
  }
});
