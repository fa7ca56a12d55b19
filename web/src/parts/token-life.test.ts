import { expect, test } from "vitest";
import { endOf } from "./token-life";

test("a life ends so many days from now, never, or stays as it was", () => {
  expect(endOf("30", Date.UTC(2026, 0, 1))).toBe("2026-01-31T00:00:00.000Z");
  expect(endOf("never")).toBe("never");
  expect(endOf("")).toBeUndefined();
});
