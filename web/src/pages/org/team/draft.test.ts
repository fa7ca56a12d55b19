import { expect, test } from "vitest";
import type { Area } from "../../../api/roles";
import { bodyOf, changes, choose, EMPTY, neededBy, sayChanges } from "./draft";

const area = (name: string, parent: string | null, ...levels: string[]): Area => ({
  area: name,
  title: name.charAt(0).toUpperCase() + name.slice(1).replace("_", " "),
  about: "",
  scope: "project",
  parent,
  levels: levels.map((level) => ({
    level,
    title: level,
    actions: [`${name}.${level}`],
    adds: [],
    needs_everything: false,
  })),
});
const AREAS = [
  area("projects", null, "view", "manage"),
  area("instances", "projects", "view", "deploy", "manage"),
  area("instance_logs", "instances", "view"),
  area("billing", null, "view", "manage"),
];

test("a child brings its parents, and does not lower them", () => {
  const logs = choose(EMPTY, AREAS, "instance_logs", "view");
  expect(logs.levels).toEqual({ instance_logs: "view", instances: "view", projects: "view" });
  const deploy = choose(choose(EMPTY, AREAS, "instances", "deploy"), AREAS, "instance_logs", "view");
  expect(deploy.levels.instances).toBe("deploy");
  expect(neededBy(deploy, AREAS, "instances")).toEqual(["Instance logs"]);
  expect(neededBy(deploy, AREAS, "projects")).toEqual(["Instances"]);
  expect(neededBy(choose(deploy, AREAS, "instance_logs", null), AREAS, "instances")).toEqual([]);
});

test("changes are said by what they do", () => {
  const before = choose(EMPTY, AREAS, "instances", "manage");
  const after = { ...choose(choose(before, AREAS, "instances", "view"), AREAS, "billing", "view"), name: "Support" };
  expect(changes(before, after, AREAS).map(({ area }) => area)).toEqual(["instances", "billing"]);
  expect(sayChanges(before, after, AREAS)).toEqual(["Billing raised", "Instances lowered", "name"]);
  expect(bodyOf(after).permissions).toEqual([
    { area: "projects", level: "view" },
    { area: "instances", level: "view" },
    { area: "billing", level: "view" },
  ]);
});
