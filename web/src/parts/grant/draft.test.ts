import { expect, test } from "vitest";
import { bodyOf, EMPTY_GRANT, isOffered, missing } from "./draft";

test("says what is missing, one thing at a time", () => {
  expect(missing(EMPTY_GRANT)).toBe("Choose what it may do.");
  expect(missing({ ...EMPTY_GRANT, how: "actions" })).toBe("Choose at least one action.");
  expect(missing({ ...EMPTY_GRANT, preset: "deploy", where: "project" })).toBe("Choose a project.");
  expect(missing({ ...EMPTY_GRANT, preset: "deploy", where: "database" })).toBe("Choose a database.");
  expect(missing({ ...EMPTY_GRANT, preset: "deploy" })).toBeUndefined();
});

test("sends one place alone, and never more than was chosen", () => {
  const full = { ...EMPTY_GRANT, preset: "deploy", project: "p", instance: "i", database: "d" };
  expect(bodyOf(full)).toEqual({ preset: "deploy", production: false, expires_at: null });
  expect(bodyOf({ ...full, where: "database" })).toMatchObject({ database: "d" });
  expect(bodyOf({ ...full, where: "database" })).not.toHaveProperty("project");
  expect(bodyOf({ ...full, where: "project" })).toMatchObject({ instance: "i" });
  expect(bodyOf({ ...full, where: "project" })).not.toHaveProperty("project");
  expect(bodyOf({ ...full, where: "project", instance: "" })).toMatchObject({ project: "p" });
});

test("sends single actions or a preset, not both", () => {
  const draft = { ...EMPTY_GRANT, preset: "deploy", actions: ["projects.view"] };
  expect(bodyOf(draft)).not.toHaveProperty("actions");
  expect(bodyOf({ ...draft, how: "actions" })).not.toHaveProperty("preset");
});

test("a day counts to its end", () => {
  const end = bodyOf({ ...EMPTY_GRANT, preset: "deploy", until: "2026-12-24" }).expires_at ?? "";
  expect(new Date(end)).toEqual(new Date(2026, 11, 24, 23, 59, 59));
});

test("offers what its place has", () => {
  const instance = { ...EMPTY_GRANT, where: "project" as const, project: "p", instance: "i" };
  expect(isOffered("organization", EMPTY_GRANT)).toBe(true);
  expect(isOffered("organization", instance)).toBe(false);
  expect(isOffered("instance", instance)).toBe(true);
  expect(isOffered("database", { ...instance, instance: "" })).toBe(true);
});
