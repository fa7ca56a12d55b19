import { Plus, X } from "lucide-react";
import { Button } from "../../../../ui/button";
import { Field, FieldError, Input } from "../../../../ui/field";
import { Section } from "../../../../ui/page";
import { Prose } from "../../../../ui/prose";
import type { Denial } from "../../../../ui/reason";

/** A kept key has no secret here: the server never gives one back. */
export type Key = { id: number; kid: string; secret: string; isKept: boolean };

/** The shared secrets by their key ids; an empty secret of a kept key stays as it is. */
export function Secrets({
  keys,
  onChange,
  denied,
  wrong,
}: {
  keys: Key[];
  onChange: (keys: Key[]) => void;
  denied: string | Denial | undefined;
  wrong: string | null;
}) {
  const change = (id: number, part: Partial<Key>) =>
    onChange(keys.map((key) => (key.id === id ? { ...key, ...part } : key)));
  const add = () =>
    onChange([...keys, { id: Math.max(0, ...keys.map((key) => key.id)) + 1, kid: "", secret: "", isKept: false }]);
  return (
    <Section
      title="Shared secrets (HS256)"
      about="Your backend signs tokens with one of these. Kept encrypted, never shown again."
      act={
        <Button icon={Plus} denied={denied} onClick={add}>
          Add secret
        </Button>
      }
    >
      {keys.length === 0 && <p className="text-ink-3">None.</p>}
      <ul className="flex flex-col gap-3">
        {keys.map((key) => (
          <li
            key={key.id}
            className="grid grid-cols-[160px_minmax(0,1fr)_auto] items-end gap-2 max-m:grid-cols-[minmax(0,1fr)_auto]"
          >
            <Field label="Key id" denied={denied} className="max-m:col-span-2">
              {(field) => (
                <Input
                  {...field}
                  isMono
                  value={key.kid}
                  onChange={(event) => change(key.id, { kid: event.target.value })}
                />
              )}
            </Field>
            <Field label="Secret" denied={denied}>
              {(field) => (
                <Input
                  {...field}
                  isMono
                  type="password"
                  autoComplete="off"
                  placeholder={key.isKept ? "kept; type to replace" : "base64url"}
                  value={key.secret}
                  onChange={(event) => change(key.id, { secret: event.target.value })}
                />
              )}
            </Field>
            <Button
              look="ghost"
              size="large"
              icon={X}
              isSquare
              denied={denied}
              aria-label={`Remove secret ${key.kid || "without id"}`}
              onClick={() => onChange(keys.filter((other) => other.id !== key.id))}
            />
          </li>
        ))}
      </ul>
      {wrong && (
        <div role="alert">
          <FieldError>
            <Prose text={wrong} />
          </FieldError>
        </div>
      )}
    </Section>
  );
}
