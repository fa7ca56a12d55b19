import { Check, Ellipsis, Lock, type LucideIcon } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { type ReactNode, useContext } from "react";
import { Button } from "./button";
import { classes } from "./class";
import { type Denial, isDenial, OfferContext } from "./reason";

/** A list of acts or places below the control that opens it. */
export function Menu(props: { trigger: ReactNode; label?: string; align?: "start" | "end"; children: ReactNode }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{props.trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={props.align ?? "start"}
          sideOffset={4}
          collisionPadding={8}
          // Its own name, where it has one, and not that of what opens it.
          {...(props.label && { "aria-label": props.label, "aria-labelledby": undefined })}
          className="z-40 max-h-[min(420px,var(--radix-dropdown-menu-content-available-height))] max-w-80 min-w-48 overflow-auto rounded-[8px] border border-line-2 bg-float p-1 shadow-float"
        >
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem(props: {
  onSelect: () => void;
  icon?: LucideIcon;
  isCurrent?: boolean;
  isDanger?: boolean;
  /** Which right is missing; shown below the words, with a lock. Chosen, it opens what can be done about it. */
  denied?: string | Denial | undefined;
  /** What must happen first; shown below the words. */
  reason?: string | undefined;
  hint?: ReactNode;
  children: ReactNode;
}) {
  const offer = useContext(OfferContext);
  const denial = isDenial(props.denied) ? props.denied : undefined;
  const why = (isDenial(props.denied) ? props.denied.text : props.denied) ?? props.reason;
  const Icon = props.denied ? Lock : props.icon;
  return (
    <Radix.Item
      aria-disabled={why ? true : undefined}
      onSelect={(event) => {
        if (denial && offer) offer.open(denial);
        else if (why) event.preventDefault();
        else props.onSelect();
      }}
      className={classes(
        "flex min-h-7 cursor-default items-start gap-2 rounded-1 px-2 py-1 outline-none select-none data-highlighted:bg-hover max-m:min-h-9 max-m:py-2",
        why ? "text-off" : props.isDanger ? "text-delete" : "text-ink",
      )}
    >
      {Icon && <Icon size={14} strokeWidth={1.75} aria-hidden className="mt-[3px] text-ink-3" />}
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {props.children}
        {why && <span className="block text-cap text-ink-3">{why}</span>}
      </span>
      {props.hint && <span className="text-cap leading-5 text-ink-3">{props.hint}</span>}
      {props.isCurrent && <Check size={14} strokeWidth={2} aria-label="current" className="mt-[3px] text-accent" />}
    </Radix.Item>
  );
}

export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Radix.Group>
      <Radix.Label className="px-2 pt-2 pb-1 text-cap text-ink-3">{label}</Radix.Label>
      {children}
    </Radix.Group>
  );
}

export function MenuLine() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}

/** The three dots at the end of a row. */
export function Kebab({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Menu
      align="end"
      label={label}
      trigger={
        <Button
          look="ghost"
          size="small"
          icon={Ellipsis}
          isSquare
          aria-label={label}
          className="-my-1 -mr-1.5 align-middle"
        />
      }
    >
      {children}
    </Menu>
  );
}
