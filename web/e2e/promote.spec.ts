import { expect } from "@playwright/test";
import { ask, expectNoBarriers, instancePath, signInAs, writePolicy } from "./acts";
import { type Demo, test } from "./server";

const development = (demo: Demo) => `/projects/${demo.project_id}/instances/${demo.instances.development.id}`;
const production = (demo: Demo) => `/projects/${demo.project_id}/instances/${demo.instances.production.id}`;

/** What people typed into the draft of an instance goes, so that the next test finds what is in force. */
async function discard(demo: Demo, instance: string): Promise<void> {
  const draft = await ask<{ updated_at: string | null }>(demo, "GET", `${instance}/policy/draft`);
  if (draft.updated_at) await ask(demo, "DELETE", `${instance}/policy/draft`);
}

test("a policy and client auth are promoted as they were shown, or the conflict says what changed", async ({
  page,
  demo,
}) => {
  await signInAs(page, demo, "Owner");
  const here = `${development(demo)}/policy`;
  const deployed = await ask<{ deployed: { source: string } }>(demo, "GET", here);
  const narrower = deployed.deployed.source.replace("columns: [id, name, email, city, country]", "columns: [id, name]");
  await page.goto(instancePath(demo, "permissions"));
  await writePolicy(page, narrower);
  await page.getByRole("button", { name: "Promote" }).click();
  const dialog = page.getByRole("dialog", { name: "Promote" });
  await dialog.getByLabel("To instance").selectOption({ label: "Production (production)" });
  const act = dialog.getByRole("button", { name: "Promote to Production" });
  await expect(act, "what is not saved is not taken along").toHaveAccessibleDescription(/save it first/);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText(/saved today/)).toBeVisible();

  await page.getByRole("button", { name: "Promote" }).click();
  await dialog.getByLabel("To instance").selectOption({ label: "Production (production)" });
  const changes = dialog.getByRole("list", { name: "Changes by permission" });
  await expect(changes).toContainText("served_customers");
  await expect(changes).toContainText("permits less");
  await dialog.getByRole("checkbox", { name: "Client auth" }).check();
  await expect(dialog.getByText(/client auth is the same already|from /i).last()).toBeVisible();
  await dialog.getByRole("checkbox", { name: "Client auth" }).uncheck();
  await expectNoBarriers(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  // Somebody saves here while it is looked at.
  const headers = { "content-type": "application/yaml", Origin: new URL(page.url()).origin };
  const other = narrower.replace("columns: [id, name]", "columns: [id]");
  const saved = await page.request.put(`/api/v1/organizations/${demo.organization_id}${here}/draft`, {
    headers,
    data: other,
  });
  expect(saved.status()).toBe(200);
  await act.click();
  await expect(dialog.getByRole("alert")).toContainText(
    "The policy of the instance that it comes from changed since the preview",
  );
  await expect(act).toHaveAccessibleDescription(/first/);
  await dialog.getByRole("button", { name: "Try again" }).click();
  await act.click();
  const done = page.getByRole("dialog", { name: "Promoted to Production" });
  await expect(done).toContainText("until it is deployed there");
  await done.getByRole("link", { name: "Open Production" }).click();
  await expect(page).toHaveURL(new RegExp(demo.instances.production.id));
  await expect(page.getByText("Draft", { exact: true })).toBeVisible();
  const taken = await ask<{ source: string }>(demo, "GET", `${production(demo)}/policy/draft`);
  expect(taken.source).toBe(other);
  await discard(demo, development(demo));
  await discard(demo, production(demo));
});
