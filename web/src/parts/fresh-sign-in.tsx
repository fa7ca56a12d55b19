import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { me, revokeSession, signIn } from "../api/account";
import { whenStale } from "../api/fresh";
import { useAct } from "../api/use-act";
import { Dialog, DialogBody, DialogFoot } from "../ui/dialog";
import { Field, Input } from "../ui/field";
import { errorOf, Form, FormActs, FormError } from "./form";

/** Asks for the password before an act that needs a fresh sign-in, then lets the act go on. */
export function FreshSignIn() {
  const known = useQuery(me()).data;
  const [isOpen, setIsOpen] = useState(false);
  const waiting = useRef<((isFresh: boolean) => void)[]>([]);
  useEffect(
    () =>
      whenStale(() => {
        setIsOpen(true);
        return new Promise((resolve) => waiting.current.push(resolve));
      }),
    [],
  );
  const close = (isFresh: boolean) => {
    setIsOpen(false);
    for (const resolve of waiting.current.splice(0)) resolve(isFresh);
  };
  if (!isOpen || !known) return null;
  return <Ask email={known.account.email} session={known.session} onClose={close} />;
}

function Ask(props: { email: string; session: string | null; onClose: (isFresh: boolean) => void }) {
  const { email, onClose } = props;
  const act = useAct(
    async (data: FormData) => {
      await signIn({ email, password: String(data.get("password")) });
      // The new session takes the old one's place; one that cannot be ended is listed until it ends by itself.
      if (props.session) await revokeSession(props.session).catch(() => undefined);
    },
    () => onClose(true),
  );
  return (
    <Dialog
      isOpen
      onClose={() => onClose(false)}
      title="Confirm that it is you"
      about="Your sign-in is some time ago, and this asks for a fresh one. Nothing that you typed is lost."
    >
      <Form onSubmit={act.run}>
        <DialogBody>
          <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
          <Field label={`Password of ${email}`} error={errorOf(act.error, "password", ["password"])}>
            {(field) => (
              <Input {...field} name="password" type="password" autoComplete="current-password" required autoFocus />
            )}
          </Field>
          <FormError error={act.error} names={["password"]} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="Then it goes on by itself.">
          <FormActs act="Continue" isBusy={act.isBusy} onCancel={() => onClose(false)} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
