const DAY_MS = 86_400_000;

/** A moment the way a person says it: `today 14:02`, `12 Nov`, `3 Oct 2025`. */
export function sayTime(at: string | number | Date, now = new Date()): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "–";
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(date);
  if (date.toDateString() === now.toDateString()) return `today ${clock}`;
  if (date.toDateString() === new Date(now.getTime() - DAY_MS).toDateString()) return `yesterday ${clock}`;
  const month = new Intl.DateTimeFormat("en-US", { month: "short" }).format(date);
  const day = `${date.getDate()} ${month}`;
  return date.getFullYear() === now.getFullYear() ? day : `${day} ${date.getFullYear()}`;
}

/** A moment to come, with its hour: `today 18:00`, `29 Nov 03:35`. */
export function sayMoment(at: string | number | Date, now = new Date()): string {
  const said = sayTime(at, now);
  if (said.includes(":") || said === "–") return said;
  return `${said} ${new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(new Date(at))}`;
}

/** A moment, with the exact one behind it; `never` when there is none. */
export function Time({ at, never = "never" }: { at: string | null | undefined; never?: string }) {
  if (!at) return <span className="text-ink-3">{never}</span>;
  return (
    <time dateTime={at} title={new Date(at).toISOString()} className="whitespace-nowrap">
      {sayTime(at)}
    </time>
  );
}
