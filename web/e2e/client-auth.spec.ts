import { createHmac, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { ask, expectNoBarriers, instancePath, lookAway, pressOff, signInAs } from "./acts";
import { type Demo, test } from "./server";

// Whose tokens count is changed here, and every other test sends some.
test.use({ ownServer: "client-auth" });

const SECRET = randomBytes(48);
const PAIR = generateKeyPairSync("ec", { namedCurve: "P-256" });

type Claims = { sub: string; roles?: string[]; aud?: string; [claim: string]: unknown };

/** A token as the user's own backend makes it. */
function sign(demo: Demo, how: "HS256" | "ES256", kid: string, claims: Claims): string {
  const now = Math.floor(Date.now() / 1000);
  const base64 = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const body = { aud: demo.instances.development.url, iat: now, exp: now + 600, ...claims };
  const signed = `${base64({ alg: how, typ: "JWT", kid })}.${base64(body)}`;
  const signature =
    how === "HS256"
      ? createHmac("sha256", SECRET).update(signed).digest()
      : createSign("sha256").update(signed).sign({ key: PAIR.privateKey, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

/** What the data API says to it: the status, and how many orders. */
async function knock(demo: Demo, token: string): Promise<[status: number, orders: number | undefined]> {
  const url = `${demo.instances.development.url}/rest/v1/orders?select=id`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const body: unknown = await answer.json();
  return [answer.status, Array.isArray(body) ? body.length : undefined];
}

async function save(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Save and Deploy" });
  await button.click();
  await expect(button).toHaveAccessibleDescription("Nothing has changed.");
}

test("a secret, a typed key set, an audience and a session query are saved, read back, and judge tokens", async ({
  page,
  demo,
}) => {
  const own = sign(demo, "HS256", "backend", { sub: "7", roles: ["customer"] });
  const theirs = sign(demo, "ES256", "issuer", { sub: "7", roles: ["customer"] });
  const elsewhere = sign(demo, "HS256", "backend", { sub: "7", roles: ["customer"], aud: "https://shop.example" });
  for (const token of [own, theirs, elsewhere]) expect((await knock(demo, token))[0]).toBe(401);

  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "client-auth"));
  await page.getByRole("button", { name: "Add secret" }).click();
  const secrets = page.getByRole("listitem").filter({ has: page.getByLabel("Key id") });
  await secrets.last().getByLabel("Key id").fill("backend");
  await secrets.last().getByLabel("Secret", { exact: true }).fill("c2hvcnQ");
  await page.getByRole("button", { name: "Save and Deploy" }).click();
  await expect(page.getByRole("alert"), "a short secret is refused").toContainText(/32/);
  await secrets.last().getByLabel("Secret", { exact: true }).fill(SECRET.toString("base64url"));

  const keySet = page.getByLabel("Key set", { exact: true });
  await keySet.fill("no JSON");
  await page.getByRole("button", { name: "Save and Deploy" }).click();
  await expect(keySet).toHaveAttribute("aria-invalid", "true");
  const key = { ...PAIR.publicKey.export({ format: "jwk" }), kid: "issuer", alg: "ES256", use: "sig" };
  await keySet.fill(JSON.stringify({ keys: [key] }));
  await page.getByLabel("Audiences").fill("https://shop.example https://other.example");
  await save(page);

  await page.reload();
  const kept = secrets.filter({ has: page.getByRole("button", { name: "Remove secret backend" }) });
  await expect(kept.getByLabel("Key id")).toHaveValue("backend");
  await expect(kept.getByLabel("Secret", { exact: true }), "it is never given back").toHaveValue("");
  expect(JSON.parse(await keySet.inputValue()).keys[0]).toMatchObject({ kid: "issuer", x: key.x, y: key.y });
  await expect(page.getByLabel("Audiences")).toHaveValue("https://shop.example https://other.example");
  await expectNoBarriers(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  const [status, orders] = await knock(demo, own);
  expect(status).toBe(200);
  expect(orders).toBeGreaterThan(0);
  expect(await knock(demo, theirs)).toEqual([200, orders]);
  expect(await knock(demo, elsewhere)).toEqual([200, orders]);
  expect((await knock(demo, sign(demo, "HS256", "issuer", { sub: "7" })))[0], "the other key's name").toBe(401);

  // The database says which roles a user has; the token no longer does.
  await page.getByLabel("Ask the database about whoever comes in").check();
  const query = page.getByLabel("Query", { exact: true });
  await query.fill("delete from customers where id = $user.id");
  await page.getByRole("button", { name: "Save and Deploy" }).click();
  await expect(query).toHaveAttribute("aria-invalid", "true");
  const roles = "select 'manager' as roles from customers where id = $user.id";
  await query.fill(roles);
  await save(page);
  await page.reload();
  await expect(page.getByLabel("Ask the database about whoever comes in")).toBeChecked();
  await expect(query).toHaveValue(roles);
  await expect(page.getByLabel("Lists")).toHaveValue("roles");
  await expectNoBarriers(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  const asManager = await knock(demo, sign(demo, "HS256", "backend", { sub: "7", roles: [] }));
  expect(asManager[0], "there are more than one answer holds").toBe(206);
  expect(asManager[1], "a manager sees more than one customer's orders").toBeGreaterThan(orders ?? 0);

  await page.getByLabel("Ask the database about whoever comes in").uncheck();
  await kept.getByRole("button", { name: "Remove secret backend" }).click();
  await keySet.fill("");
  await page.getByLabel("Audiences").fill("");
  await save(page);
  for (const token of [own, theirs, elsewhere]) expect((await knock(demo, token))[0], "taken back").toBe(401);
});

test("development tokens count while they are accepted, and not after", async ({ page, demo }) => {
  const instance = `/projects/${demo.project_id}/instances/${demo.instances.development.id}`;
  const { token } = await ask<{ token: string }>(demo, "POST", `${instance}/development-tokens`, {
    subject: "7",
    roles: ["customer"],
  });
  expect((await knock(demo, token))[0]).toBe(200);
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "client-auth"));
  const accepted = page.getByRole("checkbox", { name: "Accept development tokens" });
  await accepted.uncheck();
  await save(page);
  expect((await knock(demo, token))[0]).toBe(401);
  await page.reload();
  await expect(accepted).not.toBeChecked();
  await accepted.check();
  await save(page);
  expect((await knock(demo, token))[0]).toBe(200);

  await page.goto(
    instancePath(demo, "client-auth").replace(demo.instances.development.id, demo.instances.production.id),
  );
  await expect(accepted).toHaveAccessibleDescription(/Never on a production instance/);
  await pressOff(accepted);
  await expect(accepted).not.toBeChecked();
});

test("two who change client auth: the second is held back, and what they typed stays", async ({ page, demo }) => {
  const path = `/projects/${demo.project_id}/instances/${demo.instances.development.id}/client-auth`;
  const read = () => ask<{ roles_claim: string; audiences: string[]; hs256: object[] }>(demo, "GET", path);
  const before = await read();
  const put = (part: object) =>
    ask(demo, "PUT", path, { hs256: before.hs256, audiences: before.audiences, development_tokens: true, ...part });
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "client-auth"));
  await page.getByLabel("Audiences").fill("https://mine.example");
  await put({ roles_claim: "theirs" });
  // The dashboard asks again whenever its window is looked at; that must not pass for having seen what it brings.
  await lookAway(page);
  await expect(page.getByLabel("Audiences")).toHaveValue("https://mine.example");
  await page.getByRole("button", { name: "Save and Deploy" }).click();
  const conflict = page.getByRole("dialog", { name: "Someone else changed this" });
  await expect(conflict).toBeVisible();
  expect((await read()).audiences).toEqual(before.audiences);
  await conflict.getByRole("button", { name: "Fetch newest version" }).click();
  await expect(conflict).toHaveCount(0);
  await expect(page.getByLabel("Audiences"), "nothing typed is lost").toHaveValue("https://mine.example");
  await page.getByLabel("Roles claim").fill("theirs");
  await save(page);
  expect(await read()).toMatchObject({ audiences: ["https://mine.example"], roles_claim: "theirs" });
  // Where nothing is typed the newest is simply shown.
  await put({ roles_claim: "roles" });
  await lookAway(page);
  await expect(page.getByLabel("Roles claim")).toHaveValue("roles");
  await expect(page.getByLabel("Audiences")).toHaveValue(before.audiences.join(" "));
});
