import { type ReactNode, useState } from "react";
import type { Act } from "../api/use-act";
import { Dialog, DialogBody, DialogFoot } from "../ui/dialog";
import { Field, Input } from "../ui/field";
import { Form, FormActs, FormError } from "./form";

/** Says what goes; where it cannot be undone the name is typed. */
export function ConfirmDelete(props: {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** The name to type; without it one press is enough. */
  name?: string;
  button: string;
  /** Under the buttons; what cannot be undone says so. */
  note?: string;
  /** What must be chosen first. */
  reason?: string | undefined;
  act: Act<void>;
  children: ReactNode;
}) {
  const [typed, setTyped] = useState("");
  const close = () => {
    setTyped("");
    props.act.clear();
    props.onClose();
  };
  const isRight = props.name === undefined || typed.trim() === props.name;
  const blocked = isRight ? props.reason : "Type the name exactly as it is written above.";
  return (
    <Dialog isOpen={props.isOpen} onClose={close} title={props.title}>
      <Form onSubmit={() => blocked || props.act.run()}>
        <DialogBody>
          <div className="flex flex-col gap-2 text-ink-2">{props.children}</div>
          {props.name !== undefined && (
            <Field
              label={
                <>
                  Type <b>{props.name}</b> to confirm
                </>
              }
            >
              {(field) => (
                <Input
                  {...field}
                  value={typed}
                  onChange={(event) => setTyped(event.target.value)}
                  autoComplete="off"
                  autoFocus
                />
              )}
            </Field>
          )}
          <FormError error={props.act.error} onClear={props.act.clear} />
        </DialogBody>
        <DialogFoot note={props.note ?? "This cannot be undone."}>
          <FormActs act={props.button} isDanger isBusy={props.act.isBusy} onCancel={close} reason={blocked} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
