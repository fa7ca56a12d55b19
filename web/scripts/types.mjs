// Writes src/api/schema.gen.ts from openapi.json; `--check` only says whether it is up to date.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL("../../openapi.json", import.meta.url);
const target = new URL("../src/api/schema.gen.ts", import.meta.url);

/** The types of the committed API document, as text. */
export async function generate() {
  const head = "// Made from openapi.json by `npm run types`. Not to be edited.\n\n";
  return head + astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false }));
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const text = await generate();
  if (process.argv.includes("--check")) {
    if (readFileSync(target, "utf8") !== text) throw new Error("src/api/schema.gen.ts is out of date: npm run types");
  } else {
    writeFileSync(target, text);
    console.log("wrote src/api/schema.gen.ts");
  }
}
