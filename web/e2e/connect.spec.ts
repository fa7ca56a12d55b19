import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, type Locator, type Page } from "@playwright/test";
import { expectNoBarriers, instancePath, signInAs } from "./acts";
import { type Demo, test } from "./server";

const run = promisify(execFile);

/** A program that knows the client's own rules; each line that should not compile says so, and fails where it does. */
const PROGRAM = (url: string, token: string) => `
import { PostgrestClient } from "@supabase/postgrest-js";
import type { Database } from "./database.js";

const db = new PostgrestClient<Database>("${url}/rest/v1", { headers: { Authorization: "Bearer ${token}" } });
const { data, error } = await db.from("orders").select("id, total, customers(name), order_items(quantity)").order("id").limit(1);
if (error) throw new Error(error.message);
const id: number = data[0]!.id;
const name: string | undefined = data[0]!.customers?.name;
const quantities: (number | null)[] = data[0]!.order_items.map(({ quantity }) => quantity);
// @ts-expect-error a number is no text
const wrong: string = data[0]!.id;
// @ts-expect-error customers do not see the margin
void (() => db.from("orders").update({ margin: 1 }).eq("id", id));
// @ts-expect-error a status is one of a few words, or a text, and no number
void (() => db.from("orders").update({ status: 5 }).eq("id", id));
// @ts-expect-error nobody writes what is only read
void (() => db.from("products").insert({ name: "Tent" }));
// @ts-expect-error there is no such table
void (() => db.from("staff").select());
// @ts-expect-error the action is called with an order
void (() => db.rpc("cancel_order", { id: "seven" }));
console.log(JSON.stringify({ id, name, quantities }));
`;

test("every snippet of Connect is copied and does what it says", async ({ page, demo, context }, { outputDir }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { dialog, token } = await connect(page, demo);
  mkdirSync(outputDir, { recursive: true });

  const curl = await copied(page, dialog, "curl line");
  const rows = JSON.parse((await run("bash", ["-c", curl])).stdout) as object[];
  expect(rows.length, curl).toBeGreaterThan(0);

  await dialog.getByRole("radio", { name: "postgrest-js" }).click();
  const script = await copied(page, dialog, "JavaScript");
  writeFileSync(join(outputDir, "snippet.mjs"), `${script}\nconsole.log(JSON.stringify({ data, error }));\n`);
  const said = JSON.parse((await run("node", [join(outputDir, "snippet.mjs")])).stdout);
  expect(said).toEqual({ data: rows, error: null });

  await dialog.getByRole("radio", { name: "Types" }).click();
  await dialog.getByLabel("As the role").selectOption("customer");
  await expect(dialog.getByRole("region", { name: "TypeScript types" })).toContainText("order_items");
  writeFileSync(join(outputDir, "database.ts"), await copied(page, dialog, "TypeScript types"));
  writeFileSync(join(outputDir, "program.ts"), PROGRAM(demo.instances.development.url, token));
  writeFileSync(join(outputDir, "package.json"), '{ "type": "module" }');
  const tsc = resolve(import.meta.dirname, "../node_modules/typescript/bin/tsc");
  const flags = ["--strict", "--skipLibCheck", "--target", "es2023", "--module", "nodenext", "--types", "node"];
  const compiled = await run("node", [tsc, ...flags, "program.ts"], { cwd: outputDir }).catch((error) => error);
  expect(compiled.stdout, "what the compiler says").toBe("");
  const answered = JSON.parse((await run("node", [join(outputDir, "program.js")])).stdout);
  expect(answered.id).toEqual(expect.any(Number));
  expect(answered.quantities.length, "an order has items").toBeGreaterThan(0);
  await expectNoBarriers(page);
});

test("the types are those of the chosen role", async ({ page, demo }) => {
  const { dialog } = await connect(page, demo);
  await dialog.getByRole("radio", { name: "Types" }).click();
  const text = dialog.getByRole("region", { name: "TypeScript types" });
  await dialog.getByLabel("As the role").selectOption("customer");
  await expect(text).toContainText("orders");
  await expect(text).not.toContainText("margin");
  await dialog.getByLabel("As the role").selectOption("manager");
  await expect(text).toContainText("margin");
});

/** Opens Connect on the development instance, and has a token made for the first customer. */
async function connect(page: Page, demo: Demo): Promise<{ dialog: Locator; token: string }> {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "connections"));
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Connect to/ });
  const customer = demo.users.find(({ roles }) => roles.includes("customer"));
  await dialog.getByLabel("Subject").fill(customer?.id ?? "");
  await dialog.getByLabel("Roles").fill("customer");
  await dialog.getByRole("button", { name: "Generate Token" }).click();
  await expect(dialog.getByText("Shown once.")).toBeVisible();
  const line = await dialog.getByRole("region", { name: "curl line" }).textContent();
  expect(line, "a table that is there").toMatch(/\/rest\/v1\/[a-z_]+\?limit=5'/);
  return { dialog, token: line?.match(/Bearer ([^']+)'/)?.[1] ?? "" };
}

/** What lands on the clipboard. */
async function copied(page: Page, dialog: Locator, label: string): Promise<string> {
  await dialog.getByRole("button", { name: `Copy ${label}` }).click();
  await expect(dialog.getByRole("status").filter({ hasText: "Copied" }).first()).toBeAttached();
  return page.evaluate(() => navigator.clipboard.readText());
}
