import { expect, test } from "vitest";
import { ApiError, asApiError, complaint, fieldOf, parseError, sentence, stop } from "./error";

const NAMES = ["name", "host"];

function check(message: string) {
  const error = new ApiError(422, { code: "invalid_field", message });
  return [fieldOf(error, NAMES), complaint(error)];
}

test("an error stands under the field that it names", () => {
  expect(check("`name`: a name needs at least one character")).toEqual([
    "name",
    "A name needs at least one character.",
  ]);
  expect(check("`fields.host`: is missing")).toEqual(["host", "Is missing."]);
  expect(check("`Trip Journal` is taken")).toEqual([null, "`Trip Journal` is taken."]);
  expect(check("`name`: `` is no name of small letters, `-` and `_`")).toEqual([
    "name",
    "`` is no name of small letters, `-` and `_`.",
  ]);
  expect(check("the database does not answer")).toEqual([null, "The database does not answer."]);
});

test("whatever answers, there is a sentence", () => {
  expect(parseError(502, "<html>").message).toBe("the server answered 502 without a reason");
  expect(
    parseError(409, { error: { code: "c", message: "m", hint: "h", action: null, request_id: "r" } }),
  ).toMatchObject({
    status: 409,
    code: "c",
    hint: "h",
    requestId: "r",
  });
  expect(asApiError(new TypeError("Failed to fetch")).status).toBe(0);
  expect(sentence("why?")).toBe("Why?");
  expect([stop("audit.view"), stop("Acme Inc."), stop("")]).toEqual(["audit.view.", "Acme Inc.", ""]);
});
