import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readModel } from "./permission";
import { sentencesOf } from "./sentence";

const wanderlust = readFileSync(
  new URL("../../../../../../../examples/wanderlust/policy.yaml", import.meta.url),
  "utf8",
);

function check(source: string): string {
  const model = readModel(source);
  if (model.problem) throw new Error(model.problem.message);
  return model.permissions
    .map(
      (permission) =>
        `${permission.slug}\n${sentencesOf(permission)
          .map((text) => `  ${text}`)
          .join("\n")}`,
    )
    .join("\n");
}

/** A reading of `main.t` for x where these conditions hold. */
function where(conditions: string): string {
  return check(`permissions:\n  a: { table: main.t, roles: [x], select: { where: ${conditions} } }\n`)
    .replace("a\n  `x` may read ", "")
    .replace(", and see every column, those added later too.", "");
}

test("the demonstration policy in plain words", () => {
  expect(check(wanderlust)).toMatchInlineSnapshot(`
    "catalogue
      \`customer\`, \`support\` and \`manager\` may read rows where \`active\` is true, and see \`id\`, \`name\`, \`category\`, \`price\` and \`active\`.
    purchasing
      \`manager\` may read every row, and see every column, those added later too.
      They may change \`price\` and \`active\` of every row that they may read. What they give must be so that \`price\` is above 0.
    own_profile
      \`customer\` may read rows where \`id\` is the user's \`id\`, and see every column, those added later too.
      They may change \`email\` of rows where \`id\` is the user's \`id\`. What they give must be so that \`email\` is like “%_@_%”.
    served_customers
      \`support\` may read rows where \`country\` is one of the user's \`countries\`, and see \`id\`, \`name\`, \`email\`, \`city\` and \`country\`.
    all_customers
      \`manager\` may read every row, and see \`id\`, \`name\`, \`city\`, \`country\` and \`created_at\`.
    own_orders
      \`customer\` may read rows where \`customer_id\` is the user's \`id\` and \`status\` is not “deleted”, and see \`id\`, \`customer_id\`, \`status\`, \`total\` and \`created_at\`.
      They may add rows, giving \`total\` and \`status\`. What they give must be so that \`total\` is above 0, \`total\` is at most 100,000 and \`status\` is one of “draft” or “open”. \`status\` is “draft” when nothing is given. \`customer_id\` is always set to the user's \`id\`.
      They may change \`status\` and \`total\` of rows where \`customer_id\` is the user's \`id\` and \`status\` is one of “draft” or “open”. What they give must be so that \`total\` is above 0 and \`status\` is one of “draft”, “open” or “cancelled”. \`updated_at\` is always set to the time of the request and \`updated_by\` is always set to the user's \`id\`.
      They may delete rows where \`customer_id\` is the user's \`id\` and \`status\` is “draft”.
    served_orders
      \`support\` may read rows where (its row in \`customers\` is one where \`country\` is one of the user's \`countries\`) and \`status\` is none of “draft” or “deleted”, and see \`id\`, \`customer_id\`, \`status\`, \`total\`, \`note\` and \`created_at\`.
      They may change \`status\` and \`note\` of rows where (its row in \`customers\` is one where \`country\` is one of the user's \`countries\`) and \`status\` is not “deleted”. What they give must be so that \`status\` is one of “open”, “paid”, “shipped” or “cancelled”. \`updated_at\` is always set to the time of the request and \`updated_by\` is always set to the user's \`id\`.
    all_orders
      \`manager\` may read every row, and see every column, those added later too.
    own_items
      \`customer\` may read rows where its row in \`orders\` is one where (\`customer_id\` is the user's \`id\` and \`status\` is not “deleted”), and see every column, those added later too.
    served_items
      \`support\` may read rows where its row in \`orders\` is one where its row in \`customers\` is one where \`country\` is one of the user's \`countries\`, and see every column, those added later too.
    all_items
      \`manager\` may read every row, and see every column, those added later too.
    published_reviews
      \`customer\` and \`support\` may read rows where \`published\` is true, and see \`id\`, \`product_id\`, \`rating\`, \`body\` and \`created_at\`.
    own_reviews
      \`customer\` may read rows where \`customer_id\` is the user's \`id\`, and see every column, those added later too.
      They may add rows, giving \`product_id\`, \`rating\` and \`body\`. What they give must be so that \`rating\` is between 1 and 5. \`customer_id\` is always set to the user's \`id\` and \`published\` is always set to false.
    moderation
      \`support\` and \`manager\` may read every row, and see every column, those added later too.
      They may change \`published\` of every row that they may read."
  `);
});

test("groups, and what they are about, stay apart", () => {
  expect(where("{ a: 1, $or: [{ b: 2 }, { c: 3, d: 4 }] }")).toMatchInlineSnapshot(
    `"rows where \`a\` is 1 and (either \`b\` is 2 or (\`c\` is 3 and \`d\` is 4))"`,
  );
  expect(where("{ $not: { $or: [{ b: 2 }, { c: null }] } }")).toMatchInlineSnapshot(
    `"rows where it is not so that either \`b\` is 2 or \`c\` is null"`,
  );
  expect(where("{ $and: [{ a: { $ne: 1 } }, { a: { $ne: 2 } }] }")).toMatchInlineSnapshot(
    `"rows where \`a\` is not 1 and \`a\` is not 2"`,
  );
  expect(where("{ $use: [mine, live], orders: { customers: { country: $user.country } } }")).toMatchInlineSnapshot(
    `"rows where \`mine\` holds and \`live\` holds and (its row in \`orders\` is one where its row in \`customers\` is one where \`country\` is the user's \`country\`)"`,
  );
  expect(where("{ orders: {} }")).toMatchInlineSnapshot(`"rows where there is a row for it in \`orders\`"`);
  expect(where("{ $exists: { table: main.u, where: { id: { $outer: u_id } } } }")).toMatchInlineSnapshot(
    `"rows where its row in \`main.u\` is one where \`id\` is the \`u_id\` of the row itself"`,
  );
});

test("every operator and every kind of value", () => {
  const all = `{ a: x, b: { $ne: 5 }, c: { $gt: 1, $gte: 2, $lt: 100_000, $lte: 4 }, d: { $in: [x, y] }, e: { $nin: [x] },
    f: { $between: [1, 5] }, g: { $like: 'a%' }, h: { $ilike: 'b_' }, i: { $null: true }, j: { $null: false }, k: null,
    l: { $gt: { $now: -30d } }, m: { $lte: $now }, n: { $lt: { $now: 1h } }, o: { $eq: { $column: p } }, q: true,
    r: { $in: $user.org_ids }, s: { $literal: '$x' }, t: { $in: [] }, u: { $nin: [] } }`;
  expect(where(all.replaceAll(/\s+/g, " ")).split(", ").join("\n")).toMatchInlineSnapshot(`
    "rows where \`a\` is “x”
    \`b\` is not 5
    \`c\` is above 1
    \`c\` is at least 2
    \`c\` is below 100,000
    \`c\` is at most 4
    \`d\` is one of “x” or “y”
    \`e\` is not “x”
    \`f\` is between 1 and 5
    \`g\` is like “a%”
    \`h\` is like (any case) “b_”
    \`i\` is null
    \`j\` is not null
    \`k\` is null
    \`l\` is after 30 days before the request
    \`m\` is until the time of the request
    \`n\` is before 1 hour after the request
    \`o\` is \`p\`
    \`q\` is true
    \`r\` is one of the user's \`org_ids\`
    \`s\` is “$x”
    \`t\` is one of nothing
    so that no row will do and \`u\` is anything"
  `);
});

test("what is read and written in all its ways", () => {
  expect(
    check(`permissions:
  a:
    table: main.t
    roles: [x, y, z]
    select: { columns: [id, email], mask: { email: email }, aggregate: [count, sum, avg], limit: 1000 }
    insert: { columns: [], overwrite: { by: $user.id, at: $now } }
    update: { check: false }
    delete: {}
  b:
    table: main.t
    roles: [x]
    update: { columns: [note], where: { id: 1 }, check: { total: { $lte: 5 } } }
  c:
    table: main.t
    roles: [x]
    odd: 1
`),
  ).toMatchInlineSnapshot(`
    "a
      \`x\`, \`y\` and \`z\` may read every row, and see \`id\` and \`email\`. They see \`email\` masked as an e-mail address. They may ask for the sum and average. One answer has at most 1,000 rows.
      They may add rows, giving no column themselves. \`by\` is always set to the user's \`id\` and \`at\` is always set to the time of the request.
      They may change every column of every row that they may read. Nothing is asked of the changed row: it may leave their reach.
      They may delete every row that they may read.
    b
      \`x\` may change \`note\` of rows where \`id\` is 1. Of the changed row it must hold that \`total\` is at most 5.
    c
      \`x\` may do nothing."
  `);
});
