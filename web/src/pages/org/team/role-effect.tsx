import { useQuery } from "@tanstack/react-query";
import { Ban, Minus, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { sentence } from "../../../api/error";
import { areas } from "../../../api/roles";
import { Failure } from "../../../parts/loaded";
import { Avatar, TeamMark } from "../../../ui/avatar";
import { Button } from "../../../ui/button";
import { classes } from "../../../ui/class";
import { Prose } from "../../../ui/prose";
import { type Line, type Person, people } from "./effect";
import type { Effect } from "./use-effect-of";

const SHOWN = 20;

/** The blast radius of a role, before it is saved: in figures, then by person. */
export function RoleEffect({ effect, isNew, isReadOnly }: { effect: Effect; isNew: boolean; isReadOnly: boolean }) {
  const known = useQuery(areas()).data ?? [];
  const all = people(effect.answer?.members ?? [], known);
  const gain = all.filter((person) => person.gained.length > 0);
  const lose = all.filter((person) => person.lost.length > 0);
  return (
    <aside aria-label="Effect of this change" className="border-l border-line max-l:border-t max-l:border-l-0">
      <section className="px-(--gutter) py-5">
        <header className="flex items-baseline gap-2">
          <h2>Who gains and loses what</h2>
          <span className="ml-auto text-cap text-ink-3">
            {isReadOnly ? "nothing changes" : "live, nothing saved yet"}
          </span>
        </header>
        <dl
          aria-live="polite"
          aria-busy={effect.isPending}
          className={classes("mt-3 grid grid-cols-3 transition-opacity", effect.isPending && "opacity-60")}
        >
          <Figure name="Gain" count={gain.length} unit="people" tone="text-gain" />
          <Figure name="Lose" count={lose.length} unit="people" tone="text-loss" />
          <Figure name="Refused" count={effect.refused ? 1 : 0} unit="items" tone="text-loss" />
        </dl>
      </section>
      {effect.error && (
        <section className="border-t border-line px-(--gutter) py-4">
          <Failure error={effect.error} />
        </section>
      )}
      {effect.refused && (
        <section className="flex gap-2 border-t border-line px-(--gutter) py-4">
          <Ban size={16} strokeWidth={1.75} aria-hidden className="mt-0.5 text-loss" />
          <div className="min-w-0">
            <h3 className="text-loss">Saving this is refused</h3>
            <p className="text-ink-2">
              <Prose text={sentence(effect.refused.message)} />
            </p>
          </div>
        </section>
      )}
      {gain.length > 0 && <Side title="Gain" people={gain} side="gained" />}
      {lose.length > 0 && <Side title="Lose" people={lose} side="lost" />}
      {all.length === 0 && !effect.error && (
        <section className="border-t border-line px-(--gutter) py-4 text-ink-2">
          {isNew
            ? "Nobody holds this role yet, so nobody gains or loses anything by saving it."
            : "Nobody gains or loses anything."}
        </section>
      )}
    </aside>
  );
}

export function Figure({ name, count, unit, tone }: { name: string; count: number; unit: string; tone: string }) {
  return (
    <div className="border-line not-first:border-l not-first:pl-4">
      <dt className="text-cap text-ink-2">{name}</dt>
      <dd className={classes("text-title font-strong", count > 0 ? tone : "text-ink-3")}>
        {count} <span className="text-cap font-normal text-ink-3">{count === 1 ? ONE[unit] : unit}</span>
      </dd>
    </div>
  );
}

const ONE: Record<string, string> = { people: "person", items: "item", rights: "right" };

export function Side({ title, people: all, side }: { title: string; people: Person[]; side: "gained" | "lost" }) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? all : all.slice(0, SHOWN);
  return (
    <section className="border-t border-line px-(--gutter) py-4">
      <header className="mb-1 flex items-baseline">
        <h3>{title}</h3>
        <span className="ml-auto text-cap text-ink-3">
          {all.length} {all.length === 1 ? "person" : "people"}
        </span>
      </header>
      <ul>
        {shown.map((person) => (
          <li key={person.id} className="border-line py-2 not-last:border-b">
            <div className="flex items-center gap-2">
              {person.kind === "team" ? <TeamMark name={person.name} /> : <Avatar name={person.name} />}
              <span className="font-medium [overflow-wrap:anywhere]">{person.name}</span>
              {person.kind !== "member" && <span className="text-ink-3">{KINDS[person.kind] ?? person.kind}</span>}
            </div>
            <Lines lines={person[side]} side={side} />
          </li>
        ))}
      </ul>
      {all.length > shown.length && (
        <Button size="small" onClick={() => setIsWhole(true)}>
          Show all {all.length}
        </Button>
      )}
    </section>
  );
}

const KINDS: Record<string, ReactNode> = {
  team: "team",
  invitation: "invited",
  service_token: "service token",
  token: "personal token",
};

function Lines({ lines, side }: { lines: Line[]; side: "gained" | "lost" }) {
  const Icon = side === "gained" ? Plus : Minus;
  return (
    <ul className="pl-[30px]">
      {lines.map((line) => (
        <li key={line.right} className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-2">
          <Icon
            size={14}
            strokeWidth={2}
            aria-label={side === "gained" ? "gains" : "loses"}
            className={side === "gained" ? "text-gain" : "text-loss"}
          />
          <span className="font-medium [overflow-wrap:anywhere]">{line.right}</span>
          <span className="text-ink-2">{line.where}</span>
        </li>
      ))}
    </ul>
  );
}
