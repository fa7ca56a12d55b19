import { expect, test } from "vitest";
import type { Area } from "../../../api/roles";
import { namesOf } from "./effect";

const TEAM = {
  area: "team",
  title: "Team",
  about: "",
  parent: null,
  scope: "organization",
  levels: [
    { level: "view", actions: ["members.view", "roles.view", "teams.view", "access.explain"] },
    { level: "manage", actions: ["members.view", "roles.view", "teams.view", "access.explain", "roles.create"] },
  ],
} as unknown as Area;

test("one right of a level is not said as the level", () => {
  expect(namesOf(["roles.view"], [TEAM]).get("roles.view")).toBeUndefined();
});

test("a level is said by its name, though a part of it was held before", () => {
  const names = namesOf(["roles.view", "teams.view", "access.explain", "roles.create"], [TEAM]);
  expect(names.get("roles.view")).toEqual({ title: "Team", level: "view" });
  expect(names.get("roles.create")).toEqual({ title: "Team", level: "manage" });
});
