import { expect } from "@playwright/test";
import { signInAs } from "./acts";
import { test } from "./server";

const GRANT = "urn:ietf:params:oauth:grant-type:device_code";

test("a program is let in by its code, and another is refused", async ({ page, demo, request }) => {
  await signInAs(page, demo, "Owner");
  const begin = async () => {
    const answer = await request.post("/oauth/authorize_device", { form: { client_id: "Nightly importer" } });
    return (await answer.json()) as { device_code: string; user_code: string; verification_uri_complete: string };
  };
  const fetchToken = (device_code: string) =>
    request.post("/oauth/token", { form: { grant_type: GRANT, device_code, client_id: "Nightly importer" } });

  const first = await begin();
  await page.goto("/device");
  await page.getByLabel("Code").fill("WRNG-CDXX");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByRole("button", { name: "Type another code" }).click();
  await page.getByLabel("Code").fill(first.user_code.toLowerCase());
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "Let “Nightly importer” act as you?" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("127.0.0.1");
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("The program is signed in")).toBeVisible();
  const { access_token } = (await (await fetchToken(first.device_code)).json()) as { access_token: string };
  const me = await request.get("/api/v1/me", { headers: { Authorization: `Bearer ${access_token}` } });
  expect(me.status()).toBe(200);
  await page.getByRole("link", { name: "access tokens" }).click();
  await expect(page.getByRole("row", { name: /Nightly importer/ })).toBeVisible();

  const second = await begin();
  await page.goto(
    new URL(second.verification_uri_complete).pathname + new URL(second.verification_uri_complete).search,
  );
  await page.getByRole("button", { name: "Deny" }).click();
  await expect(page.getByText("The program was refused")).toBeVisible();
  expect(await (await fetchToken(second.device_code)).json()).toMatchObject({ error: "access_denied" });
});
