import { Popover, Tooltip } from "radix-ui";
import { createContext, type ReactNode, useContext, useId, useRef, useState } from "react";

/** The parts a control needs so that its reason is announced, and opens by hover, focus and tap. */
export type ReasonParts = { describedBy: string; onPress: () => void };

/** A right that is missing: the sentence that says so, and its action, so that it can be asked for. */
export type Denial = { text: string; action: string };

/** What a missing right offers: how its layer ends, and what opens where there is no room for one. */
export type Offer = {
  acts: (denial: Denial, close: (then?: () => void) => void) => ReactNode;
  open: (denial: Denial) => void;
};

/** Whoever knows how rights are asked for says so here. */
export const OfferContext = createContext<Offer | null>(null);

export function isDenial(why: unknown): why is Denial {
  return typeof why === "object" && why !== null && "action" in why && "text" in why;
}

/**
 * Ties a reason to the control it renders. The text stays in the page for aria-describedby; the layer shows it. Pressed,
 * a missing right opens a layer that stays and holds what can be done about it.
 */
export function Reason(props: { text: ReactNode | Denial; children: (parts: ReasonParts) => ReactNode }) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [isHeld, setIsHeld] = useState(false);
  const offer = useContext(OfferContext);
  const denial = isDenial(props.text) && offer ? props.text : null;
  const text = isDenial(props.text) ? props.text.text : props.text;
  const control = (
    <Tooltip.Trigger asChild>
      {props.children({ describedBy: id, onPress: () => (denial ? setIsHeld(true) : setIsOpen(true)) })}
    </Tooltip.Trigger>
  );
  return (
    <Tooltip.Root open={isOpen && !isHeld} onOpenChange={setIsOpen}>
      {denial && offer ? (
        <Held isOpen={isHeld} onClose={() => setIsHeld(false)} denial={denial} offer={offer}>
          {control}
        </Held>
      ) : (
        control
      )}
      <span id={id} hidden>
        {text}
      </span>
      <Tooltip.Portal>
        <Layer>{text}</Layer>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

type HeldProps = { isOpen: boolean; onClose: () => void; denial: Denial; offer: Offer; children: ReactNode };

/** The layer of a missing right. Closed by a key or by an act, focus returns to the control first. */
function Held({ isOpen, onClose, denial, offer, children }: HeldProps) {
  const control = useRef<HTMLDivElement>(null);
  const next = useRef<(() => void) | undefined>(undefined);
  const isOutside = useRef(false);
  const close = (then?: () => void) => {
    next.current = then;
    onClose();
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={(now) => now || onClose()}>
      <Popover.Anchor asChild ref={control}>
        {children}
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          aria-label="Why not"
          side="bottom"
          sideOffset={6}
          collisionPadding={12}
          onInteractOutside={() => {
            isOutside.current = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!isOutside.current) control.current?.focus();
            isOutside.current = false;
            next.current?.();
            next.current = undefined;
          }}
          className={`${LAYER} outline-none`}
        >
          <p>{denial.text}</p>
          <div className="mt-2 flex gap-2">{offer.acts(denial, close)}</div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
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

const LAYER =
  "z-50 max-w-72 rounded-[8px] border border-line-2 bg-float px-3 py-2 text-cap leading-[18px] text-ink-2 shadow-float";

function Layer({ side = "bottom", children }: { side?: "right" | "bottom"; children: ReactNode }) {
  return (
    <Tooltip.Content side={side} sideOffset={6} collisionPadding={12} className={LAYER}>
      {children}
    </Tooltip.Content>
  );
}

/** One delay for every tooltip below it. */
export function Reasons({ children }: { children: ReactNode }) {
  return <Tooltip.Provider delayDuration={200}>{children}</Tooltip.Provider>;
}
