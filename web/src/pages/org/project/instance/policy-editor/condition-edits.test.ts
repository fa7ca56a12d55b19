import { expect, test } from "vitest";
import {
  addChoice,
  addKey,
  addTest,
  asChoices,
  removePart,
  setColumn,
  setOperator,
  turnGroup,
} from "./condition-edits";
import type { Part, Together } from "./conditions";
import { readModel } from "./permission";

const WHERE = ["permissions", "a", "select", "where"];

function policy(where: string): string {
  return `permissions:\n  a: # first\n    table: main.t\n    roles: [x]\n    select: ${where && `{ where: ${where} }`} # rows\n`;
}

function whereOf(text: string): Together | null {
  const model = readModel(text);
  if (model.problem) throw new Error(model.problem.message);
  return model.permissions[0]?.operations.select?.where ?? null;
}

/** The conditions after an edit of one part, as they are written. */
function check(where: string, edit: (text: string, parts: Part[], whole: Together) => string | undefined): string {
  const text = policy(where);
  const whole = whereOf(text);
  if (!whole) throw new Error("no conditions");
  const after = edit(text, whole.parts, whole);
  if (after === undefined) return "refused";
  expect(after).toMatch(/^permissions:\n {2}a: # first\n.*# rows\n$/s);
  return after.match(/select: (.*) # rows/)?.[1] ?? "";
}

function first<Kind extends Part["kind"]>(parts: Part[], kind: Kind): Part & { kind: Kind } {
  const part = parts.find((each) => each.kind === kind);
  if (!part) throw new Error(`no ${kind}`);
  return part as Part & { kind: Kind };
}

test("with its last condition a where goes, and a group with its last choice", () => {
  expect(check("{ b: 1 }", (text, [part]) => part && removePart(text, part))).toBe("{}");
  expect(
    check("{ $or: [{ b: 1 }] }", (text, parts) => {
      const choice = first(parts, "any").choices[0]?.parts[0];
      return choice && removePart(text, choice);
    }),
  ).toBe("{}");
  expect(
    check("{ b: 1, $not: { c: 2 } }", (text, parts) => {
      const inner = first(parts, "not").inner.parts[0];
      return inner && removePart(text, inner);
    }),
  ).toBe("{ where: { b: 1 } }");
});

test("conditions on another table may be empty: there has to be a row", () => {
  expect(
    check("{ u: { b: 1 } }", (text, parts) => {
      const inner = first(parts, "relation").inner.parts[0];
      return inner && removePart(text, inner);
    }),
  ).toBe("{ where: { u: {} } }");
  expect(
    check("{ $exists: { table: main.u, where: { b: 1 } } }", (text, parts) => {
      const inner = first(parts, "exists").inner.parts[0];
      return inner && removePart(text, inner);
    }),
  ).toBe("{ where: { $exists: { table: main.u, where: {} } } }");
});

test("one of two tests on a column goes without the other", () => {
  expect(check("{ b: { $gt: 1, $lt: 5 } }", (text, [part]) => part && removePart(text, part))).toBe(
    "{ where: { b: { $lt: 5 } } }",
  );
});

test("a first condition makes the where", () => {
  const text = policy("").replace("select:  #", "select: {} #");
  expect(addTest(text, WHERE, "b", "$gt", "5")).toContain("select: { where: { b: { $gt: 5 } } } # rows");
});

test("a second test of a column stands with the first", () => {
  expect(check("{ b: x }", (text) => addTest(text, WHERE, "b", "$ne", "y"))).toBe(
    "{ where: { b: { $eq: x, $ne: y } } }",
  );
  expect(check("{ b: { $column: c } }", (text) => addTest(text, WHERE, "b", "$ne", "y"))).toBe(
    "{ where: { b: { $eq: { $column: c }, $ne: y } } }",
  );
});

test("groups are added beside what is there, turned, and taken apart", () => {
  expect(check("{ b: 1 }", (text) => addKey(text, WHERE, "$or", "[{ c: 2 }]"))).toBe(
    "{ where: { b: 1, $or: [{ c: 2 }] } }",
  );
  expect(check("{ $or: [{ b: 1 }] }", (text) => addKey(text, WHERE, "$or", "[{ c: 2 }]"))).toBe(
    "{ where: { $or: [{ b: 1 }], $and: [{ $or: [{ c: 2 }] }] } }",
  );
  expect(check("{ $and: [{ b: 1 }] }", (text) => addKey(text, WHERE, "$and", "[{ c: 2 }]"))).toBe(
    "{ where: { $and: [{ b: 1 }, { c: 2 }] } }",
  );
  expect(check("{ $use: mine }", (text) => addKey(text, WHERE, "$use", "live"))).toBe(
    "{ where: { $use: [mine, live] } }",
  );
  expect(check("{ $or: [{ b: 1 }] }", (text, parts) => turnGroup(text, first(parts, "any")))).toBe(
    "{ where: { $and: [{ b: 1 }] } }",
  );
  expect(check("{ $or: [{ b: 1 }], $and: [{ c: 2 }] }", (text, parts) => turnGroup(text, first(parts, "any")))).toBe(
    "refused",
  );
  expect(check("{ b: 'x', c: { $gt: 100_000 } }", (text, _, whole) => asChoices(text, whole))).toBe(
    "{ where: { $or: [{ b: 'x' }, { c: { $gt: 100_000 } }] } }",
  );
  expect(
    check("{ $or: [{ b: 1 }] }", (text, parts) => addChoice(text, first(parts, "any").path, "c", "$in", "[1]")),
  ).toBe("{ where: { $or: [{ b: 1 }, { c: { $in: [1] } }] } }");
});

/** The document with all of its first conditions as choices. */
function turned(text: string): string | undefined {
  const whole = whereOf(text);
  return whole ? asChoices(text, whole) : undefined;
}

test("what is said about conditions stays beside them when they become choices", () => {
  const text = `permissions:
  a:
    table: main.t
    roles: [x]
    select:
      # of the rows
      where:
        # of b
        b: 1 # the first
        # of c

        c:
          # of the operator
          $in:
            - 1
            - 2 # two
        # behind
    update:
      where: {} # none
`;
  expect(turned(text)).toBe(`permissions:
  a:
    table: main.t
    roles: [x]
    select:
      # of the rows
      where:
        # of b
        $or:
          - b: 1 # the first
          # of c

          - c:
              # of the operator
              $in:
                - 1
                - 2 # two
        # behind
    update:
      where: {} # none
`);
  const said = (conditions: string) => `permissions:\n  a:\n    table: main.t\n    select:\n      where:${conditions}`;
  const within = " { # said\n          b: 1, c: 2 }\n";
  expect(turned(said(within))).toBeUndefined();
  const around = " # said\n        { b: '#1', c: 2 } # behind\n";
  expect(turned(said(around))).toBe(said(" # said\n        { $or: [{ b: '#1' }, { c: 2 }] } # behind\n"));
});

test("what is commented out stays so when conditions become choices, wherever its sign stands", () => {
  const where = (lines: string) =>
    `permissions:\n  a:\n    table: main.t\n    select:\n      where:\n${lines}    insert: {}\n`;
  const turn = (lines: string) => turned(where(lines));
  const [list, listed] = [
    "        b:\n          $in:\n            - open\n#           - secret\n            - done\n        c: 1\n",
    "        $or:\n          - b:\n              $in:\n                - open\n    #           - secret\n                - done\n          - c: 1\n",
  ];
  expect(turn(list)).toBe(where(listed));
  const windows = turn(list.replaceAll("\n", "\r\n"));
  expect(windows?.replaceAll("\r\n", "\n")).toBe(where(listed));
  const between = "        b: 1\n# at the edge\n   # a little in\n            # far in\n        c: 2\n";
  expect(turn(between)).toBe(
    where(
      "        $or:\n          - b: 1\n  # at the edge\n     # a little in\n              # far in\n          - c: 2\n",
    ),
  );
  const block =
    "        b: |\n          one\n            \n          two\n        c: >-\n          three\n          four\n";
  expect(turn(block)).toBe(
    where(
      "        $or:\n          - b: |\n              one\n                \n              two\n          - c: >-\n              three\n              four\n",
    ),
  );
  // What cannot be moved so is not moved.
  expect(turn("        ? b\n        : 1\n        ? c\n        : 2\n")).toBeUndefined();
});

test("a test changes its operator and its column in its place", () => {
  expect(check("{ b: 1, c: 2 }", (text, parts) => setOperator(text, first(parts, "test"), "$gt", "1"))).toBe(
    "{ where: { b: { $gt: 1 }, c: 2 } }",
  );
  expect(check("{ b: { $gt: 1 }, c: 2 }", (text, parts) => setOperator(text, first(parts, "test"), "$eq", "1"))).toBe(
    "{ where: { b: { $eq: 1 }, c: 2 } }",
  );
  expect(check("{ b: { $gt: 1, $lt: 5 } }", (text, parts) => setOperator(text, first(parts, "test"), "$lt", "1"))).toBe(
    "refused",
  );
  expect(
    check("{ b: { $null: true } }", (text, parts) => setOperator(text, first(parts, "test"), "$null", "false")),
  ).toBe("{ where: { b: { $null: false } } }");
  expect(check("{ b: { $gt: 1 }, c: 2 }", (text, parts) => setColumn(text, first(parts, "test"), "d", "1"))).toBe(
    "{ where: { d: { $gt: 1 }, c: 2 } }",
  );
  expect(check("{ b: { $gt: 1 }, c: 2 }", (text, parts) => setColumn(text, first(parts, "test"), "c", "1"))).toBe(
    "{ where: { c: { $eq: 2, $gt: 1 } } }",
  );
  expect(check("{ b: { $gt: 1, $lt: 5 } }", (text, parts) => setColumn(text, first(parts, "test"), "c", "1"))).toBe(
    "{ where: { b: { $lt: 5 }, c: { $gt: 1 } } }",
  );
});
