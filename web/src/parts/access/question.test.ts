import { expect, test } from "vitest";
import { isExact, mayBeNamed, narrowTo, questionSearch, sayDuration, sayWho, thingOfPath, whoOf } from "./question";

test("who is read from the address and written to it", () => {
  expect(whoOf("member:1a")).toEqual({ member: "1a" });
  expect(whoOf(sayWho({ team: "2b" }))).toEqual({ team: "2b" });
  for (const wrong of [undefined, "", "member", "member:", "owner:1a"]) expect(whoOf(wrong)).toBeUndefined();
});

test("an address holds a question and nothing else", () => {
  expect(questionSearch({ who: "team:1", action: "", project: 7, other: "x" })).toEqual({ who: "team:1" });
});

test("an action narrows what it is asked on", () => {
  const thing = { project: "p", instance: "i" };
  expect(narrowTo(thing, "organization")).toEqual({});
  expect(narrowTo(thing, "project")).toEqual({ project: "p" });
  expect(narrowTo(thing, "instance")).toEqual(thing);
  expect(narrowTo({ project: "p", database: "d" }, "instance")).toEqual({ project: "p" });
  expect(narrowTo(thing, undefined)).toEqual(thing);
  expect([mayBeNamed("instance", "database"), mayBeNamed("project", "database")]).toEqual([false, true]);
  expect([isExact({ project: "p" }, "instance"), isExact({}, "organization")]).toEqual([false, true]);
});

test("a path names its thing", () => {
  const path = [
    { kind: "organization", id: "o", name: "Acme" },
    { kind: "project", id: "p", name: "Shop" },
    { kind: "production_branches", id: "d", name: "main" },
  ];
  expect(thingOfPath(path)).toEqual({ project: "p", instance: undefined, database: "d" });
});

test("a duration is said in its largest unit", () => {
  expect([300, 3_600, 28_800, 86_400, 604_800].map(sayDuration)).toEqual([
    "5 minutes",
    "1 hour",
    "8 hours",
    "1 day",
    "7 days",
  ]);
});
