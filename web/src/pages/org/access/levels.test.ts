import { expect, test } from "vitest";
import type { MatrixRow } from "../../../api/access";
import type { Area } from "../../../api/roles";
import { lines, reachOf } from "./levels";

const AREA = {
  area: "policy",
  title: "Policy",
  about: "",
  parent: null,
  scope: "project",
  levels: [
    { level: "view", actions: ["policy.view"] },
    { level: "deploy", actions: ["policy.view", "policy.deploy"] },
  ],
} as unknown as Area;

const row = (organization: string[], cells: MatrixRow["cells"]): MatrixRow => ({
  member: { kind: "member", id: "m", name: "Ana", email: null, owner: null },
  organization,
  cells,
});
const held = (whole: string[], partly: string[] = []) => ({ whole: new Set(whole), partly: new Set(partly) });

test("the highest level held in full is the level; the rest is more, or on some things", () => {
  expect(reachOf(AREA, held(["policy.view", "policy.deploy"]))).toEqual({
    level: "deploy",
    isMore: false,
    isPartly: false,
  });
  expect(reachOf(AREA, held(["policy.deploy"]))).toEqual({ level: null, isMore: true, isPartly: false });
  expect(reachOf(AREA, held(["policy.view"], ["policy.deploy"]))).toEqual({
    level: "view",
    isMore: false,
    isPartly: true,
  });
  expect(reachOf(AREA, held(["data.view"]))).toEqual({ level: null, isMore: false, isPartly: false });
});

test("projects stand below a member only where they give more than is held everywhere", () => {
  const more = { projects: ["p"], whole: ["policy.view", "policy.deploy"], partly: [] };
  const same = { projects: ["q"], whole: ["policy.view"], partly: [] };
  const all = lines(row(["policy.view"], [more, same]), false);
  expect(all.map(({ projects, isFirst }) => [projects, isFirst])).toEqual([
    [null, true],
    [["p"], false],
  ]);
});

test("of one project everybody has one line, those too who may do nothing in it", () => {
  expect(lines(row(["policy.view"], [{ projects: ["p"], whole: ["policy.view"], partly: [] }]), true)).toHaveLength(1);
  const [none] = lines(row([], []), true);
  expect([none?.projects, none?.isFirst]).toEqual([[], true]);
});
