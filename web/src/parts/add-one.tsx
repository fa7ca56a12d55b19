import type { ReactNode } from "react";
import type { ApiError } from "../api/error";
import { Button } from "../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../ui/dialog";
import { FormError } from "./form";

/** Adds one after the other from a picker, until it is closed. */
export function AddOne(props: {
  title: string;
  about?: string;
  onClose: () => void;
  act: { error: ApiError | null; clear: () => void };
  /** Who or what was added last. */
  added: string | null;
  children: ReactNode;
}) {
  return (
    <Dialog isOpen onClose={props.onClose} title={props.title} about={props.about}>
      <DialogBody>
        {props.children}
        <FormError error={props.act.error} onClear={props.act.clear} />
        <p role="status" className="text-ink-2">
          {props.added && `${props.added} was added.`}
        </p>
      </DialogBody>
      <DialogFoot>
        <Button size="large" look="primary" onClick={props.onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
