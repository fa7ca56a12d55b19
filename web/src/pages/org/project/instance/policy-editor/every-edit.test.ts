import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { OperationName } from "../../../../../ui/badge";
import { addKey, addTest, asChoices, removePart, setColumn, setOperand, setOperator } from "./condition-edits";
import type { Part, Together } from "./conditions";
import { OPERATIONS, type Permission, permissionKey, readModel } from "./permission";
import {
  duplicatePermission,
  removePermission,
  renamePermission,
  toggleOperation,
  toggleRole,
} from "./permission-edits";
import { setValue } from "./splice";

const whole = readFileSync(new URL("../../../../../../../examples/wanderlust/policy.yaml", import.meta.url), "utf8");
/** Two of its permissions, with comments, and what stands behind them. */
const flow = whole
  .replace(/^ {2}catalogue:.*?(?= {2}own_orders:)/ms, "")
  .replace(/^ {2}all_orders:.*?(?=\n# What)/ms, "")
  .replace("    update:", "    update: # to change\n      # rows of theirs");
const plain = parse(flow);
/** The same policy in every way that people write one. */
const STYLES: Record<string, string> = {
  "flow and block": flow,
  block: stringify(plain).replaceAll(/^( {2}\w+:)$/gm, "  # about it\n$1 # named"),
  "Windows lines": flow.replaceAll("\n", "\r\n"),
  JSON: JSON.stringify(plain, null, 2),
  "JSON on one line": JSON.stringify(plain),
};

function read(text: string): Permission[] {
  const model = readModel(text);
  if (model.problem) throw new Error(`${model.problem.message}, line ${model.problem.line}`);
  return model.permissions;
}

function parts(together: Together | null | false): Part[] {
  return (together || null)?.parts.flatMap(within) ?? [];
}

function within(part: Part): Part[] {
  if (part.kind === "any" || part.kind === "every") return [part, ...part.choices.flatMap(parts)];
  return "inner" in part ? [part, ...parts(part.inner)] : [part];
}

function operationsOf(permission: Permission) {
  return Object.values(permission.operations);
}

/** Comments of a text, in their order. */
function comments(text: string): string[] {
  return text.match(/(?<=^|\s)#.*?(?=\r?$)/gm) ?? [];
}

/** An edit leaves every other permission and every comment outside of what it takes away as they were. */
function check(name: string, before: string, after: string | undefined, slug: string, isTaken = false): string {
  expect(after, `${name}: refused`).toBeDefined();
  const text = after ?? "";
  const others = (all: Permission[]) => all.filter((each) => each.slug !== slug && !each.slug.startsWith("made_up"));
  expect(others(read(text)).map(permissionKey), `${name}: touches others`).toEqual(
    others(read(before)).map(permissionKey),
  );
  if (!isTaken) expect(comments(text), `${name}: loses comments`).toEqual(comments(before));
  const rest = (of: string) => ({ ...parse(of), permissions: null });
  expect(rest(text), `${name}: touches what is beside`).toEqual(rest(before));
  return text;
}

for (const [style, text] of Object.entries(STYLES)) {
  test(`each edit changes what it is about and nothing else: ${style}`, { timeout: 60_000 }, () => {
    for (const permission of read(text)) {
      const { slug } = permission;
      const again = (of: string) => read(of).find((each) => each.slug === slug);
      check(`delete ${slug}`, text, removePermission(text, permission), slug, true);
      check(`rename ${slug}`, text, renamePermission(text, permission, "made_up", "New: name"), slug);
      check(`duplicate ${slug}`, text, duplicatePermission(text, slug, "made_up", "Copy"), "", true);
      const widened = check(`role of ${slug}`, text, toggleRole(text, permission, "made up"), slug);
      expect(again(widened)?.roles).toEqual([...permission.roles, "made up"]);
      for (const name of OPERATIONS.filter((each: OperationName) => !permission.operations[each])) {
        const granted = check(`${name} of ${slug}`, text, toggleOperation(text, permission, name, ["id"]), slug);
        expect(again(granted)?.operations[name]).toBeDefined();
      }
      for (const operation of operationsOf(permission)) {
        const where = [...operation.path, operation.name === "insert" ? "validate" : "where"];
        const added = check(`${slug}: a test more`, text, addTest(text, where, "price", "$gt", "5"), slug);
        expect(again(added), slug).not.toEqual(again(text));
        if (operation.name !== "insert") {
          const group = addKey(text, where, "$or", '[{ "a": 1 }]');
          check(`${slug}: a group more`, text, group, slug);
        }
        if (operation.where) check(`${slug}: any`, text, asChoices(text, operation.where), slug);
        for (const { path } of [...operation.fill, ...operation.overwrite])
          check(`${slug}: ${path.join(".")}`, text, setValue(text, path, "5"), slug);
        for (const part of [operation.where, operation.validate, operation.check].flatMap(parts)) {
          check(`${slug}: without ${part.path.join(".")}`, text, removePart(text, part), slug);
          if (part.kind !== "test") continue;
          check(`${slug}: value of ${part.path.join(".")}`, text, setOperand(text, part, "5"), slug);
          check(`${slug}: operator of ${part.path.join(".")}`, text, setOperator(text, part, "$nin", "[5]"), slug);
          check(`${slug}: column of ${part.path.join(".")}`, text, setColumn(text, part, "other", "5"), slug);
        }
      }
    }
  });
}
