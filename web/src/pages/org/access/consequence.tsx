import { useQuery } from "@tanstack/react-query";
import type { Consequences } from "../../../api/access";
import { areas } from "../../../api/roles";
import { people } from "../team/effect";
import { Figure, Side } from "../team/role-effect";

/** Who would gain and lose what, in figures and then by person; as wide as what it stands in, whose padding is `--inset`. */
export function Consequence({ consequences }: { consequences: Consequences }) {
  const known = useQuery(areas()).data ?? [];
  const all = people(consequences.members, known);
  const gain = all.filter((person) => person.gained.length > 0);
  const lose = all.filter((person) => person.lost.length > 0);
  return (
    <section aria-label="What it would do" className="-mx-(--inset) border-t border-line [--gutter:var(--inset)]">
      <dl aria-live="polite" className="grid grid-cols-3 px-(--gutter) pt-3 pb-3">
        <Figure name="Gained" count={consequences.gained} unit="rights" tone="text-gain" />
        <Figure name="Lost" count={consequences.lost} unit="rights" tone="text-loss" />
        <Figure name="Affects" count={consequences.affected} unit="people" tone="text-ink" />
      </dl>
      {gain.length > 0 && <Side title="Gain" people={gain} side="gained" />}
      {lose.length > 0 && <Side title="Lose" people={lose} side="lost" />}
      {all.length === 0 && (
        <p className="border-t border-line px-(--gutter) py-3 text-ink-2">Nobody gains or loses anything by it.</p>
      )}
      {consequences.total > consequences.members.length && (
        <p className="px-(--gutter) pb-2 text-cap text-ink-3">
          The first {consequences.members.length} of {consequences.total} changes are listed.
        </p>
      )}
    </section>
  );
}
