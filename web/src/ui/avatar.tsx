import { KeyRound, Users } from "lucide-react";
import { classes } from "./class";

const TINTS = [
  "bg-tint-1 text-on-tint-1",
  "bg-tint-2 text-on-tint-2",
  "bg-tint-3 text-on-tint-3",
  "bg-tint-4 text-on-tint-4",
  "bg-tint-5 text-on-tint-5",
];

/** At most two capital letters of a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0] ?? "?";
  const last = words.length > 1 ? (words[words.length - 1] ?? "") : "";
  return (first.charAt(0) + (last.charAt(0) || first.charAt(1))).toUpperCase();
}

/** A person, as initials on a tint that stays theirs. */
export function Avatar({ name }: { name: string }) {
  const sum = [...name].reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 65_521, 7);
  return (
    <span
      aria-hidden
      className={classes(
        "inline-block size-[22px] shrink-0 rounded-full text-center text-[10px] leading-[22px] font-strong tracking-[0.01em]",
        TINTS[sum % TINTS.length],
      )}
    >
      {initials(name)}
    </span>
  );
}

/** An organization, as its first letter. */
export function OrganizationMark({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="size-[18px] shrink-0 rounded-1 bg-ink text-center text-[11px] leading-[18px] font-bold text-surface"
    >
      {name.trim().charAt(0).toUpperCase() || "?"}
    </span>
  );
}

/** A team: square, so that it is never taken for a person. */
export function TeamMark({ name }: { name: string }) {
  return (
    <span
      role="img"
      aria-label={`Team ${name}`}
      className="grid size-[22px] shrink-0 place-content-center rounded-1 bg-pressed text-ink-2"
    >
      <Users size={12} strokeWidth={2} aria-hidden />
    </span>
  );
}

/** A token, which is nobody. */
export function TokenMark() {
  return (
    <span aria-hidden className="grid size-[22px] shrink-0 place-content-center rounded-1 bg-pressed text-ink-2">
      <KeyRound size={12} strokeWidth={2} />
    </span>
  );
}

/** Who holds something: at most four, then how many more. */
export function People({ people, total }: { people: { id: string; name: string; kind: string }[]; total: number }) {
  const shown = people.slice(0, 4);
  return (
    <span className="flex items-center">
      {shown.map((each) => (
        <span key={each.id} title={each.name} className="not-first:-ml-0.5">
          {each.kind === "team" ? (
            <TeamMark name={each.name} />
          ) : each.kind.endsWith("token") ? (
            <TokenMark />
          ) : (
            <Avatar name={each.name} />
          )}
        </span>
      ))}
      <span className="pl-1.5 text-ink-2">
        {total > shown.length && shown.length > 0 ? `+${total - shown.length}` : total}
      </span>
    </span>
  );
}
