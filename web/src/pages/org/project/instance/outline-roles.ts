import type { OutlineItem } from "./outline";

/** Every role that some permission names, in the order of the document. */
export function rolesIn(outline: readonly OutlineItem[]): string[] {
  return [...new Set(outline.flatMap((item) => item.roles))];
}

/** A role to look at `table` with at first: one that reads it whoever asks, or one that reads it, or any. */
export function likelyRole(outline: readonly OutlineItem[], table: string): string | undefined {
  const readers = outline.filter((item) => item.table === table && item.operations.has("select"));
  return (
    readers.find((item) => !item.isPersonal && item.roles.length > 0)?.roles[0] ??
    rolesIn(readers)[0] ??
    rolesIn(outline)[0]
  );
}
