/** What the lines ask for; the connection `main` needs not be named. */
export type Example = { connection: string; table: string };

type Connection = { name: string; tables: readonly { name: string }[] };

/** The first table there is, of `main` if it has one. */
export function exampleOf(connections: readonly Connection[]): Example | null {
  const full = connections.filter((each) => each.tables.length > 0);
  const connection = full.find((each) => each.name === "main") ?? full[0];
  const table = connection?.tables[0];
  return connection && table ? { connection: connection.name, table: table.name } : null;
}

/** Lines to paste, with real values; a placeholder stands only where there is no table or no token yet. */
export function curlSnippet(url: string, token: string | null, example: Example | null): string {
  const lines = [`curl '${url}/rest/v1/${encodeURIComponent(example?.table ?? "TABLE")}?limit=5'`];
  if (example && example.connection !== "main") lines.push(`-H 'Accept-Profile: ${example.connection}'`);
  lines.push(`-H 'Authorization: Bearer ${token ?? "TOKEN"}'`);
  return lines.join(" \\\n  ");
}

export function postgrestSnippet(url: string, token: string | null, example: Example | null): string {
  const schema = example && example.connection !== "main" ? [`  schema: ${JSON.stringify(example.connection)},`] : [];
  return [
    `import { PostgrestClient } from "@supabase/postgrest-js";`,
    "",
    `const db = new PostgrestClient("${url}/rest/v1", {`,
    ...schema,
    `  headers: { Authorization: "Bearer ${token ?? "TOKEN"}" },`,
    "});",
    `const { data, error } = await db.from(${JSON.stringify(example?.table ?? "TABLE")}).select().limit(5);`,
  ].join("\n");
}
