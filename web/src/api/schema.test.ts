import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

test("the types are those of the committed API document", () => {
  const check = () => execFileSync(process.execPath, ["scripts/types.mjs", "--check"], { stdio: "pipe" });
  expect(check).not.toThrow();
}, 30_000);
