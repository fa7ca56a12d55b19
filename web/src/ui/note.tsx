import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./class";

const KINDS = {
  info: [Info, "bg-sunken text-ink-2", "text-ink-3"],
  warn: [TriangleAlert, "bg-warn-wash text-ink", "text-warn"],
  loss: [CircleAlert, "bg-loss-wash text-ink", "text-loss"],
} as const;

/** A sentence that stands beside what it is about; a `loss` is announced at once. */
export function Note({ kind = "info", children }: { kind?: keyof typeof KINDS; children: ReactNode }) {
  const [Icon, box, tint] = KINDS[kind];
  return (
    <div role={kind === "loss" ? "alert" : undefined} className={classes("flex gap-2 rounded-2 px-2.5 py-2", box)}>
      <Icon size={16} strokeWidth={1.75} aria-hidden className={classes("mt-0.5", tint)} />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</div>
    </div>
  );
}

/** One sentence and one button where the first row would be. */
export function Empty({ children, act }: { children: ReactNode; act?: ReactNode }) {
  return (
    <div className="-mt-px flex flex-wrap items-center gap-x-4 gap-y-3 border-y border-line px-(--gutter) py-6 text-ink-2">
      <p>{children}</p>
      {act}
    </div>
  );
}
