/** Lines to paste, with real values; a placeholder stands only where no token was made yet. */
export function curlSnippet(url: string, token: string | null): string {
  return [`curl '${url}/rest/v1/TABLE?limit=5' \\`, `  -H 'Authorization: Bearer ${token ?? "TOKEN"}'`].join("\n");
}

export function postgrestSnippet(url: string, token: string | null): string {
  return [
    `import { PostgrestClient } from "@supabase/postgrest-js";`,
    "",
    `const db = new PostgrestClient("${url}/rest/v1", {`,
    `  headers: { Authorization: "Bearer ${token ?? "TOKEN"}" },`,
    "});",
    `const { data, error } = await db.from("TABLE").select().limit(5);`,
  ].join("\n");
}
