import type { AuditFilter } from "./api/organizations";

type Search = Record<string, unknown>;

/**
 * What a parser leaves out is left out: the router lays its answer over the address as it is, so that what was dropped
 * would come back.
 */
export function only<Held extends object>(parse: (search: Search) => Held): (search: Search) => Held {
  return (search) => ({
    ...Object.fromEntries(Object.keys(search).map((name) => [name, undefined])),
    ...parse(search),
  });
}

/** An id as the API writes it. */
export function isId(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{24}$/.test(value);
}

/** A day of the calendar: `2026-02-28`. */
export function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const start = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(start.getTime()) && start.toISOString().startsWith(value);
}

/** What an address may hold of the filters of an audit log. What is old or mistyped filters nothing. */
export function auditSearch(search: Search): AuditFilter {
  const { action, outcome, actor, target, from, to } = search;
  return {
    ...(typeof action === "string" && action !== "" ? { action } : {}),
    ...(outcome === "ok" || outcome === "denied" ? { outcome } : {}),
    ...(isId(actor) ? { actor } : {}),
    ...(isId(target) ? { target } : {}),
    ...(isDay(from) ? { from } : {}),
    ...(isDay(to) ? { to } : {}),
  };
}
