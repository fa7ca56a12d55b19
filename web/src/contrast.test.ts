import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("./style.css", import.meta.url), "utf8");
const TEXT = 4.5;
const CONTROL = 3;

const NEUTRALS = ["canvas", "surface", "sunken", "float", "hover"];
/** Every pair in use: the ink, what it stands on, and the least contrast. */
const PAIRS: [ink: string, grounds: string[], least: number][] = [
  ["ink", [...NEUTRALS, "pressed", "accent-wash", "warn-wash", "loss-wash"], TEXT],
  ["ink-2", [...NEUTRALS, "pressed", "accent-wash"], TEXT],
  ["ink-3", NEUTRALS, TEXT],
  ["accent", [...NEUTRALS, "pressed", "accent-wash"], TEXT],
  ["on-accent", ["accent-fill", "accent-hot"], TEXT],
  ["on-danger", ["danger-fill"], TEXT],
  ["read", ["surface", "read-wash"], TEXT],
  ["create", ["surface", "sunken", "float", "create-wash"], TEXT],
  ["update", ["surface", "sunken", "float", "canvas", "update-wash"], TEXT],
  ["delete", ["surface", "sunken", "float", "canvas", "hover", "delete-wash"], TEXT],
  ...[1, 2, 3, 4, 5].map((tint): [string, string[], number] => [`on-tint-${tint}`, [`tint-${tint}`], TEXT]),
  ["off", ["surface", "sunken", "float", "canvas"], CONTROL],
  ["line-field", ["surface", "float", "sunken"], CONTROL],
  ["accent-fill", ["surface", "float", "canvas"], CONTROL],
];

for (const theme of ["light", "dark"] as const) {
  test(`every pair in use is readable in the ${theme} theme`, () => {
    const weak = PAIRS.flatMap(([ink, grounds, least]) =>
      grounds
        .map((ground) => ({
          pair: `${ink} on ${ground}`,
          ratio: contrast(colour(ink, theme), colour(ground, theme)),
          least,
        }))
        .filter(({ ratio, least }) => ratio < least),
    );
    expect(weak).toEqual([]);
  });
}

test("the arithmetic is the standard's", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

function colour(name: string, theme: "light" | "dark"): string {
  const line = css.match(new RegExp(`--color-${name}: (.+);`))?.[1];
  const alias = line?.match(/^var\(--color-(.+)\)$/)?.[1];
  if (alias) return colour(alias, theme);
  const both = line?.match(/^light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)$/);
  const value = both?.[theme === "light" ? 1 : 2];
  if (!value) throw new Error(`${name} is not one light-dark() line`);
  return value;
}

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
