const DAY_MS = 86_400_000;

/** How long a token may last, as people choose it: days, or `never`. */
export const LIVES: [value: string, label: string][] = [
  ["7", "7 days"],
  ["30", "30 days"],
  ["90", "90 days"],
  ["365", "1 year"],
];
export const NEVER: [value: string, label: string] = ["never", "Never"];

/** The end of a life that begins now, as the server reads it; nothing where it is to stay as it is. */
export function endOf(life: string, now: number = Date.now()): string | undefined {
  if (life === "" || life === "never") return life || undefined;
  return new Date(now + Number(life) * DAY_MS).toISOString();
}
