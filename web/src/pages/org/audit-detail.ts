import type { Body } from "../../api/nouns";

/** The right that was missing where a request was refused: `projects.create`; nothing where that was not why. */
export function missingAction(detail: string): string | undefined {
  const { action } = detailOf(detail);
  return typeof action === "string" ? action : undefined;
}

/** Refusals that stand in the roles and grants of somebody; of others there is nothing to explain. */
const OF_GRANTS = ["forbidden", "would_exceed_grantor", "target_above_actor", "production_grant"];

export function isOfGrants(detail: string): boolean {
  const { code } = detailOf(detail);
  return missingAction(detail) !== undefined || OF_GRANTS.some((each) => each === code);
}

/** What an operator does by `bailiwick admin` has no account behind it. */
export function isByCommand(detail: string): boolean {
  return detailOf(detail).by === "command_line";
}

/** What it was done to: its name where it has one, and its kind. What names no thing is of the whole organization. */
export function targetOf(entry: Body<"AuditEntry">, organization: string | undefined): { name: string; kind: string } {
  const { target_kind, target_name } = entry;
  if (target_kind !== "operation") return { name: target_name ?? "", kind: target_kind.replaceAll("_", " ") };
  return { name: entry.organization ? (organization ?? "the organization") : "the server", kind: "" };
}

function detailOf(detail: string): Record<string, unknown> {
  try {
    const told: unknown = JSON.parse(detail);
    return typeof told === "object" && told !== null ? (told as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
