import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";

/** Whether something was copied within the last two seconds, and what copies it. */
export function useCopied(text: string): { isDone: boolean; run: () => void } {
  const [isDone, setIsDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setIsDone(false), 2000);
    return () => clearTimeout(timer);
  }, [isDone]);
  return { isDone, run: () => void copy(text).then(() => setIsDone(true)) };
}

/** Copies `text`; says so for two seconds. */
export function CopyButton({ text, label, size = "base" }: { text: string; label: string; size?: "base" | "small" }) {
  const { isDone, run } = useCopied(text);
  return (
    <>
      <Button look="ghost" size={size} icon={isDone ? Check : Copy} isSquare aria-label={label} onClick={run} />
      <span role="status" className="sr-only">
        {isDone ? "Copied" : ""}
      </span>
    </>
  );
}

// Plain http on another machine is no secure context, so there is no clipboard there.
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** A value to take away: an address, a token. */
export function CopyLine({ value, label }: { value: string; label: string }) {
  return (
    <div className="flex items-center gap-1 rounded-2 border border-line bg-sunken pl-2.5">
      <code className="min-w-0 flex-1 truncate" title={value}>
        {value}
      </code>
      <CopyButton text={value} label={`Copy ${label}`} />
    </div>
  );
}

/** Lines to paste somewhere. */
export function Snippet({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex items-start rounded-2 border border-line bg-sunken">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={label} className="max-h-80 min-w-0 flex-1 overflow-auto py-2 pl-2.5">
        <pre>{text}</pre>
      </section>
      <span className="sticky top-0.5 p-0.5">
        <CopyButton text={text} label={`Copy ${label}`} />
      </span>
    </div>
  );
}
