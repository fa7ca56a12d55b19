import { expect, test } from "vitest";
import { addBlock, append, readSource, remove, renameKey, setValue } from "./splice";

const BLOCK = `# head
permissions:
  # about a
  a:   # the first
    table: main.t   # where
    roles: [x, y]
    select:
      columns:
        - id     # key
        - total
      where:
        status: { $ne: 'deleted' } # not gone
        $or:
          - total: 5
            id: 1
          - id: 2

  b: { table: main.t, roles: [x], select: {} }
# foot
`;

/** The lines that differ, as a person would see them. */
function check(before: string, after: string | undefined): string {
  if (after === undefined) return "refused";
  const [old, now] = [before.split("\n"), after.split("\n")];
  const gone = old.filter((line) => !now.includes(line)).map((line) => `- ${line}`);
  const come = now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
  return [...gone, ...come].join("\n");
}

test("a value is put in its place, and nothing around it moves", () => {
  const at = ["permissions", "a", "select", "where", "status", "$ne"];
  expect(check(BLOCK, setValue(BLOCK, at, "gone"))).toMatchInlineSnapshot(`
    "-         status: { $ne: 'deleted' } # not gone
    +         status: { $ne: gone } # not gone"
  `);
  const inList = ["permissions", "a", "select", "where", "$or", 1, "id"];
  expect(check(BLOCK, setValue(BLOCK, inList, "3"))).toBe("-           - id: 2\n+           - id: 3");
});

test("a key comes behind the last one, with its indentation", () => {
  expect(check(BLOCK, setValue(BLOCK, ["permissions", "a", "select", "limit"], "100"))).toBe("+       limit: 100");
  expect(check(BLOCK, setValue(BLOCK, ["permissions", "a", "select", "where", "status", "$null"], "false"))).toContain(
    "+         status: { $ne: 'deleted', $null: false } # not gone",
  );
  expect(check(BLOCK, setValue(BLOCK, ["permissions", "b", "select", "where", "id"], "1"))).toContain(
    "+   b: { table: main.t, roles: [x], select: { where: { id: 1 } } }",
  );
  expect(check(BLOCK, setValue(BLOCK, ["permissions", "a", "select", "where", "$or", 0, "note"], "n"))).toBe(
    "+             note: n",
  );
});

test("lists grow in their own style", () => {
  expect(check(BLOCK, append(BLOCK, ["permissions", "a", "select", "columns"], "note"))).toBe("+         - note");
  expect(check(BLOCK, append(BLOCK, ["permissions", "a", "roles"], "z"))).toContain("+     roles: [x, y, z]");
  expect(check(BLOCK, append(BLOCK, ["permissions", "b", "select", "columns"], "id"))).toContain(
    "select: { columns: [id] } }",
  );
});

test("what is taken away takes its line, and only that", () => {
  expect(check(BLOCK, remove(BLOCK, ["permissions", "a", "select", "columns", 0]))).toBe("-         - id     # key");
  expect(check(BLOCK, remove(BLOCK, ["permissions", "a", "roles", 0]))).toContain("+     roles: [y]");
  expect(check(BLOCK, remove(BLOCK, ["permissions", "a", "select", "where", "$or", 0]))).toBe(
    "-           - total: 5\n-             id: 1",
  );
  expect(check(BLOCK, remove(BLOCK, ["permissions", "a", "select", "where", "$or", 0, "total"]))).toBe(
    "-           - total: 5\n-             id: 1\n+           - id: 1",
  );
  expect(check(BLOCK, remove(BLOCK, ["permissions", "b"]))).toBe("-   b: { table: main.t, roles: [x], select: {} }");
  expect(check(BLOCK, remove(BLOCK, ["permissions", "a", "select", "where", "status", "$ne"]))).toContain(
    "+         status: {} # not gone",
  );
});

test("the last key of a block leaves braces behind", () => {
  const text = "permissions:\n  a:\n    select:   # read\n      where:\n        id: 1\n    roles: [x]\n";
  expect(remove(text, ["permissions", "a", "select", "where"])).toBe(
    "permissions:\n  a:\n    select: {}   # read\n    roles: [x]\n",
  );
});

test("a key is renamed in its place, and never to one that is there", () => {
  expect(check(BLOCK, renameKey(BLOCK, ["permissions", "a"], "orders"))).toBe(
    "-   a:   # the first\n+   orders:   # the first",
  );
  expect(renameKey(BLOCK, ["permissions", "a"], "b")).toBeUndefined();
});

test("flow over several lines keeps its lines, its comments and what is written behind it", () => {
  const text = "p: {\n  a: 1, # one\n  b: 2, # two\n  c: 3 # three\n}\n";
  expect(setValue(text, ["p", "d"], "4")).toBe("p: {\n  a: 1, # one\n  b: 2, # two\n  c: 3,\n  d: 4 # three\n}\n");
  expect(remove(text, ["p", "b"])).toBe("p: {\n  a: 1, # one\n  c: 3 # three\n}\n");
  expect(remove(text, ["p", "c"])).toContain("# two");
});

test("JSON stays JSON", () => {
  const text = '{"permissions": {"a": {"roles": ["x"]}}}';
  const after = setValue(text, ["permissions", "a", "table"], '"main.t"') ?? "";
  expect(JSON.parse(after)).toEqual({ permissions: { a: { roles: ["x"], table: "main.t" } } });
});

test("a block is put where there was nothing", () => {
  const lines = ["a:", "  table: main.t", "  roles: [x]"];
  expect(addBlock("# x\npermissions: {} # none\n", ["permissions"], lines)).toBe(
    "# x\npermissions:\n  a:\n    table: main.t\n    roles: [x] # none\n",
  );
  expect(addBlock("permissions:\nactions: {}\n", ["permissions"], lines)).toBe(
    "permissions:\n  a:\n    table: main.t\n    roles: [x]\nactions: {}\n",
  );
  expect(check(BLOCK, addBlock(BLOCK, ["permissions"], ["c:", "  table: main.t"]))).toBe("+   c:\n+     table: main.t");
});

test("line breaks of Windows stay", () => {
  const text = "p:\r\n  a: 1\r\n  b: 2\r\n";
  expect(setValue(text, ["p", "c"], "3")).toBe("p:\r\n  a: 1\r\n  b: 2\r\n  c: 3\r\n");
  expect(remove(text, ["p", "a"])).toBe("p:\r\n  b: 2\r\n");
});

test("what is no policy is not edited, and it is said why", () => {
  expect(setValue("a: [", ["a"], "1")).toBeUndefined();
  expect(readSource("a: [").problem?.line).toBe(1);
  expect(readSource("a: &x 1\nb: *x\n").problem).toEqual({
    message: "Anchors, aliases and tags are no part of a policy",
    line: 1,
  });
  expect(readSource("a: 1\na: 2\n").problem?.line).toBe(2);
});
