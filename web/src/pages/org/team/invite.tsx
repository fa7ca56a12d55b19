import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { can } from "../../../api/can";
import { invite, type SentInvitation } from "../../../api/invitations";
import type { Assigned } from "../../../api/members";
import { organization as organizationQuery } from "../../../api/organizations";
import { useAct } from "../../../api/use-act";
import { errorOf, Form, FormActs, FormError, text } from "../../../parts/form";
import { useHeld } from "../../../parts/place";
import { Button } from "../../../ui/button";
import { CopyLine } from "../../../ui/copy";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { Field, Input } from "../../../ui/field";
import { Note } from "../../../ui/note";
import { Time } from "../../../ui/time";
import { everywhere, problem } from "./assigned";
import { RoleChoices } from "./role-choices";

const FIELDS = ["email", "expires_in_days", "roles"];
export const MOST_DAYS = 30;
export const USUAL_DAYS = 7;

/** Invites somebody with one or more roles, and shows the link once. */
export function Invite({ organization, onClose }: { organization: string; onClose: () => void }) {
  const held = useHeld(organization);
  const defaultRole = useQuery({
    ...organizationQuery(organization),
    enabled: can(held, "organization.view"),
  }).data?.default_role;
  const [chosen, setChosen] = useState<Assigned[] | null>(null);
  const [sent, setSent] = useState<SentInvitation | null>(null);
  const roles = chosen ?? (defaultRole ? [everywhere(defaultRole)] : []);
  const act = useAct(
    (data: FormData) =>
      invite(organization, {
        email: text(data, "email"),
        roles,
        expires_in_days: Number(text(data, "days")),
      }),
    setSent,
  );
  if (sent) return <Link sent={sent} title="Invitation made" onClose={onClose} />;
  return (
    <Dialog isOpen onClose={onClose} title="Invite">
      <Form onSubmit={(data) => problem(roles) || act.run(data)}>
        <DialogBody>
          <div className="grid grid-cols-[minmax(0,1fr)_144px] gap-3 max-m:grid-cols-1">
            <Field label="E-mail" error={errorOf(act.error, "email", FIELDS)}>
              {(field) => <Input {...field} name="email" type="email" autoComplete="off" required autoFocus />}
            </Field>
            <Days error={errorOf(act.error, "expires_in_days", FIELDS)} />
          </div>
          <fieldset>
            <legend className="mb-1 font-medium">Roles</legend>
            <RoleChoices organization={organization} action="invitations.create" value={roles} onChange={setChosen} />
          </fieldset>
          <FormError error={act.error} names={["email", "expires_in_days"]} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="What you invite to is judged again when it is accepted.">
          <FormActs act="Invite" isBusy={act.isBusy} onCancel={onClose} reason={problem(roles)} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

/** For how many days the link leads somewhere. */
export function Days({ error }: { error: string | null }) {
  return (
    <Field label="Days to accept" hint={`1 to ${MOST_DAYS}`} error={error}>
      {(field) => (
        <Input
          {...field}
          name="days"
          type="number"
          inputMode="numeric"
          min={1}
          max={MOST_DAYS}
          defaultValue={USUAL_DAYS}
        />
      )}
    </Field>
  );
}

/** The link, shown once: the server keeps its hash alone. */
export function Link({ sent, title, onClose }: { sent: SentInvitation; title: string; onClose: () => void }) {
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <DialogBody>
        <p>
          Hand this link to <b>{sent.email}</b> yourself: no mail is sent. It works until <Time at={sent.expires_at} />.
        </p>
        <CopyLine value={sent.link} label="link" />
        <Note kind="warn">
          This is the only time it is shown. Whoever has it can answer the invitation, so give it to nobody else.
        </Note>
      </DialogBody>
      <DialogFoot>
        <Button size="large" look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
