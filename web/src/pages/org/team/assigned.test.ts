import { expect, test } from "vitest";
import { assignedOf, dayOf, endOf, everywhere, isSame, problem, sayAssigned, toggle } from "./assigned";

const role = { id: "r1", name: "Developer" };
const all = { projects: "all" as const, instance: null, database: null, production: true };
const now = new Date("2026-01-10T12:00:00Z");

test("only what was given itself, for the organization or projects, and lives, is chosen anew", () => {
  const grants = [
    { role, scope: all, expires_at: null, team: null },
    {
      role: { id: "r2", name: "Auditor" },
      scope: { ...all, projects: ["p1"], production: false },
      expires_at: "2026-02-01T00:00:00Z",
    },
    { role: { id: "r3", name: "By a team" }, scope: all, expires_at: null, team: { id: "t1", name: "Backend" } },
    { role: { id: "r4", name: "At a database" }, scope: { ...all, projects: null, database: "d1" }, expires_at: null },
    { role: { id: "r6", name: "By a request" }, scope: all, expires_at: "2026-02-01T00:00:00Z", request: "q1" },
    { role: null, scope: all, expires_at: null },
    { role: { id: "r5", name: "Over" }, scope: all, expires_at: "2026-01-10T11:59:59Z" },
  ];
  expect(assignedOf(grants, now)).toEqual([
    everywhere("r1"),
    { id: "r2", scope: { projects: ["p1"], production: false }, expires_at: "2026-02-01T00:00:00Z" },
  ]);
});

test("a role is taken away wherever it is held, or given everywhere", () => {
  const twice = [everywhere("r1"), { ...everywhere("r1"), scope: { projects: ["p1"], production: true } }];
  expect(toggle(twice, "r1")).toEqual([]);
  expect(toggle([], "r1")).toEqual([everywhere("r1")]);
});

test("the order of roles and projects makes no change", () => {
  const narrow = (projects: string[]) => ({ ...everywhere("r2"), scope: { projects, production: true } });
  expect(isSame([everywhere("r1"), narrow(["a", "b"])], [narrow(["b", "a"]), everywhere("r1")])).toBe(true);
  expect(isSame([narrow(["a"])], [narrow(["b"])])).toBe(false);
  expect(isSame([everywhere("r1")], [{ ...everywhere("r1"), expires_at: "2026-02-01T00:00:00Z" }])).toBe(false);
});

test("no project chosen is no place, never every place", () => {
  expect(problem([everywhere("r1")])).toBeUndefined();
  expect(problem([{ ...everywhere("r1"), scope: { projects: [], production: true } }])).toMatch(/at least one project/);
});

test("where and until when, in words", () => {
  const names = new Map([["p1", "Tracker"]]);
  expect(sayAssigned(everywhere("r1"))).toBe("everywhere, for good");
  expect(sayAssigned({ scope: { projects: ["p1"], production: false }, expires_at: null }, names)).toBe(
    "in Tracker, not production, for good",
  );
  expect(sayAssigned({ scope: { projects: ["p1", "p2"], production: true }, expires_at: null })).toBe(
    "in 2 projects, for good",
  );
});

test("a day ends at its end, and is the same day again", () => {
  expect(dayOf(endOf("2026-03-31"))).toBe("2026-03-31");
  expect(endOf("")).toBeNull();
  expect(dayOf(null)).toBe("");
});
