import { Ban, Circle, CircleCheck, TriangleAlert } from "lucide-react";
import { classes } from "../ui/class";

const STATES = {
  running: [CircleCheck, "Running", "", "text-gain"],
  empty: [Circle, "Empty", "", "text-ink-3"],
  failed: [TriangleAlert, "Failed", "text-loss", ""],
  deprovisioned: [Ban, "Deprovisioned", "text-ink-3", ""],
} as const;

/** Icon and word: never colour alone. */
export function InstanceState({ state }: { state: keyof typeof STATES }) {
  const [Icon, word, tint, iconTint] = STATES[state];
  return (
    <span className={classes("inline-flex items-center gap-1.5 align-top whitespace-nowrap", tint)}>
      <Icon size={14} strokeWidth={1.75} aria-hidden className={iconTint} />
      {word}
    </span>
  );
}
