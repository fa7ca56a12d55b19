import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { Button } from "./button";
import { classes } from "./class";

/** A layer for one act. The title is the words of the button that opened it; Escape closes, focus returns. */
export function Dialog(props: {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** One sentence under the title. */
  about?: ReactNode;
  /** For text that is read side by side or in long lines. */
  isWide?: boolean;
  /** Shows what will not be shown again: a press beside it does not close it. */
  isSticky?: boolean;
  children: ReactNode;
}) {
  const opener = useRef<HTMLElement | null>(null);
  // Read while rendering: once it is shown, its first field has taken the focus.
  if (!props.isOpen) opener.current = null;
  else opener.current ??= openerOf();
  return (
    <Radix.Root open={props.isOpen} onOpenChange={(isOpen) => isOpen || props.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 grid grid-cols-[minmax(0,1fr)] items-start justify-items-center overflow-auto bg-scrim px-4 pt-24 pb-4 max-m:items-end max-m:justify-items-stretch max-m:p-0">
          <Radix.Content
            {...(props.about ? {} : { "aria-describedby": undefined })}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              opener.current?.focus();
            }}
            onInteractOutside={(event) => props.isSticky && event.preventDefault()}
            className={classes(
              props.isWide ? "max-w-[880px]" : "max-w-[592px]",
              "w-full rounded-3 border border-line-2 bg-float shadow-float outline-none max-m:max-w-none max-m:rounded-b-none max-m:border-x-0 max-m:border-b-0",
            )}
          >
            <header className="flex items-center gap-2 pt-4 pr-4 pl-5">
              <Radix.Title className="min-w-0 flex-1 text-pick [overflow-wrap:anywhere]">{props.title}</Radix.Title>
              <Radix.Close asChild>
                <Button look="ghost" icon={X} isSquare aria-label="Close" />
              </Radix.Close>
            </header>
            {props.about && <Radix.Description className="px-5 pt-1 text-ink-2">{props.about}</Radix.Description>}
            {props.children}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** What focus returns to: the control that was pressed, or the one whose menu was chosen from. */
function openerOf(): HTMLElement | null {
  const active = document.activeElement;
  const menu = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const control = (menu && document.getElementById(menu)) || active;
  return control instanceof HTMLElement ? control : null;
}

/** The scrolling middle of a dialog. */
export function DialogBody({ children }: { children: ReactNode }) {
  return <div className="flex flex-col gap-4 px-(--inset) pt-3 pb-5 [--inset:20px]">{children}</div>;
}

/** Left: what else happens. Right: Cancel and the act. */
export function DialogFoot({ note, children }: { note?: ReactNode; children: ReactNode }) {
  return (
    <footer className="flex items-center gap-2 border-t border-line px-5 py-3 max-m:flex-wrap">
      <span className="min-w-0 text-cap text-ink-3">{note}</span>
      <span className="ml-auto flex gap-2 max-m:ml-0 max-m:w-full max-m:[&>button]:flex-1">{children}</span>
    </footer>
  );
}
