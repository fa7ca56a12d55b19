import { expect, test } from "vitest";
import type { Body } from "../../api/nouns";
import { isByCommand, isOfGrants, missingAction, targetOf } from "./audit-detail";

test("a refusal tells the right that was missing, where one was", () => {
  expect(missingAction('{"code":"permission_denied","count":1,"action":"projects.create"}')).toBe("projects.create");
  for (const other of ['{"code":"not_found","count":1}', '{"action":{"from":1,"to":2}}', "null", "[]", "", "{"]) {
    expect(missingAction(other)).toBeUndefined();
  }
});

test("a refusal for want of a right is explained, another is not", () => {
  expect(isOfGrants('{"code":"forbidden","count":1}')).toBe(true);
  expect(isOfGrants('{"code":"address_not_allowed","count":1}')).toBe(false);
  expect(isOfGrants("{}")).toBe(false);
});

test("the command line is told apart", () => {
  expect([isByCommand('{"by":"command_line"}'), isByCommand("{}"), isByCommand("")]).toEqual([true, false, false]);
});

test("what names no thing is said to be of the organization", () => {
  const entry = { organization: "o", target_kind: "operation", target_name: null } as Body<"AuditEntry">;
  expect(targetOf(entry, "Acme Inc.")).toEqual({ name: "Acme Inc.", kind: "" });
  expect(targetOf(entry, undefined).name).toBe("the organization");
  expect(targetOf({ ...entry, organization: null }, undefined).name).toBe("the server");
  const token = { ...entry, target_kind: "service_token", target_name: "ci Inc." };
  expect(targetOf(token, "Acme Inc.")).toEqual({ name: "ci Inc.", kind: "service token" });
});
