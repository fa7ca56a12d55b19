import type { Body } from "../../../../../api/nouns";

export type Table = Body<"TableSchema">;
export type Column = Body<"ColumnSchema">;
export type Connection = Body<"ConnectionSchema">;

/** A table with where it is. */
export type Found = { connection: Connection; table: Table };

/** Another table that can be asked for a row, by the name that the language has for it. */
export type Relation = { name: string; to: Table; by: string };

/** `connection.table`, or `connection.namespace.table` where it is not the default one. */
export function tableName({ connection, table }: Found): string {
  const space = table.namespace === connection.default_namespace ? "" : `${table.namespace}.`;
  return `${connection.name}.${space}${table.name}`;
}

export function allTables(connections: readonly Connection[]): Found[] {
  return connections.flatMap((connection) => connection.tables.map((table) => ({ connection, table })));
}

export function findTable(connections: readonly Connection[], name: string): Found | undefined {
  return allTables(connections).find((found) => tableName(found) === name);
}

/** Another table of the same connection. */
export function beside(found: Found, table: Table): Found {
  return { connection: found.connection, table };
}

export function columnOf(found: Found | undefined, name: string): Column | undefined {
  return found?.table.columns.find((column) => column.name === name);
}

type Key = { table: Table; column: string | undefined; constraint: string };

/**
 * The tables that a foreign key leads to, in either direction. A lone one is called as the table; of several each by its
 * column or its constraint; one that would be taken for a column too. A table that refers to itself means the row referred to.
 */
export function relationsOf({ connection, table }: Found): Relation[] {
  const isThis = (namespace: string, name: string) => namespace === table.namespace && name === table.name;
  const keys: Key[] = table.foreign_keys.flatMap((key) => {
    const to = connection.tables.find(
      (each) => each.namespace === key.references_namespace && each.name === key.references_table,
    );
    return to
      ? [{ table: to, column: key.columns.length === 1 ? key.columns[0] : undefined, constraint: key.name }]
      : [];
  });
  for (const other of connection.tables) {
    if (isThis(other.namespace, other.name)) continue;
    for (const key of other.foreign_keys) {
      if (!isThis(key.references_namespace, key.references_table)) continue;
      const column = key.columns.length === 1 ? key.columns[0] : undefined;
      keys.push({ table: other, column, constraint: key.name });
    }
  }
  return keys.map((key) => {
    const rivals = keys.filter((each) => each.table.name === key.table.name);
    const isColumn = table.columns.some((column) => column.name === key.table.name);
    const isColumnUnique = rivals.filter((each) => each.column === key.column).length === 1;
    const hint = key.column && isColumnUnique ? key.column : key.constraint;
    const name = rivals.length === 1 && !isColumn ? key.table.name : `${key.table.name}!${hint}`;
    return { name, to: key.table, by: key.column ?? key.constraint };
  });
}

/** The table that a relation as written leads to. */
export function follow(found: Found | undefined, name: string): Found | undefined {
  if (!found) return undefined;
  const [table = "", hint] = name.split("!");
  const known = relationsOf(found);
  const relation =
    known.find((each) => each.name === name) ??
    known.find((each) => each.to.name === table && (hint === undefined || each.by === hint)) ??
    known.find((each) => each.to.name === table);
  return relation && beside(found, relation.to);
}
