import { expect, test } from "vitest";
import {
  isExact,
  matrixSearch,
  mayBeNamed,
  narrowTo,
  questionSearch,
  sayDuration,
  sayWho,
  thingOfPath,
  whoOf,
} from "./question";

const ID = "01a2b3c4d5e6f708192a3b4c";

test("who is read from the address and written to it", () => {
  expect(whoOf(`member:${ID}`)).toEqual({ member: ID });
  expect(whoOf(sayWho({ team: ID }))).toEqual({ team: ID });
  for (const wrong of [undefined, "", "member", "member:", "member:1a", `owner:${ID}`])
    expect(whoOf(wrong)).toBeUndefined();
});

test("an address holds a question and nothing else", () => {
  const who = `team:${ID}`;
  expect(questionSearch({ who, action: "", project: 7, other: "x" })).toEqual({ who });
  expect(questionSearch({ who: "team:ops", action: "audit.view", project: ID, instance: "main" })).toEqual({
    action: "audit.view",
    project: ID,
  });
  expect(matrixSearch({ area: "Team", project: "tracker", person: "olga" })).toEqual({ area: "Team", person: "olga" });
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
