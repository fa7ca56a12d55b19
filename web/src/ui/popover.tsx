import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** A small layer beside the control that opens it; Escape closes, focus returns. */
export function Popover(props: {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  label: string;
  trigger: ReactNode;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={props.isOpen} onOpenChange={props.onOpenChange}>
      <Radix.Trigger asChild>{props.trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={props.label}
          role="dialog"
          className="z-20 flex max-h-[min(560px,var(--radix-popover-content-available-height))] w-[min(380px,calc(100vw-16px))] flex-col overflow-hidden rounded-[8px] border border-line-2 bg-float shadow-float outline-none"
        >
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
