import { ChevronDown, Code, X } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { Button } from "../../../../../ui/button";
import { classes } from "../../../../../ui/class";
import { Reason } from "../../../../../ui/reason";
import { useWork } from "./context";

/** The shape of everything a rule is built of: a column, an operator, a value. */
const TOKEN =
  "h-6 min-w-0 rounded-1 border px-1.5 text-code leading-[22px] max-m:h-9 max-m:px-2 disabled:opacity-100 disabled:text-ink-2";
const KINDS = {
  name: "border-line bg-sunken font-mono text-ink hover:border-line-field",
  operator: "border-transparent bg-transparent text-ink-2 hover:border-line-2",
  logic: "border-line-2 bg-surface font-medium text-ink",
  value: "border-line bg-sunken font-mono text-ink hover:border-line-field",
  variable: "border-transparent bg-accent-wash font-mono text-accent hover:border-accent-edge",
} as const;
export type TokenKind = keyof typeof KINDS;

export function tokenClass(kind: TokenKind, more?: string): string {
  return classes(TOKEN, KINDS[kind], more);
}

/** A choice that looks like a part of the rule, as wide as what is chosen. */
export function TokenSelect({
  kind,
  children,
  ...rest
}: ComponentProps<"select"> & { kind: TokenKind; children: ReactNode }) {
  return (
    <span className="relative flex min-w-0 max-w-full">
      <select
        {...rest}
        className={tokenClass(kind, "max-w-full cursor-default appearance-none pr-5! [field-sizing:content]")}
      >
        {children}
      </select>
      <ChevronDown
        size={12}
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-1 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}

/** A row of the rule: it wraps, and what takes it away stays at its end. */
export function Removable(props: { label: string; onRemove: () => void; children: ReactNode }) {
  return (
    <span className="grid w-full min-w-0 grid-cols-[minmax(0,1fr)_auto] items-start gap-1">
      <span className="flex min-w-0 flex-wrap items-start gap-1">{props.children}</span>
      <RemoveButton label={props.label} onClick={props.onRemove} />
    </span>
  );
}

/** What the form cannot show stays as it is written, with the way to where that is. */
export function AsWritten({ source, line }: { source: string; line: number }) {
  const { goTo } = useWork();
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-1">
      <code className="rounded-1 border border-dashed border-line-2 bg-sunken px-1.5 [overflow-wrap:anywhere]">
        {source}
      </code>
      <Button look="ghost" size="small" icon={Code} onClick={() => goTo(line)}>
        Edit in YAML
      </Button>
    </span>
  );
}

/** Takes one part of the rule away. */
export function RemoveButton({
  label,
  onClick,
  className,
}: {
  label: string;
  onClick: () => void;
  className?: string;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={(event) => {
        const block = event.currentTarget.closest("fieldset");
        onClick();
        // What had the focus is gone; it stays with the part of the rule that it was in.
        requestAnimationFrame(() => {
          if (document.activeElement === document.body)
            block?.querySelector<HTMLElement>("button, select, input")?.focus();
        });
      }}
      className={classes(
        "grid size-6 shrink-0 place-content-center rounded-1 text-ink-3 hover:bg-hover hover:text-ink disabled:invisible max-m:size-9",
        className,
      )}
    >
      <X size={14} strokeWidth={1.75} aria-hidden />
    </button>
  );
}

/** One named part of an operation: its label, and what it says. */
export function Block({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="grid min-w-0 grid-cols-[80px_minmax(0,1fr)] gap-x-3 gap-y-1 py-1 max-m:grid-cols-[minmax(0,1fr)]">
      <legend className="sr-only">{label}</legend>
      <span aria-hidden className="leading-6 text-ink-2">
        {label}
      </span>
      <div className="flex min-w-0 flex-col items-start gap-1.5">{children}</div>
    </fieldset>
  );
}

/** One of several that are on or off, side by side; where it has a `reason` it stays as it is. */
export function TogglePill(props: {
  isOn: boolean;
  label: string;
  onToggle: () => void;
  reason?: string | undefined;
  className: string;
}) {
  const button = (rest: ComponentProps<"button">) => (
    <button type="button" aria-pressed={props.isOn} {...rest} className={props.className}>
      {props.label}
    </button>
  );
  if (!props.reason) return button({ onClick: props.onToggle });
  return (
    <Reason text={props.reason}>
      {({ describedBy, onPress }) =>
        button({ "aria-disabled": true, "aria-describedby": describedBy, onClick: onPress })
      }
    </Reason>
  );
}
