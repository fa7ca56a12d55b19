import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { denial } from "../../../../api/can";
import { type ClientAuth, changeClientAuth, clientAuth } from "../../../../api/client-auth";
import { complaint, fieldOf } from "../../../../api/error";
import { useAct } from "../../../../api/use-act";
import { errorOf, Form, FormError } from "../../../../parts/form";
import { Loaded } from "../../../../parts/loaded";
import { Badge } from "../../../../ui/badge";
import { Button } from "../../../../ui/button";
import { CheckRow, Field, Input } from "../../../../ui/field";
import { Note } from "../../../../ui/note";
import { DraftBar, PageHead, Section } from "../../../../ui/page";
import { Prose } from "../../../../ui/prose";
import { IssuerFields } from "./client-auth-issuers";
import { type Key, Secrets } from "./client-auth-secrets";
import { draftOf, SessionFields, sessionOf } from "./client-auth-session";
import type { ViewProps } from "./page";

/** How application users prove who they are. */
export function ClientAuthView(props: ViewProps) {
  const query = useQuery(clientAuth(props.place));
  return (
    <Loaded query={query} isPage>
      {(auth) => <Editor key={auth.version} {...props} auth={auth} />}
    </Loaded>
  );
}

const SECRET_FIELDS = ["kid", "secret", "hs256"];
const FIELDS = [
  ...SECRET_FIELDS,
  "jwks_uri",
  "key_issuers",
  "supabase",
  "audiences",
  "issuers",
  "roles_claim",
  "session",
  "development_tokens",
  "anonymous",
  "origins",
];

const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);

/** The project that is typed; its secret stays as it is where none is typed. */
function supabaseOf(url: string, legacySecret: string) {
  if (url.trim() === "") return null;
  return { url: url.trim(), ...(legacySecret === "" ? {} : { legacy_secret: legacySecret.trim() }) };
}

/** One address on each line and, behind it, whose keys they are where that is to be said. */
function keySetsOf(text: string) {
  const lines = text
    .split("\n")
    .map(words)
    .filter((line) => line.length > 0);
  const named = lines.flatMap(([address, issuer]) => (address && issuer ? [[address, issuer] as const] : []));
  return { jwks_uri: lines.flatMap(([address]) => address ?? []), key_issuers: Object.fromEntries(named) };
}

function Editor({ place, held, auth }: ViewProps & { auth: ClientAuth }) {
  const [keys, setKeys] = useState<Key[]>(() =>
    auth.hs256.map((key, id) => ({ id, kid: key.kid, secret: "", isKept: true })),
  );
  const addresses = auth.jwks_uri.map((address) => [address, auth.key_issuers[address]].filter(Boolean).join(" "));
  const kept = { addresses: addresses.join("\n"), supabase: auth.supabase?.url ?? "", legacySecret: "" };
  const [issuers, setIssuers] = useState(kept);
  const [names, setNames] = useState(auth.issuers.join("\n"));
  const [session, setSession] = useState(() => draftOf(auth.session));
  const [audiences, setAudiences] = useState(auth.audiences.join("\n"));
  const [rolesClaim, setRolesClaim] = useState(auth.roles_claim);
  const [hasDevelopment, setHasDevelopment] = useState(auth.development_tokens);
  const [isAnonymous, setIsAnonymous] = useState(auth.anonymous);
  const [origins, setOrigins] = useState(auth.origins.join("\n"));
  const act = useAct(() =>
    changeClientAuth(place, auth.version, {
      hs256: keys.map((key) => ({
        kid: key.kid.trim(),
        ...(key.isKept && key.secret === "" ? {} : { secret: key.secret.trim() }),
      })),
      jwks: auth.jwks ?? null,
      ...keySetsOf(issuers.addresses),
      supabase: supabaseOf(issuers.supabase, issuers.legacySecret),
      issuers: words(names),
      leeway_seconds: auth.leeway_seconds,
      session: sessionOf(session),
      audiences: words(audiences),
      roles_claim: rolesClaim.trim(),
      development_tokens: hasDevelopment,
      anonymous: isAnonymous,
      origins: origins.split(/[\s,]+/).filter(Boolean),
    }),
  );
  const isChanged =
    keys.length !== auth.hs256.length ||
    keys.some((key, index) => !key.isKept || key.secret !== "" || key.kid !== auth.hs256[index]?.kid) ||
    JSON.stringify([issuers, session]) !== JSON.stringify([kept, draftOf(auth.session)]) ||
    names !== auth.issuers.join("\n") ||
    audiences !== auth.audiences.join("\n") ||
    rolesClaim !== auth.roles_claim ||
    hasDevelopment !== auth.development_tokens ||
    isAnonymous !== auth.anonymous ||
    origins !== auth.origins.join("\n");
  return (
    <Form onSubmit={() => act.run(undefined)} className="flex flex-1 flex-col">
      <PageHead title="Client Auth" about="How the users of your application prove who they are." />
      {auth.version === 0 && (
        <div className="px-(--gutter) pb-4">
          <Note>There is no way to prove who one is, so every data request is refused.</Note>
        </div>
      )}
      {auth.warnings.map((warning) => (
        <div key={warning} className="px-(--gutter) pb-4">
          <Note kind="warn">
            <Prose text={warning} />
          </Note>
        </div>
      ))}
      <Section
        title="Development tokens"
        about="Made by hand in Connect, to try things out; they end after 12 hours at most."
      >
        <CheckRow
          label="Accept development tokens"
          hint={held.production ? "Never on a production instance." : undefined}
          checked={hasDevelopment}
          disabled={held.production}
          onChange={(event) => setHasDevelopment(event.target.checked)}
        />
      </Section>
      <Secrets
        keys={keys}
        onChange={setKeys}
        wrong={act.error && fieldOf(act.error, SECRET_FIELDS) ? complaint(act.error) : null}
      />
      <IssuerFields
        issuers={issuers}
        hasLegacySecret={auth.supabase?.has_legacy_secret === true && auth.supabase.url === issuers.supabase.trim()}
        onChange={(part) => setIssuers({ ...issuers, ...part })}
        error={act.error}
        names={FIELDS}
      />
      <Section title="Claims" about="What a token must say, and where its roles stand.">
        <div className="flex flex-col gap-4">
          <Field
            label="Audiences"
            hint="Separated by blanks. A token must name one of them in aud; the instance URL always counts."
            error={errorOf(act.error, "audiences", FIELDS)}
          >
            {(field) => (
              <Input
                {...field}
                isMono
                value={audiences.replaceAll("\n", " ")}
                onChange={(event) => setAudiences(event.target.value.replaceAll(" ", "\n"))}
              />
            )}
          </Field>
          <Field
            label="Issuers"
            hint="Separated by blanks. Where there are any, a token must name one of them in iss."
            error={errorOf(act.error, "issuers", FIELDS)}
          >
            {(field) => (
              <Input
                {...field}
                isMono
                value={names.replaceAll("\n", " ")}
                onChange={(event) => setNames(event.target.value.replaceAll(" ", "\n"))}
              />
            )}
          </Field>
          <Field
            label="Roles claim"
            hint="The claim that lists a user's roles, or a path to it: app_metadata.roles."
            error={errorOf(act.error, "roles_claim", FIELDS)}
          >
            {(field) => (
              <Input {...field} isMono value={rolesClaim} onChange={(event) => setRolesClaim(event.target.value)} />
            )}
          </Field>
        </div>
      </Section>
      <SessionFields
        session={session}
        onChange={(part) => setSession({ ...session, ...part })}
        error={act.error}
        names={FIELDS}
      />
      <Section title="Without a token">
        <CheckRow
          label="Let anyone in as the role anonymous"
          hint="Requests without a token then see what the policy gives to anonymous."
          checked={isAnonymous}
          onChange={(event) => setIsAnonymous(event.target.checked)}
        />
        {isAnonymous && (
          <div className="mt-3">
            <Note kind="warn">What the policy gives to anonymous is public: anyone on the network reads it.</Note>
          </div>
        )}
      </Section>
      <Section title="Browsers" about="Whose pages may ask this instance from a browser (CORS); none unless named.">
        <Field
          label="Origins"
          hint="Separated by blanks, as a browser sends them: https://app.example.com"
          error={errorOf(act.error, "origins", FIELDS)}
        >
          {(field) => (
            <Input
              {...field}
              isMono
              value={origins.replaceAll("\n", " ")}
              onChange={(event) => setOrigins(event.target.value.replaceAll(" ", "\n"))}
            />
          )}
        </Field>
      </Section>
      {act.error && (
        <div className="px-(--gutter) pb-4">
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </div>
      )}
      <DraftBar
        acts={
          <Button
            type="submit"
            look="primary"
            isBusy={act.isBusy}
            denied={denial(auth, "policy.deploy")}
            reason={isChanged ? undefined : "Nothing has changed."}
          >
            Save and Deploy
          </Button>
        }
      >
        {isChanged ? <Badge tone="warn">Unsaved</Badge> : <span className="text-ink-3">Nothing has changed.</span>}
        {isChanged && <span className="text-ink-2">Takes effect at once.</span>}
      </DraftBar>
    </Form>
  );
}
