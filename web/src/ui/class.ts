/** Joins the classes that hold, e.g. `classes("row", isHot && "bg-hover")`. */
export function classes(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(" ");
}
