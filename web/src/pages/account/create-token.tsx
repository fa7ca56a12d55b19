import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { type Dispatch, type SetStateAction, useRef, useState } from "react";
import { createToken, me } from "../../api/account";
import { useAct } from "../../api/use-act";
import { errorOf, Form, FormActs, FormError, text } from "../../parts/form";
import { bodyOf, EMPTY_GRANT, type GrantDraft, missing } from "../../parts/grant/draft";
import { GrantFields } from "../../parts/grant/fields";
import { LifeField } from "../../parts/life-field";
import { Minted } from "../../parts/minted";
import { endOf } from "../../parts/token-life";
import { Button } from "../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../ui/dialog";
import { Field, Input, Select } from "../../ui/field";

const FIELDS = ["name", "expires_at", "organization"];
const PRESETS = [
  ["full", "Do all that you may"],
  ["read_only", "Only read"],
  ["custom", "Only what you choose"],
] as const;
type Preset = (typeof PRESETS)[number][0];
type Part = { key: number; draft: GrantDraft };

/** Mints a personal access token and shows its secret once. */
export function CreateToken({ onClose }: { onClose: () => void }) {
  const organizations = useQuery(me()).data?.organizations ?? [];
  const [secret, setSecret] = useState<string | null>(null);
  const [preset, setPreset] = useState<Preset>("full");
  const [chosen, setChosen] = useState("");
  const [parts, setParts] = useState<Part[]>([{ key: 0, draft: EMPTY_GRANT }]);
  const isCustom = preset === "custom";
  const organization = chosen || (isCustom ? (organizations[0]?.id ?? "") : "");
  const act = useAct(
    (data: FormData) =>
      createToken({
        name: text(data, "name"),
        expires_at: endOf(text(data, "life")) ?? null,
        organization: organization || null,
        preset,
        ...(isCustom ? { grants: parts.map(({ draft }) => bodyOf(draft)) } : {}),
      }),
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
            <LifeField error={errorOf(act.error, "expires_at", FIELDS)} />
            <Field label="Authority">
              {(field) => (
                <Select {...field} value={preset} onChange={(event) => setPreset(event.target.value as Preset)}>
                  {PRESETS.map(([value, label]) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
          <Field label="Organization" error={errorOf(act.error, "organization", FIELDS)}>
            {(field) => (
              <Select
                {...field}
                value={organization}
                onChange={(event) => {
                  setChosen(event.target.value);
                  // What was chosen lives in the other organization.
                  setParts([{ key: 0, draft: EMPTY_GRANT }]);
                }}
              >
                {!isCustom && <option value="">All of yours</option>}
                {organizations.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {isCustom && organization && (
            <Parts key={organization} organization={organization} parts={parts} onChange={setParts} />
          )}
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="It can be revoked at any time.">
          <FormActs
            act="Create token"
            isBusy={act.isBusy}
            onCancel={onClose}
            reason={isCustom ? parts.map(({ draft }) => missing(draft)).find(Boolean) : undefined}
          />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

function Parts(props: { organization: string; parts: Part[]; onChange: Dispatch<SetStateAction<Part[]>> }) {
  const { parts, onChange } = props;
  const next = useRef(1);
  const change = (key: number, draft: GrantDraft) =>
    onChange((before) => before.map((part) => (part.key === key ? { key, draft } : part)));
  return (
    <>
      {parts.map(({ key, draft }, place) => (
        <section
          key={key}
          aria-label={`Grant ${place + 1}`}
          className="-mx-5 flex flex-col gap-4 border-t border-line px-5 pt-4"
        >
          {parts.length > 1 && (
            <div className="-mb-2 flex items-center justify-between">
              <h3>Grant {place + 1}</h3>
              <Button
                look="ghost"
                size="small"
                icon={Trash2}
                isSquare
                aria-label={`Remove grant ${place + 1}`}
                onClick={() => onChange((before) => before.filter((part) => part.key !== key))}
              />
            </div>
          )}
          <GrantFields organization={props.organization} draft={draft} onChange={(to) => change(key, to)} />
        </section>
      ))}
      <div>
        <Button
          icon={Plus}
          onClick={() => {
            const key = next.current++;
            onChange((before) => [...before, { key, draft: EMPTY_GRANT }]);
          }}
        >
          Another grant
        </Button>
        <p className="mt-1 text-cap text-ink-3">Never more than you hold yourself at the time of use.</p>
      </div>
    </>
  );
}
