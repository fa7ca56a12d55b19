import { expect, test } from "@playwright/test";
import { parseExact } from "../src/api/exact";

test("a 64-bit id keeps its digits in the browser", async ({ page }) => {
  const found = await page.evaluate(`(${parseExact.toString()})('{"id":9007199254740993,"total":205.70,"n":7}')`);
  expect(found).toEqual({ id: "9007199254740993", total: "205.70", n: 7 });
});
