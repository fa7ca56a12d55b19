import { Tooltip } from "radix-ui";
import { type ReactNode, useId, useState } from "react";

/** The parts a control needs so that its reason is announced, and opens by hover, focus and tap. */
export type ReasonParts = { describedBy: string; onPress: () => void };

/** Ties a reason to the control it renders. The text stays in the page for aria-describedby; the layer shows it. */
export function Reason({ text, children }: { text: ReactNode; children: (parts: ReasonParts) => ReactNode }) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Tooltip.Root open={isOpen} onOpenChange={setIsOpen}>
      <Tooltip.Trigger asChild>{children({ describedBy: id, onPress: () => setIsOpen(true) })}</Tooltip.Trigger>
      <span id={id} hidden>
        {text}
      </span>
      <Tooltip.Portal>
        <Layer>{text}</Layer>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** A short explanation of an icon or a shortened word. */
export function Hint({ text, side, children }: { text: ReactNode; side?: "right" | "bottom"; children: ReactNode }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Layer side={side}>{text}</Layer>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

function Layer({ side = "bottom", children }: { side?: "right" | "bottom"; children: ReactNode }) {
  return (
    <Tooltip.Content
      side={side}
      sideOffset={6}
      collisionPadding={12}
      className="z-50 max-w-72 rounded-[8px] border border-line-2 bg-float px-3 py-2 text-cap leading-[18px] text-ink-2 shadow-float"
    >
      {children}
    </Tooltip.Content>
  );
}

/** One delay for every tooltip below it. */
export function Reasons({ children }: { children: ReactNode }) {
  return <Tooltip.Provider delayDuration={200}>{children}</Tooltip.Provider>;
}
