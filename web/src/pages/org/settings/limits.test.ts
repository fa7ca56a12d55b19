import { expect, test } from "vitest";
import { limit, networks } from "./limits";

test("what is left empty is no limit", () => {
  expect(limit("")).toBeNull();
  expect(limit("  ")).toBeNull();
  expect(limit("12")).toBe(12);
  expect(limit("0")).toBe(0);
  expect(limit("a week"), "a slip must not take a limit away").toBe(0);
});

test("networks are named in lines or by commas; none named is anywhere, never nowhere", () => {
  expect(networks("")).toBeNull();
  expect(networks(" \n ")).toBeNull();
  expect(networks("10.0.0.0/8\n2001:db8::/32, 192.0.2.7")).toEqual(["10.0.0.0/8", "2001:db8::/32", "192.0.2.7"]);
});
