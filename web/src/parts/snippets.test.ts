import { expect, test } from "vitest";
import { curlSnippet, exampleOf, postgrestSnippet } from "./snippets";

const URL = "https://b.example/instances/1";

function check(connections: { name: string; tables: { name: string }[] }[]) {
  const example = exampleOf(connections);
  return [curlSnippet(URL, "t", example), postgrestSnippet(URL, "t", example)];
}

test("the lines ask for a table that is there", () => {
  const [curl, script] = check([
    { name: "archive", tables: [{ name: "logs" }] },
    { name: "main", tables: [{ name: "orders" }] },
  ]);
  expect(curl).toBe(`curl '${URL}/rest/v1/orders?limit=5' \\\n  -H 'Authorization: Bearer t'`);
  expect(script).toContain('db.from("orders")');
  expect(script).not.toContain("schema");
});

test("a connection that is not main is named", () => {
  const [curl, script] = check([
    { name: "main", tables: [] },
    { name: "archive", tables: [{ name: "log lines" }] },
  ]);
  expect(curl).toContain("/rest/v1/log%20lines?");
  expect(curl).toContain("-H 'Accept-Profile: archive'");
  expect(script).toContain('schema: "archive"');
});

test("without a table a placeholder stands there", () => {
  expect(check([])[0]).toContain("/rest/v1/TABLE?");
});
