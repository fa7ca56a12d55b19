import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./class";

export type Tone = "plain" | "accent" | "warn" | "gain" | "loss";

const TONES: Record<Tone, string> = {
  plain: "border-line bg-sunken text-ink-2",
  accent: "border-transparent bg-accent-wash text-accent",
  warn: "border-transparent bg-warn-wash text-warn",
  gain: "border-transparent bg-gain-wash text-gain",
  loss: "border-transparent bg-loss-wash text-loss",
};

export function Badge({
  tone = "plain",
  icon: Icon,
  children,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  children: ReactNode;
}) {
  return (
    <span
      className={classes(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded-1 border px-1.5 text-cap font-normal tracking-normal whitespace-nowrap",
        TONES[tone],
      )}
    >
      {Icon && <Icon size={12} strokeWidth={2} aria-hidden />}
      {children}
    </span>
  );
}

const OPERATIONS = {
  select: ["R", "bg-read-wash text-read", "read"],
  insert: ["C", "bg-create-wash text-create", "create"],
  update: ["U", "bg-update-wash text-update", "update"],
  delete: ["D", "bg-delete-wash text-delete", "delete"],
} as const;
export type OperationName = keyof typeof OPERATIONS;

/** The four operations in fixed slots, so that columns of them align and read without colour. */
export function Operations({ held }: { held: ReadonlySet<OperationName> }) {
  const names = Object.keys(OPERATIONS) as OperationName[];
  return (
    <span className="inline-flex gap-0.5">
      {names.map((name) => (
        <OperationMark key={name} name={name} isHeld={held.has(name)} />
      ))}
    </span>
  );
}

function OperationMark({ name, isHeld }: { name: OperationName; isHeld: boolean }) {
  const [letter, colour, word] = OPERATIONS[name];
  if (!isHeld) {
    return (
      <span aria-hidden className="grid size-[18px] place-content-center text-ink-3">
        <span className="h-0.5 w-1 rounded-full bg-line-2" />
      </span>
    );
  }
  return (
    <span
      className={classes(
        "grid size-[18px] place-content-center rounded-1 font-mono text-[11px] leading-[18px] font-bold",
        colour,
      )}
    >
      <span aria-hidden>{letter}</span>
      <span className="sr-only">{word} </span>
    </span>
  );
}
