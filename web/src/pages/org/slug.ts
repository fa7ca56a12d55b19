/**
 * The database name that the server makes of a project's name: `Trip Journal` becomes `trip-journal`, or `trip-journal-2`
 * when that is taken. Only for saying so beforehand; the server decides.
 */
export function slugOf(name: string, taken: readonly string[] = []): string {
  const words = name
    .trim()
    .toLowerCase()
    .slice(0, 50)
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  if (words.length === 0) return "";
  const joined = words.join("-");
  const base = /^[a-z]/.test(joined) ? joined : `db-${joined}`;
  let number = 1;
  const numbered = () => (number === 1 ? base : `${base}-${number}`);
  while (taken.includes(numbered())) number += 1;
  return numbered();
}
