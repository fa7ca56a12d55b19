import type { Explanation, GrantVerdict, Place } from "../../api/access";
import { begin, sentence, stop } from "../../api/error";
import { sayTime } from "../../ui/time";
import { title } from "./pick-action";

const COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** `four grants` */
export function grants(count: number): string {
  return `${COUNTS[count] ?? count} ${count === 1 ? "grant" : "grants"}`;
}

/** A thing as one says it in a sentence: its name, and what it is in only where it stands alone. */
export function sayThing(path: readonly Place[]): string {
  const last = path.at(-1);
  if (!last) return "it";
  return last.kind === "production_branches" ? `the production branches of ${last.name}` : last.name;
}

/** What a grant gives. */
export function sayGiven(grant: GrantVerdict): string {
  return grant.role?.name ?? grant.actions.join(", ");
}

/** How it came. */
export function sayWay(grant: GrantVerdict): string {
  return grant.team ? `through the team ${grant.team.name}` : "given directly";
}

/** Until when. */
export function sayEnd(grant: GrantVerdict): string {
  if (!grant.expires_at) return "no end";
  return `${grant.in_time ? "until" : "ended"} ${sayTime(grant.expires_at)}`;
}

export type Verdict = { start: string; main: string; more: string };

const NONE: Record<number, string> = { 0: "Nothing gives", 1: "It does not give" };

const NEAREST: Record<string, string> = {
  expired: "which has ended",
  production_left_out: "which leaves out production",
  outside_scope: "which does not reach it",
};

/** The answer in three sentences: what is held, whether it does, and the nearest of it. */
export function sayVerdict(explanation: Explanation): Verdict {
  const { start, main, more } = verdictOf(explanation);
  // A name may end with a full stop of its own.
  return { start, main: stop(main), more: stop(more) };
}

function verdictOf(explanation: Explanation): Verdict {
  const { allowed, principal, obstacle, action, path } = explanation;
  const what = `“${title(action)}” on ${sayThing(path)}`;
  // What the server says of a token that has no name to be told begins small.
  const name = principal?.kind === "personal_token" ? begin(principal.name) : principal?.name;
  const start = principal ? `${name} holds ${grants(explanation.grants.length)}.` : "";
  if (allowed) {
    const giving = explanation.grants.filter(({ verdict }) => verdict === "granted");
    const [first] = giving;
    const count = giving.length === 1 ? "One of them gives" : `${begin(grants(giving.length))} give`;
    return {
      start,
      main:
        giving.length === explanation.grants.length && giving.length === 1 ? `It gives ${what}` : `${count} ${what}`,
      more: first ? `${sayGiven(first)}, ${sayWay(first)}${first.expires_at ? `, ${sayEnd(first)}` : ""}` : "",
    };
  }
  if (obstacle) return { start: "", main: begin(obstacle), more: "" };
  const nearest = Object.keys(NEAREST).flatMap((verdict) =>
    explanation.grants.filter((grant) => grant.verdict === verdict),
  )[0];
  return {
    start,
    main: `${NONE[explanation.grants.length] ?? "None gives"} ${what}`,
    more: nearest ? `The nearest is ${sayGiven(nearest)}, ${NEAREST[nearest.verdict]}` : "",
  };
}

/** The whole answer as text, to paste where it was asked. */
export function copyText(explanation: Explanation): string {
  const { allowed, principal, action, path, fixes } = explanation;
  const { start, main, more } = sayVerdict(explanation);
  const question = `Can ${principal?.name ?? "somebody"} ${title(action).toLowerCase()} (${action}) on ${path.map(({ name }) => name).join(" / ") || "it"}?`;
  return [
    question,
    [allowed ? "Yes." : "No.", start, main, more].filter(Boolean).join(" "),
    ...explanation.grants.map((grant) =>
      [`- ${sayGiven(grant)}, ${sayWay(grant)}, ${grant.scope}, ${sayEnd(grant)}: ${grant.reason}`].join(""),
    ),
    ...(fixes.length > 0 ? ["What would allow it, least authority first:"] : []),
    ...fixes.map((fix, place) => `${place + 1}. ${sentence(fix.sentence)} Adds ${sayExtra(fix.extra)}.`),
  ].join("\n");
}

/** `9 rights`: an action on a thing each. */
export function sayExtra(extra: number): string {
  return `${extra.toLocaleString("en")} ${extra === 1 ? "right" : "rights"}`;
}
