import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { createToken, me } from "../../api/account";
import { useAct } from "../../api/use-act";
import { errorOf, Form, FormActs, FormError, text } from "../../parts/form";
import { Button } from "../../ui/button";
import { CopyLine } from "../../ui/copy";
import { Dialog, DialogBody, DialogFoot } from "../../ui/dialog";
import { Field, Input, Select } from "../../ui/field";
import { Note } from "../../ui/note";

const FIELDS = ["name", "expires_at", "organization", "preset"];
const DAY_MS = 86_400_000;
const LIVES: [days: string, label: string][] = [
  ["30", "30 days"],
  ["90", "90 days"],
  ["365", "1 year"],
  ["", "Never"],
];

/** Mints a personal access token and shows its secret once. */
export function CreateToken({ onClose }: { onClose: () => void }) {
  const organizations = useQuery(me()).data?.organizations ?? [];
  const [secret, setSecret] = useState<string | null>(null);
  const act = useAct(
    (data: FormData) => {
      const days = text(data, "days");
      return createToken({
        name: text(data, "name"),
        expires_at: days === "" ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
        organization: text(data, "organization") || null,
        preset: text(data, "preset") === "read_only" ? "read_only" : "full",
      });
    },
    (minted) => setSecret(minted.secret),
  );
  if (secret) return <Minted secret={secret} onClose={onClose} />;
  return (
    <Dialog isOpen onClose={onClose} title="Create token">
      <Form onSubmit={act.run}>
        <DialogBody>
          <Field label="Name" hint="What uses it." error={errorOf(act.error, "name", FIELDS)}>
            {(field) => (
              <Input {...field} name="name" required maxLength={100} placeholder="Deploys from CI" autoFocus />
            )}
          </Field>
          <div className="grid grid-cols-2 gap-3 max-m:grid-cols-1">
            <Field label="Expires after" error={errorOf(act.error, "expires_at", FIELDS)}>
              {(field) => (
                <Select {...field} name="days" defaultValue="90">
                  {LIVES.map(([days, label]) => (
                    <option key={label} value={days}>
                      {label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label="May" error={errorOf(act.error, "preset", FIELDS)}>
              {(field) => (
                <Select {...field} name="preset">
                  <option value="full">Do all that you may</option>
                  <option value="read_only">Only read</option>
                </Select>
              )}
            </Field>
          </div>
          <Field label="Organization" error={errorOf(act.error, "organization", FIELDS)}>
            {(field) => (
              <Select {...field} name="organization">
                <option value="">All of yours</option>
                {organizations.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="It can be revoked at any time.">
          <FormActs act="Create token" isBusy={act.isBusy} onCancel={onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

function Minted({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog isOpen onClose={onClose} title="Copy your token">
      <DialogBody>
        <Note kind="warn">This is the only time it is shown. The server keeps no copy that could be read.</Note>
        <CopyLine value={secret} label="token" />
      </DialogBody>
      <DialogFoot>
        <Button size="large" look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
