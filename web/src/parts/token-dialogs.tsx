import { useState } from "react";
import type { Body } from "../api/nouns";
import { useAct } from "../api/use-act";
import { Dialog, DialogBody, DialogFoot } from "../ui/dialog";
import { Field, Input, Select } from "../ui/field";
import { errorOf, Form, FormActs, FormError, text } from "./form";
import { LifeField } from "./life-field";
import { Minted } from "./minted";
import { endOf } from "./token-life";

/** Another name for a token; programs that use it notice nothing. */
export function RenameToken(props: {
  title: string;
  name: string;
  rename: (name: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const act = useAct((data: FormData) => props.rename(text(data, "name")), props.onClose);
  return (
    <Dialog isOpen onClose={props.onClose} title={props.title}>
      <Form onSubmit={act.run}>
        <DialogBody>
          <Field label="Name" error={errorOf(act.error, "name", ["name"])}>
            {(field) => <Input {...field} name="name" defaultValue={props.name} maxLength={100} autoFocus />}
          </Field>
          <FormError error={act.error} names={["name"]} onClear={act.clear} />
        </DialogBody>
        <DialogFoot>
          <FormActs act="Rename" isBusy={act.isBusy} onCancel={props.onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

const ROTATION_FIELDS = ["overlap_seconds", "expires_at"];
const OVERLAPS: [seconds: number, label: string][] = [
  [0, "At once"],
  [3_600, "After 1 hour"],
  [86_400, "After 1 day"],
  [604_800, "After 7 days"],
];

/** Replaces a secret; the old one may go on working while programs are told. */
export function RotateToken(props: {
  name: string;
  mayNever?: boolean;
  rotate: (body: Body<"TokenRotation">) => Promise<{ secret: string }>;
  onClose: () => void;
}) {
  const [secret, setSecret] = useState<string | null>(null);
  const [overlap, setOverlap] = useState(0);
  const act = useAct(
    (data: FormData) => props.rotate({ overlap_seconds: overlap, expires_at: endOf(text(data, "life")) ?? null }),
    (minted) => setSecret(minted.secret),
  );
  if (secret) {
    const lasts = OVERLAPS.find(([seconds]) => seconds === overlap)?.[1];
    return (
      <Minted secret={secret} onClose={props.onClose}>
        <p className="text-ink-2">
          {overlap === 0
            ? "The secret until now is refused from now on."
            : `The secret until now ends ${lasts?.toLowerCase()}.`}
        </p>
      </Minted>
    );
  }
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title="Rotate secret"
      about={`${props.name} gets a new secret. What it may do stays the same.`}
    >
      <Form onSubmit={act.run}>
        <DialogBody>
          <div className="grid grid-cols-2 items-start gap-3 max-m:grid-cols-1">
            <Field
              label="The old secret ends"
              hint="Until then both work, so that it can be changed wherever it is used."
              error={errorOf(act.error, "overlap_seconds", ROTATION_FIELDS)}
            >
              {(field) => (
                <Select
                  {...field}
                  autoFocus
                  value={overlap}
                  onChange={(event) => setOverlap(Number(event.target.value))}
                >
                  {OVERLAPS.map(([seconds, label]) => (
                    <option key={seconds} value={seconds}>
                      {label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <LifeField
              mayStay
              mayNever={props.mayNever ?? false}
              error={errorOf(act.error, "expires_at", ROTATION_FIELDS)}
            />
          </div>
          <FormError error={act.error} names={ROTATION_FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="The new secret is shown once.">
          <FormActs act="Rotate secret" isBusy={act.isBusy} onCancel={props.onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
