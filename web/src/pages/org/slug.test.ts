import { expect, test } from "vitest";
import { slugOf } from "./slug";

test("a database is named after its project", () => {
  expect(slugOf("Trip Journal")).toBe("trip-journal");
  expect(slugOf("  Café 9!  ")).toBe("caf-9");
  expect(slugOf("2026 plans")).toBe("db-2026-plans");
  expect(slugOf("Trip Journal", ["trip-journal", "trip-journal-2"])).toBe("trip-journal-3");
  expect(slugOf("!!!")).toBe("");
});
