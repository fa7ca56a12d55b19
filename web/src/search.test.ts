import { expect, test } from "vitest";
import { auditSearch, isDay, isId, only } from "./search";

const ID = "01a2b3c4d5e6f708192a3b4c";

test("an id is 24 digits of lowercase hexadecimal", () => {
  expect(isId(ID)).toBe(true);
  for (const wrong of [undefined, 7, "", "1a", ID.toUpperCase(), `${ID}0`, `${ID}\n`, ID.replace("a", "g")]) {
    expect(isId(wrong)).toBe(false);
  }
});

test("a day stands in the calendar", () => {
  expect(isDay("2028-02-29")).toBe(true);
  for (const wrong of [undefined, "", "yesterday", "2026-2-1", "2026-02-29", "2026-13-01", "2026-02-01T00:00"]) {
    expect(isDay(wrong)).toBe(false);
  }
});

test("what a parser drops does not shine through", () => {
  const parsed = only(auditSearch)({ actor: "Olga", other: "x", outcome: "ok" });
  expect({ actor: "Olga", other: "x", ...parsed }).toEqual({ outcome: "ok" });
});

test("the address of a log keeps the filters that can be asked for, and drops the others", () => {
  const whole = {
    action: "projects.create",
    outcome: "denied",
    actor: ID,
    target: ID,
    from: "2026-01-01",
    to: "2026-01-31",
  };
  expect(auditSearch(whole)).toEqual(whole);
  expect(
    auditSearch({
      action: "",
      outcome: "perhaps",
      actor: "Olga",
      target: "1",
      from: "monday",
      to: "2026-02-31",
      other: ID,
    }),
  ).toEqual({});
});
