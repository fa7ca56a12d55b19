import { expect, test } from "vitest";
import { startOf } from "../../api/organizations";
import { changesOf } from "./audit-changes";

test("tells what was and what is", () => {
  const detail = JSON.stringify({ name: { from: "Old", to: "New" }, token_days: { from: null, to: 30 } });
  expect(changesOf(detail)).toEqual([
    { name: "name", from: "Old", to: "New" },
    { name: "token_days", from: "–", to: "30" },
  ]);
});

test("tells only what differs of two whole states", () => {
  const detail = JSON.stringify({ before: { name: "A", scope: "all" }, after: { name: "B", scope: "all" } });
  expect(changesOf(detail)).toEqual([{ name: "name", from: "A", to: "B" }]);
  expect(changesOf('{"from":["x"],"to":[]}')).toHaveLength(1);
});

test("what tells no change is left as it is, and nothing breaks", () => {
  expect(changesOf('{"action":"projects.create"}')).toEqual([]);
  expect(changesOf('{"name":{"from":"a","to":"b"},"why":"x"}')).toEqual([]);
  expect(changesOf("not json")).toEqual([]);
  expect(changesOf("null")).toEqual([]);
});

test("a day begins where the reader is, and nonsense is no day", () => {
  expect(startOf("2026-11-21")).toBe(new Date(2026, 10, 21).toISOString());
  expect(startOf("2026-11-30", 1)).toBe(new Date(2026, 11, 1).toISOString());
  expect(startOf("yesterday")).toBeUndefined();
  expect(startOf(undefined)).toBeUndefined();
});
