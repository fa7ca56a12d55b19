import { expect, type Page } from "@playwright/test";
import { ask, expectNoBarriers, findBarriers, invite, join, lookAway, pressOff, signIn, signInAs } from "./acts";
import { type Demo, test } from "./server";

const members = (demo: Demo) => `/org/${demo.organization_id}/team`;

async function rolesOf(page: Page, name: string) {
  await page.getByRole("button", { name: new RegExp(`^Roles of ${name}`) }).click();
  return page.getByRole("dialog", { name: `Roles of ${name}` });
}

test("the cell of the Role column gives roles, narrows them and takes them back", async ({ page, demo }) => {
  const rita = await join(demo, "Rita Rower", ["Organization Member"]);
  await signInAs(page, demo, "Owner");
  await page.goto(members(demo));
  const roles = await rolesOf(page, rita.name);
  await expect(roles.getByRole("button", { name: "Save roles" })).toHaveAccessibleDescription("Nothing has changed.");
  await roles.getByRole("checkbox", { name: "Developer" }).check();
  await roles.getByRole("button", { name: "Narrow Developer" }).click();
  await roles.getByRole("radio", { name: "Chosen projects" }).click();
  await expect(roles.getByRole("button", { name: "Save roles" })).toHaveAccessibleDescription(/at least one project/);
  await roles.getByRole("combobox", { name: "Add a project" }).fill("wander");
  await roles.getByRole("option", { name: "Wanderlust Tracker" }).click();
  await roles.getByLabel("Leave out production").check();
  await roles.getByLabel("Until").fill("2099-12-31");
  const effect = roles.getByRole("region", { name: "What it would do" });
  await expect(effect, "what it gives is told before it is saved").toContainText("Rita Rower");
  const overflow = await effect.evaluate((one) => {
    const around = one.parentElement as HTMLElement;
    return around.scrollWidth - around.clientWidth;
  });
  expect(overflow, "nothing is wider than the layer").toBe(0);
  await expectNoBarriers(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await roles.getByRole("button", { name: "Save roles" }).click();
  await expect(roles).toHaveCount(0);

  await page.getByRole("link", { name: rita.name }).click();
  await expect(page.getByRole("heading", { level: 1, name: rita.name })).toBeVisible();
  const held = page.getByRole("table", { name: "What they hold" });
  await expect(held.getByRole("row", { name: /Developer/ })).toContainText(
    "the project Wanderlust Tracker, without production",
  );
  await expect(held.getByRole("row", { name: /Developer/ })).toContainText("31 Dec 2099");
  await expect(held.getByRole("row", { name: /Organization Member/ })).toContainText("everywhere");
  await expectNoBarriers(page);

  await page.getByRole("button", { name: /^Roles of Rita/ }).click();
  await page.getByRole("dialog").getByRole("checkbox", { name: "Developer" }).uncheck();
  await page.getByRole("button", { name: "Save roles" }).click();
  await expect(held.getByRole("row", { name: /Developer/ })).toHaveCount(0);
});

test("nobody changes their own roles, and who may not give a role reads why", async ({ page, demo }) => {
  await signInAs(page, demo, "Organization Administrator");
  await page.goto(members(demo));
  const own = page.getByRole("button", { name: /^Roles of Ana Administrator/ });
  await expect(own).toHaveAccessibleDescription(/your own roles/);
  await pressOff(own);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const owner = page.getByRole("button", { name: /^Roles of Olga Owner/ });
  await expect(owner).toHaveAccessibleDescription(/only those who hold no more than you/);
  const roles = await rolesOf(page, "Mika Member");
  const forbidden = roles.getByRole("checkbox", { name: "Owner" });
  await expect(forbidden).toHaveAttribute("aria-disabled", "true");
  await expect(forbidden).toHaveAccessibleDescription(/only what you hold yourself/);
  await pressOff(forbidden);
  await expect(forbidden).not.toBeChecked();
  await expect(roles.getByRole("checkbox", { name: "Developer" })).not.toHaveAttribute("aria-disabled");
});

test("a member who manages nobody sees everything and changes nothing", async ({ page, demo }) => {
  await signInAs(page, demo, "Organization Member");
  await page.goto(members(demo));
  await expect(page.getByRole("button", { name: "Invite" })).toHaveAccessibleDescription(/invitations\.create/);
  await expect(page.getByRole("button", { name: /^Roles of Davi/ })).toHaveAccessibleDescription(/members\.update/);
  await page.getByRole("button", { name: "Acts on Davi Developer" }).click();
  await expect(page.getByRole("menuitem", { name: /^Remove/ })).toContainText("members.remove");
  await pressOff(page.getByRole("menuitem", { name: /^Remove/ }));
  await expect(page.getByRole("dialog", { name: "Remove member" })).toHaveCount(0);
  await expect(page.getByRole("dialog", { name: "Request access" }), "it can be asked for").toContainText(
    "members.remove",
  );
});

test("two who change the same member's roles do not overwrite each other", async ({ page, demo }) => {
  const tom = await join(demo, "Tom Twice", ["Organization Member"]);
  await signInAs(page, demo, "Owner");
  await page.goto(members(demo));
  const roles = await rolesOf(page, tom.name);
  await roles.getByRole("checkbox", { name: "Developer" }).check();
  await ask(demo, "PATCH", `/members/${tom.member}`, { state: "suspended" });
  await ask(demo, "PATCH", `/members/${tom.member}`, { state: "active" });
  await lookAway(page);
  await roles.getByRole("button", { name: "Save roles" }).click();
  const conflict = page.getByRole("dialog", { name: "Someone else changed this" });
  await conflict.getByRole("button", { name: "Fetch newest version" }).click();
  await expect(conflict).toHaveCount(0);
  await expect(roles.getByRole("checkbox", { name: "Developer" }), "what was chosen is still there").toBeChecked();
  await roles.getByRole("button", { name: "Save roles" }).click();
  await expect(page.getByRole("button", { name: /^Roles of Tom Twice: .*Developer/ })).toBeVisible();
});

test("members are found by state and role, suspended, and resumed", async ({ page, demo }) => {
  await join(demo, "Sue Spender", ["Developer"]);
  await signInAs(page, demo, "Owner");
  await page.goto(members(demo));
  await page.getByRole("button", { name: "Acts on Sue Spender" }).click();
  await page.getByRole("menuitem", { name: "Suspend" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Suspend member" }).click();
  await page.getByRole("radio", { name: "Suspended" }).click();
  const table = page.getByRole("table", { name: "Members" });
  await expect(table.getByRole("row", { name: /Sue Spender/ })).toContainText("suspended");
  await page.getByRole("combobox", { name: "Role" }).selectOption({ label: "Owner" });
  await expect(page.getByText("Nobody is like this.")).toBeVisible();
  await page.getByRole("button", { name: "Clear filter" }).click();
  await page.getByRole("searchbox", { name: "Filter members" }).fill("sue.spender@");
  await expect(table.getByRole("row")).toHaveCount(2);
  await page.getByRole("button", { name: "Acts on Sue Spender" }).click();
  await page.getByRole("menuitem", { name: "Resume" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resume member" }).click();
  await expect(table.getByRole("row", { name: /Sue Spender/ })).not.toContainText("suspended");
});

test("removing a member asks what becomes of the service tokens they made", async ({ page, demo }) => {
  const max = await join(demo, "Max Maker", ["Organization Administrator"]);
  await signIn(page, max.email, max.password);
  await page.evaluate(async (organization) => {
    const answer = await fetch(`/api/v1/organizations/${organization}/service-tokens`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "nightly builds" }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }, demo.organization_id);
  await page.context().clearCookies();
  await signInAs(page, demo, "Owner");
  await page.goto(members(demo));
  await page.getByRole("button", { name: "Acts on Max Maker" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove member" });
  await expect(dialog).toContainText("Organization Administrator, everywhere");
  const remove = dialog.getByRole("button", { name: "Remove member" });
  await remove.click();
  await expect(dialog).toContainText("nightly builds");
  await expect(remove).toHaveAccessibleDescription(/service tokens/);
  await dialog.getByRole("radio", { name: "Keep them" }).click();
  await remove.click();
  await expect(page.getByRole("link", { name: "Max Maker" })).toHaveCount(0);
  const kept = await ask<{ items: { name: string }[] }>(demo, "GET", "/service-tokens");
  expect(kept.items.map(({ name }) => name)).toContain("nightly builds");
});

test("access is copied after saying what comes and what goes", async ({ page, demo }) => {
  await join(demo, "Cora Copy", ["Organization Member"]);
  await signInAs(page, demo, "Owner");
  await page.goto(members(demo));
  await page.getByRole("button", { name: "Acts on Cora Copy" }).click();
  await page.getByRole("menuitem", { name: "Copy access from" }).click();
  const dialog = page.getByRole("dialog", { name: "Copy access from" });
  await dialog.getByRole("combobox").fill("davi");
  await dialog.getByRole("option", { name: /Davi Developer/ }).click();
  await expect(dialog).toContainText("Gains Developer");
  await expect(dialog).toContainText("Loses Organization Member");
  await dialog.getByRole("button", { name: "Copy access" }).click();
  await expect(page.getByRole("button", { name: "Roles of Cora Copy: Developer" })).toBeVisible();
});

test("somebody is invited, makes an account and is a member", async ({ page, demo, browser }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(members(demo));
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite" });
  await expect(
    dialog.getByRole("checkbox", { name: "Organization Member" }),
    "the default role is chosen",
  ).toBeChecked();
  await dialog.getByRole("button", { name: "Invite" }).click();
  await expect(dialog.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("E-mail").fill("nora.newcomer@example.com");
  await dialog.getByRole("checkbox", { name: "Developer" }).check();
  await expectNoBarriers(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await dialog.getByRole("button", { name: "Invite" }).click();
  const made = page.getByRole("dialog", { name: "Invitation made" });
  const link = (await made.locator("code").textContent()) ?? "";
  await made.getByRole("button", { name: "Done" }).click();
  const pending = page.getByRole("table", { name: "Invitations" }).getByRole("row", { name: /nora\.newcomer/ });
  await expect(pending).toContainText("Olga Owner");
  await expect(pending).toContainText("Developer");

  await page.goto(new URL(link).pathname);
  await expect(page.getByText(/You are signed in as owner@.* so you cannot accept it/)).toBeVisible();

  const other = await (await browser.newContext()).newPage();
  await other.goto(link);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Join Wanderlust Inc.");
  await expect(other.getByRole("main"), "the address is not told to whoever finds the link").toContainText(
    "n…@example",
  );
  await expectNoBarriers(other);
  await other.getByLabel("Your name").fill("Nora Newcomer");
  await other.getByLabel("Password").fill("short");
  await other.getByRole("button", { name: "Create account and accept" }).click();
  await expect(other.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
  await expect(other.getByLabel("Your name"), "what was typed stays").toHaveValue("Nora Newcomer");
  await other.getByLabel("Password").fill("seven quiet kettles sing");
  await other.getByRole("button", { name: "Create account and accept" }).click();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Projects");
  await other.goto(link);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("This invitation has ended");
  await expectNoBarriers(other);
  await other.context().close();

  await page.goto(members(demo));
  await expect(page.getByRole("link", { name: "Nora Newcomer" })).toBeVisible();
  await expect(pending).toHaveCount(0);
});

test("an invitation is sent again, declined, and cancelled", async ({ page, demo, browser }) => {
  const first = await invite(demo, "dora@example.com");
  await signInAs(page, demo, "Owner");
  await page.goto(members(demo));
  await page.getByRole("button", { name: "Acts on the invitation of dora@example.com" }).click();
  await page.getByRole("menuitem", { name: "Send again" }).click();
  await page.getByRole("button", { name: "Make new link" }).click();
  const made = page.getByRole("dialog", { name: "New link made" });
  const link = (await made.locator("code").textContent()) ?? "";
  await made.getByRole("button", { name: "Done" }).click();

  const other = await (await browser.newContext({ baseURL: new URL(link).origin })).newPage();
  await other.goto(first);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("This invitation has ended");
  await other.goto(link);
  await other.getByRole("button", { name: "Decline" }).click();
  await other.getByRole("dialog").getByRole("button", { name: "Decline" }).click();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Invitation declined");
  await other.context().close();

  await invite(demo, "eve@example.com");
  await page.reload();
  await expect(page.getByRole("row", { name: /dora@/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Acts on the invitation of eve@example.com" }).click();
  await page.getByRole("menuitem", { name: "Cancel invitation" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel invitation" }).click();
  await expect(page.getByRole("row", { name: /eve@/ })).toHaveCount(0);
  await page.getByRole("radio", { name: "All" }).last().click();
  await expect(page.getByRole("row", { name: /dora@/ })).toContainText("declined");
  await expect(page.getByRole("row", { name: /eve@/ })).toContainText("cancelled");
});

test("an invitation is accepted by whoever signs in with its address; leaving ends it", async ({ page, demo }) => {
  const lea = await join(demo, "Lea Leaver", ["Organization Member"]);
  await signIn(page, lea.email, lea.password);
  await page.goto(members(demo));
  await page.getByRole("button", { name: "Acts on Lea Leaver" }).click();
  await page.getByRole("menuitem", { name: "Leave" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave organization" }).click();
  await expect(page).toHaveURL(/\/$/);
  const link = await invite(demo, lea.email, ["Organization Member"]);
  await page.context().clearCookies();
  await page.goto(link);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("E-mail").fill(lea.email);
  await page.getByLabel("Password").fill(lea.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("main")).toContainText(lea.email);
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
});

test("several roles of one member are parted for whoever hears them", async ({ page, demo }) => {
  await join(demo, "Tove Two", ["Organization Member", "Developer"]);
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team`);
  await expect(page.getByRole("button", { name: "Roles of Tove Two" })).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
});
