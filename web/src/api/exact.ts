type Context = { source?: string };
type Reviver = (key: string, value: unknown, context?: Context) => unknown;

/**
 * JSON in which a number that JavaScript cannot hold, a 64-bit id or an exact decimal, stays as its digits in a text.
 * Browsers without source access (before 2025) round it, as `JSON.parse` does.
 */
export function parseExact(text: string): unknown {
  const keep: Reviver = (_, value, context) =>
    typeof value === "number" && context?.source !== undefined && context.source !== String(value)
      ? context.source
      : value;
  return JSON.parse(text, keep as Parameters<typeof JSON.parse>[1]);
}
