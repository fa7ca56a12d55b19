import { expect, type Page } from "@playwright/test";
import { ask, createFromTemplate, findBarriers, join, pressOff, signIn, signInAs } from "./acts";
import { LAYERS, PAGES } from "./screens";
import { type Demo, test } from "./server";

// What the pages show is made before they are looked at.
test.use({ ownServer: "reasons", trace: "off" });

/** What may stand as the reason of something that is off. A hint that says what it is for is none. */
const REASONS: RegExp[] = [
  // A right is missing, or what is asked for is more than one holds.
  /^This needs the right “.+” \([a-z_]+\.[a-z_]+\), which you do not hold here\. Ask an owner of the organization\.$/,
  /^This needs Manage on Team\. Ask an owner of the organization\.$/,
  /^You can (change only those who hold no more than you|give only what you hold yourself).*: this needs .+\.$/,
  /^These are your own roles\. Nobody changes their own: ask another owner or administrator\.$/,
  / \(you may not give it\)$/,
  // It is so by the thing's nature.
  /^A system role is part of the product\. Duplicate it to make one that you can change\.$/,
  /^It comes with a level that is chosen above\.$/,
  /^.+ needs? at least View here\. Take that away first\.$/,
  /^It changes people without a list of its own, so no list may give it\.$/,
  /^The last role of a permission or an action stays: /,
  /^Fixed since the first deploy\.$/,
  /^Something still lives in this project\.$/,
  /^These are the (first|last) rows\.$/,
  /That is the member itself\.$/,
  // There is nothing to do yet.
  /^Nothing has changed\.$/,
  /^The draft is saved\.$/,
  /^Choose (an|a|at least one|what) .+\.$/,
];

/** Something that is off: what it is, its name, and what it says of why. */
type Off = { role: string; name: string; why: string };

/** Everything that is off and can be seen, folds opened. */
function findOff(page: Page): Promise<Off[]> {
  return page.evaluate(() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    const words = (element: Element | null) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();
    const described = (element: Element) => {
      const ids = element.getAttribute("aria-describedby")?.split(/\s+/) ?? [];
      return ids.map((id) => words(document.getElementById(id))).filter(Boolean);
    };
    return [...document.querySelectorAll(':disabled:not(select:disabled option), [aria-disabled="true"]')]
      .filter((element) => (element.closest("select") ?? element).checkVisibility({ visibilityProperty: true }))
      .map((element) => {
        // A group that is off says it once for all that is in it.
        const group = element.closest("fieldset[disabled]");
        const isListed = element.matches("option, [role=option], [role=menuitem]");
        const why = isListed ? [words(element)] : [...described(element), ...(group ? described(group) : [])];
        return {
          role: element.getAttribute("role") ?? element.localName,
          name: element.getAttribute("aria-label") ?? words(element),
          why: why.at(-1) ?? element.getAttribute("title") ?? "",
        };
      });
  });
}

const REFUSED = "You do not have permission";
const isRefused = ({ why }: Off) => /^(This needs|You can|A system role)/.test(why);
/** Says nothing, or nothing that is a reason. */
const isUnexplained = ({ why }: Off) => !REASONS.some((reason) => reason.test(why));

/** Every address, as the owner finds or makes what is behind it. */
async function addresses(page: Page, demo: Demo): Promise<[name: string, address: string][]> {
  await signInAs(page, demo, "Owner");
  const found: [string, string][] = [];
  for (const [name, path] of Object.entries(PAGES)) found.push([name, await path(demo, page)]);
  await page.context().clearCookies();
  return found;
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await page.waitForLoadState("networkidle");
}

/** Signs in one of the demonstration, or somebody with a role that is made of a template. */
async function become(page: Page, demo: Demo, role: string): Promise<void> {
  if (demo.members.some((each) => each.roles.includes(role))) return signInAs(page, demo, role);
  await createFromTemplate(page, demo, role);
  const { email, password } = await join(demo, `Somebody ${role}`, [role]);
  await signIn(page, email, password);
}

for (const role of ["Organization Member", "Developer", "Auditor"]) {
  test(`all that is off for the ${role} says why, and no page of refusals is a barrier`, async ({ page, demo }) => {
    test.setTimeout(180_000);
    const all = await addresses(page, demo);
    await become(page, demo, role);
    let count = 0;
    const looked = new Set<string>();
    for (const [name, address] of all) {
      await open(page, address);
      const off = await findOff(page);
      count += off.length;
      expect.soft(off.filter(isUnexplained), name).toEqual([]);
      // Where nothing is refused the page is as its owner sees it, which another walk looks at.
      const heading = await page.getByRole("heading", { level: 1 }).first().textContent();
      if (heading !== REFUSED && !off.some(isRefused)) continue;
      // One page of refusal is like the next but for its words, which cannot be a barrier.
      const shape = await page.getByRole("main").evaluate((main) => main.innerHTML.replace(/>[^<]*</g, "><"));
      if (looked.has(shape)) continue;
      looked.add(shape);
      expect.soft(await findBarriers(page), name).toEqual([]);
    }
    expect(count, "something was off at all").toBeGreaterThan(20);
  });
}

/** Layers in which somebody who holds much may still not do everything. */
const ASKED = [
  "member-roles",
  "invite",
  "copy-access",
  "roles-of-team",
  "add-to-team",
  "add-administrator",
  "decide-request",
  "create-project",
  "add-instance",
  "create-custom-token",
  "create-service-token",
  "add-grant",
  "add-permission",
  "promote",
];

test("what is off in a layer says why", async ({ page, demo }) => {
  const layers = ASKED.map((name) => [name, LAYERS[name]] as const);
  await signInAs(page, demo, "Owner");
  const paths = new Map<string, string>();
  for (const [name, layer] of layers) if (layer) paths.set(name, await layer[0](demo, page));
  await page.context().clearCookies();
  await signInAs(page, demo, "Organization Administrator");
  let count = 0;
  for (const [name, layer] of layers) {
    await open(page, paths.get(name) ?? "");
    await layer?.[1](page);
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.waitForLoadState("networkidle");
    const off = await findOff(page);
    count += off.length;
    expect.soft(off.filter(isUnexplained), name).toEqual([]);
    if (name !== "decide-request") continue;
    await page.getByRole("radio", { name: "A role" }).click();
    await expect(page.getByRole("option", { name: "Owner (you may not give it)" })).toBeDisabled();
    expect.soft((await findOff(page)).filter(isUnexplained), name).toEqual([]);
  }
  expect(count, "something was off at all").toBeGreaterThan(10);
});

test("who may create a project but no production instance reads why it comes without one", async ({ page, demo }) => {
  await ask(demo, "POST", "/roles", { name: "Starters", actions: ["projects.create", "projects.view"] });
  const { email, password } = await join(demo, "Sten Starter", ["Starters"]);
  await signIn(page, email, password);
  await open(page, `/org/${demo.organization_id}/projects`);
  await page.getByRole("button", { name: "Create a New Project" }).click();
  const box = page.getByRole("checkbox", { name: "Create a Production instance" });
  await expect(box).toHaveAccessibleDescription(/instances\.create_production/);
  await pressOff(box);
  await expect(box).not.toBeChecked();
  const name = page.getByLabel("Name of the production instance");
  await expect(name).toBeDisabled();
  await expect(name).toHaveAccessibleDescription(/instances\.create_production/);
  await expect(page.getByLabel("Region of Production")).toHaveAccessibleDescription(/instances\.create_production/);
  expect((await findOff(page)).filter(isUnexplained)).toEqual([]);
  expect(await findBarriers(page)).toEqual([]);
});
