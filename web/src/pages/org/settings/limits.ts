/** A limit as it is typed: empty is none. What is no number becomes one that the server refuses, never none. */
export function limit(typed: string): number | null {
  if (typed.trim() === "") return null;
  const number = Number(typed);
  return Number.isFinite(number) ? number : 0;
}

/** Networks as they are typed, one a line or parted by commas; empty is anywhere. */
export function networks(typed: string): string[] | null {
  const named = typed.split(/[\s,;]+/).filter(Boolean);
  return named.length > 0 ? named : null;
}
