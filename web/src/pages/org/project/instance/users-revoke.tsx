import { useState } from "react";
import { revoke } from "../../../../api/application-users";
import type { InstancePlace } from "../../../../api/instances";
import { useAct } from "../../../../api/use-act";
import { errorOf, Form, FormActs, FormError } from "../../../../parts/form";
import { Dialog, DialogBody, DialogFoot } from "../../../../ui/dialog";
import { CheckRow, Field, Input } from "../../../../ui/field";
import { Note } from "../../../../ui/note";

/** Whose tokens; of anybody's where it is not said. */
export type Whose = { subject?: string };

const FIELDS = ["subject", "token_id", "reason"];

/** Takes tokens back: of a user, of one id, or all that were issued until now. */
export function RevokeDialog({ place, whose, onClose }: { place: InstancePlace; whose: Whose; onClose: () => void }) {
  const [subject, setSubject] = useState(whose.subject ?? "");
  const [tokenId, setTokenId] = useState("");
  const [isUntilNow, setIsUntilNow] = useState(false);
  const [reason, setReason] = useState("");
  const act = useAct(
    () =>
      revoke(place, {
        ...(subject.trim() ? { subject: subject.trim() } : {}),
        ...(tokenId.trim() ? { token_id: tokenId.trim() } : {}),
        ...(isUntilNow ? { issued_before: new Date().toISOString() } : {}),
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      }),
    onClose,
  );
  const isOfAll = !subject.trim() && !tokenId.trim();
  return (
    <Dialog isOpen onClose={onClose} title="Revoke tokens">
      <Form onSubmit={() => (isOfAll && !isUntilNow ? undefined : act.run(undefined))}>
        <DialogBody>
          <Field label="User id" hint="Every token of this user (sub)." error={errorOf(act.error, "subject", FIELDS)}>
            {(field) => (
              <Input {...field} isMono value={subject} onChange={(event) => setSubject(event.target.value)} />
            )}
          </Field>
          <Field label="Token id" hint="One token (jti)." error={errorOf(act.error, "token_id", FIELDS)}>
            {(field) => (
              <Input {...field} isMono value={tokenId} onChange={(event) => setTokenId(event.target.value)} />
            )}
          </Field>
          <CheckRow
            label="Only tokens issued until now"
            hint="Who signs in again comes in. Without it, tokens of tomorrow are refused too."
            checked={isUntilNow}
            onChange={(event) => setIsUntilNow(event.target.checked)}
          />
          <Field label="Reason" error={errorOf(act.error, "reason", FIELDS)}>
            {(field) => <Input {...field} value={reason} onChange={(event) => setReason(event.target.value)} />}
          </Field>
          {isOfAll && isUntilNow && (
            <Note kind="warn">Everybody has to sign in again: this is about the tokens of all users.</Note>
          )}
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="Takes effect with the next request.">
          <FormActs
            act="Revoke"
            isDanger
            isBusy={act.isBusy}
            onCancel={onClose}
            reason={isOfAll && !isUntilNow ? "Say which tokens." : undefined}
          />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
