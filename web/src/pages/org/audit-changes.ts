/** A part of a thing, as it was and as it is. */
export type Change = { name: string; from: string; to: string };

/** The changes that an entry's detail tells; none when it tells something else, which is then shown as it is. */
export function changesOf(detail: string): Change[] {
  const told = parsed(detail);
  if ("before" in told && "after" in told) return differences(told.before, told.after);
  const whole = changeOf("all of it", told);
  if (whole) return [whole];
  const parts = Object.entries(told);
  const changes = parts.map(([name, part]) => changeOf(name, part));
  return changes.every((change) => change !== undefined) ? changes : [];
}

/** Of two states of a thing, the parts that differ. */
function differences(before: unknown, after: unknown): Change[] {
  const [old, now] = [entries(before), entries(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => ({ name, from: say(old.get(name)), to: say(now.get(name)) }))
    .filter(({ from, to }) => from !== to);
}

function entries(value: unknown): Map<string, unknown> {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function changeOf(name: string, part: unknown): Change | undefined {
  if (typeof part !== "object" || part === null || !("from" in part) || !("to" in part)) return undefined;
  return { name, from: say(part.from), to: say(part.to) };
}

function parsed(detail: string): object {
  try {
    const value: unknown = JSON.parse(detail);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function say(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
