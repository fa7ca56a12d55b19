import type { Act } from "../../api/use-act";
import { errorOf, Form, FormActs, FormError, text } from "../../parts/form";
import { Dialog, DialogBody, DialogFoot } from "../../ui/dialog";
import { Field, Input } from "../../ui/field";

const FIELDS = ["email"];

/** Gives something to the account with an address. */
export function ByAddress(props: {
  title: string;
  about: string;
  hint: string;
  note?: string;
  act: Act<string>;
  onClose: () => void;
}) {
  const { act } = props;
  return (
    <Dialog isOpen onClose={props.onClose} title={props.title} about={props.about}>
      <Form onSubmit={(data) => act.run(text(data, "email"))}>
        <DialogBody>
          <Field label="E-mail address" hint={props.hint} error={errorOf(act.error, "email", FIELDS)}>
            {(field) => <Input {...field} name="email" type="email" autoComplete="off" autoFocus />}
          </Field>
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note={props.note}>
          <FormActs act={props.title} isBusy={act.isBusy} onCancel={props.onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
