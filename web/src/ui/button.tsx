import { Lock, type LucideIcon } from "lucide-react";
import type { ComponentProps, MouseEvent, ReactNode } from "react";
import { classes } from "./class";
import { type Denial, Reason } from "./reason";

export type Look = "outline" | "primary" | "ghost" | "danger" | "danger-fill";
export type Size = "base" | "small" | "large";

const LOOKS: Record<Look, string> = {
  outline: "border-line-2 bg-surface text-ink hover:bg-hover active:bg-pressed in-[[role=dialog]]:bg-float",
  primary: "border-transparent bg-accent-fill text-on-accent hover:bg-accent-hot",
  ghost: "border-transparent text-ink-2 hover:bg-hover hover:text-ink active:bg-pressed",
  danger: "border-line-2 bg-surface text-delete hover:bg-hover active:bg-pressed in-[[role=dialog]]:bg-float",
  "danger-fill": "border-transparent bg-danger-fill text-on-danger",
};
const OFF: Record<"filled" | "bare", string> = {
  filled: "cursor-not-allowed border-line bg-sunken text-off",
  bare: "cursor-not-allowed border-transparent text-off",
};
const SIZES: Record<Size, [text: string, square: string]> = {
  base: ["h-(--ctl) px-2.5 text-base", "size-(--ctl)"],
  small: ["h-6 px-2 text-cap max-m:h-8", "size-6 max-m:size-8"],
  large: ["h-8 px-3 text-base max-m:h-9", "size-8 max-m:size-9"],
};

/** The classes of a button, for a link that must look like one. */
export function buttonClass(look: Look = "outline", size: Size = "base", isSquare = false, isOff = false): string {
  return classes(
    "inline-flex shrink-0 cursor-default items-center justify-center gap-1.5 rounded-2 border font-medium whitespace-nowrap no-underline transition-colors",
    SIZES[size][isSquare ? 1 : 0],
    isOff ? OFF[look === "ghost" ? "bare" : "filled"] : LOOKS[look],
  );
}

type Props = Omit<ComponentProps<"button">, "disabled"> & {
  look?: Look;
  size?: Size;
  icon?: LucideIcon;
  /** Which right is missing; the control stays in place, focusable, with a lock. */
  denied?: ReactNode | Denial;
  /** What must happen first; the control stays in place, focusable. */
  reason?: ReactNode;
  /** The act is under way: a second press does nothing. */
  isBusy?: boolean;
  /** Shows the icon alone; `aria-label` names it. */
  isSquare?: boolean;
};

/** A button: verb and noun. */
export function Button(props: Props) {
  const why = props.denied || props.reason;
  if (!why) return <Press {...props} />;
  return (
    <Reason text={why}>
      {({ describedBy, onPress }) => <Press {...props} aria-describedby={describedBy} onClick={onPress} />}
    </Reason>
  );
}

function Press({ look, size = "base", icon, denied, reason, isBusy, isSquare, children, className, ...rest }: Props) {
  const isExplained = Boolean(denied || reason);
  const isOff = isExplained || Boolean(isBusy);
  const Icon = denied && !isSquare ? Lock : icon;
  const swallow = (event: MouseEvent<HTMLButtonElement>) => {
    event.preventDefault();
    if (isExplained) rest.onClick?.(event);
  };
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={isOff || undefined}
      aria-busy={isBusy || undefined}
      onClick={isOff ? swallow : rest.onClick}
      className={classes(buttonClass(look, size, isSquare, isOff), className)}
    >
      {Icon && <Icon size={size === "small" ? 14 : 16} strokeWidth={1.75} aria-hidden className="opacity-85" />}
      {isSquare ? null : children}
    </button>
  );
}
