import type { ApiError } from "../../../../api/error";
import { errorOf } from "../../../../parts/form";
import { Field, Input, TextArea } from "../../../../ui/field";
import { Section } from "../../../../ui/page";

/** Where public keys come from, as texts of the form. */
export type Issuers = { addresses: string; supabase: string; legacySecret: string };

/** Key sets by address, and the preset for a Supabase project. */
export function IssuerFields(props: {
  issuers: Issuers;
  hasLegacySecret: boolean;
  onChange: (part: Partial<Issuers>) => void;
  error: ApiError | null;
  names: readonly string[];
}) {
  const { issuers, onChange, error, names } = props;
  return (
    <>
      <Section title="Key sets (JWKS)" about="Your issuer publishes its public keys; they are fetched and kept fresh.">
        <Field
          label="Addresses"
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
      </Section>
      <Section title="Supabase" about="Keys, audience, issuer and roles follow from the project's address.">
        <div className="flex flex-col gap-4">
          <Field label="Project address" error={errorOf(error, "supabase", names)}>
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
            <Field label="Legacy JWT secret" hint="Only for projects without signing keys.">
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
