import { expect, test } from "vitest";
import { asUser, claimsProblem, readSearch } from "./data-search";

function check(search: Record<string, string>) {
  return JSON.parse(asUser(readSearch(search)));
}

test("a user is what the address says, and nobody when it says nothing", () => {
  expect(check({})).toEqual({ roles: [] });
  expect(check({ subject: "7", roles: "customer, support", claims: '{"countries":["Norway"]}' })).toEqual({
    id: "7",
    roles: ["customer", "support"],
    countries: ["Norway"],
  });
});

test("claims cannot stand in for subject and roles", () => {
  expect(check({ subject: "7", roles: "customer", claims: '{"id":"1","roles":["manager"]}' })).toEqual({
    id: "7",
    roles: ["customer"],
  });
});

test("claims that are no object are refused, not guessed", () => {
  expect(claimsProblem("[1]")).toMatch(/JSON object/);
  expect(claimsProblem("{")).toMatch(/not JSON/);
  expect(claimsProblem("")).toBeNull();
  expect(check({ claims: "{" })).toEqual({ roles: [] });
});
