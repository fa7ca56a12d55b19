import { expect, test } from "vitest";
import { can, reason } from "./can";

test("a control is off exactly when the server did not name its action", () => {
  const held = { can: ["projects.view"] };
  expect(can(held, "projects.view")).toBe(true);
  expect(reason(held, "projects.view")).toBeUndefined();
  expect(reason(held, "projects.create")).toMatch(/create projects.*projects\.create.*owner/);
});

test("while nothing is known nothing is claimed", () => {
  expect(can(undefined, "projects.view")).toBe(false);
  expect(reason(undefined, "projects.view")).toBeUndefined();
});

test("what stands above the caller is said before the right that is missing", () => {
  const ruled = { can: ["members.view"], cannot: { "members.update": "you can change only those below" } };
  expect(reason(ruled, "members.view")).toBeUndefined();
  expect(reason(ruled, "members.update")).toBe("You can change only those below.");
  expect(reason(ruled, "members.remove")).toMatch(/members\.remove/);
});
