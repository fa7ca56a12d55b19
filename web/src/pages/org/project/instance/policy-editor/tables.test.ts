import { expect, test } from "vitest";
import { type Column, type Connection, findTable, follow, relationsOf, type Table } from "./tables";

function table(name: string, columns: string[], keys: [name: string, column: string, to: string][] = []): Table {
  const column = (each: string): Column => ({
    name: each,
    type: "integer",
    native_type: "integer",
    nullable: false,
    default: null,
    has_default: false,
    generated: false,
  });
  return {
    namespace: "main",
    name,
    kind: "table",
    columns: columns.map(column),
    primary_key: ["id"],
    uniques: [],
    foreign_keys: keys.map(([key, from, to]) => ({
      name: key,
      columns: [from],
      references_namespace: "main",
      references_table: to,
      references_columns: ["id"],
    })),
  };
}

const shop: Connection = {
  name: "main",
  engine: "sqlite",
  default_namespace: "main",
  problem: null,
  read_at: null,
  tables: [
    table("customers", ["id"]),
    table(
      "orders",
      ["id", "customer_id", "seller_id", "packer_id", "tags"],
      [
        ["o_c", "customer_id", "customers"],
        ["o_s", "seller_id", "staff"],
        ["o_p", "packer_id", "staff"],
      ],
    ),
    table("lines", ["id", "order_id"], [["l_o", "order_id", "orders"]]),
    table("tags", ["id", "order_id"], [["t_o", "order_id", "orders"]]),
    table("staff", ["id", "chief_id"], [["s_s", "chief_id", "staff"]]),
  ],
};

function check(name: string): string[] {
  const found = findTable([shop], name);
  return found ? relationsOf(found).map((relation) => `${relation.name} by ${relation.by}`) : ["no table"];
}

test("a lone key is called as the table, several by their column, one that is a column too by its key", () => {
  expect(check("main.orders")).toEqual([
    "customers by customer_id",
    "staff!seller_id by seller_id",
    "staff!packer_id by packer_id",
    "lines by order_id",
    "tags!order_id by order_id",
  ]);
  expect(check("main.customers")).toEqual(["orders by customer_id"]);
});

test("a table that refers to itself means the row referred to", () => {
  expect(check("main.staff")).toEqual([
    "staff by chief_id",
    "orders!seller_id by seller_id",
    "orders!packer_id by packer_id",
  ]);
});

test("tables outside of the default namespace are named with it", () => {
  const tables = [{ ...table("orders", ["id"]), namespace: "sales" }];
  const connections = [{ ...shop, default_namespace: "public", tables }];
  expect(findTable(connections, "main.sales.orders")?.table.namespace).toBe("sales");
  expect(findTable(connections, "main.orders")).toBeUndefined();
});

test("a relation leads to its table, however it is named", () => {
  const orders = findTable([shop], "main.orders");
  expect(follow(orders, "customers")?.table.name).toBe("customers");
  expect(follow(orders, "staff!o_p")?.table.name).toBe("staff");
  expect(follow(orders, "tags")?.table.name).toBe("tags");
  expect(follow(orders, "nothing")).toBeUndefined();
  expect(follow(undefined, "customers")).toBeUndefined();
});
