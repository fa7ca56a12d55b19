import type { ApiError } from "../../../../api/error";
import { errorOf } from "../../../../parts/form";
import { Field, Input, TextArea } from "../../../../ui/field";
import { Section } from "../../../../ui/page";
import type { Denial } from "../../../../ui/reason";

/** Where public keys come from, as texts of the form. */
export type Issuers = { addresses: string; entered: string; supabase: string; legacySecret: string };

/** Key sets by address or as they are typed, and the preset for a Supabase project. */
export function IssuerFields(props: {
  issuers: Issuers;
  hasLegacySecret: boolean;
  onChange: (part: Partial<Issuers>) => void;
  denied: string | Denial | undefined;
  error: ApiError | null;
  names: readonly string[];
}) {
  const { issuers, onChange, denied, error, names } = props;
  return (
    <>
      <Section title="Key sets (JWKS)" about="Your issuer publishes its public keys; they are fetched and kept fresh.">
        <div className="flex flex-col gap-4">
          <Field
            label="Addresses"
            denied={denied}
            hint="One on each line, https; behind a blank the issuer whose keys they are, where there are several and the address does not begin with it."
            error={errorOf(error, "jwks_uri", names) ?? errorOf(error, "key_issuers", names)}
          >
            {(field) => (
              <TextArea
                {...field}
                rows={2}
                value={issuers.addresses}
                placeholder="https://issuer.example/.well-known/jwks.json"
                onChange={(event) => onChange({ addresses: event.target.value })}
              />
            )}
          </Field>
          <Field
            label="Key set"
            denied={denied}
            hint="For an issuer that publishes none: its public keys as JSON. They stay as they are until they are changed here."
            error={errorOf(error, "jwks", names)}
          >
            {(field) => (
              <TextArea
                {...field}
                rows={issuers.entered === "" ? 2 : 6}
                spellCheck={false}
                value={issuers.entered}
                placeholder='{ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "…", "x": "…", "y": "…" }] }'
                onChange={(event) => onChange({ entered: event.target.value })}
              />
            )}
          </Field>
        </div>
      </Section>
      <Section title="Supabase" about="Keys, audience, issuer and roles follow from the project's address.">
        <div className="flex flex-col gap-4">
          <Field label="Project address" denied={denied} error={errorOf(error, "supabase", names)}>
            {(field) => (
              <Input
                {...field}
                isMono
                value={issuers.supabase}
                placeholder="https://abcdefghijkl.supabase.co"
                onChange={(event) => onChange({ supabase: event.target.value })}
              />
            )}
          </Field>
          {issuers.supabase.trim() !== "" && (
            <Field label="Legacy JWT secret" denied={denied} hint="Only for projects without signing keys.">
              {(field) => (
                <Input
                  {...field}
                  isMono
                  type="password"
                  autoComplete="off"
                  placeholder={props.hasLegacySecret ? "kept; type to replace" : "none"}
                  value={issuers.legacySecret}
                  onChange={(event) => onChange({ legacySecret: event.target.value })}
                />
              )}
            </Field>
          )}
        </div>
      </Section>
    </>
  );
}
