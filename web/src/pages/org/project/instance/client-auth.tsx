import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { denial } from "../../../../api/can";
import { type ClientAuth, changeClientAuth, clientAuth } from "../../../../api/client-auth";
import { complaint, fieldOf } from "../../../../api/error";
import { useAct } from "../../../../api/use-act";
import { errorOf, Form, FormError } from "../../../../parts/form";
import { Loaded } from "../../../../parts/loaded";
import { useBegun } from "../../../../parts/use-begun";
import { Badge } from "../../../../ui/badge";
import { Button } from "../../../../ui/button";
import { CheckRow, Field, Input } from "../../../../ui/field";
import { Note } from "../../../../ui/note";
import { DraftBar, PageHead, Section } from "../../../../ui/page";
import { Prose } from "../../../../ui/prose";
import { isDenial } from "../../../../ui/reason";
import { bodyOf, type Draft, draftOf, isChanged } from "./client-auth-draft";
import { IssuerFields } from "./client-auth-issuers";
import { Secrets } from "./client-auth-secrets";
import { SessionFields } from "./client-auth-session";
import type { ViewProps } from "./page";

/** How application users prove who they are. */
export function ClientAuthView(props: ViewProps) {
  const query = useQuery(clientAuth(props.place));
  return (
    <Loaded query={query} isPage>
      {(auth) => <Editor {...props} auth={auth} />}
    </Loaded>
  );
}

const NO_DEVELOPMENT = "Never on a production instance.";
const SECRET_FIELDS = ["kid", "secret", "hs256"];
const FIELDS = [
  ...SECRET_FIELDS,
  "jwks",
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

function Editor({ place, held, auth }: ViewProps & { auth: ClientAuth }) {
  const [draft, setDraft] = useState(() => draftOf(auth));
  const { begun, takeNewest } = useBegun({
    newest: auth,
    versionOf: ({ version }) => version,
    isTypedOver: (saved) => isChanged(draft, saved),
    show: (saved) => setDraft(draftOf(saved)),
  });
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const queries = useQueryClient();
  const act = useAct(
    () => changeClientAuth(place, begun.version, bodyOf(draft, begun)),
    (saved) => {
      setDraft(draftOf(saved));
      queries.setQueryData(clientAuth(place).queryKey, saved);
    },
  );
  // Whoever sets a key can come in as anybody, so it needs the right to read rows too.
  const denied = denial(auth, "policy.deploy") ?? denial(held, "data.view");
  const why = isDenial(denied) ? denied.text : denied;
  const isTyped = isChanged(draft, begun);
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
          hint={held.production ? NO_DEVELOPMENT : undefined}
          checked={draft.hasDevelopment}
          reason={held.production ? NO_DEVELOPMENT : why}
          onChange={(event) => set({ hasDevelopment: event.target.checked })}
        />
      </Section>
      <Secrets
        keys={draft.keys}
        onChange={(keys) => set({ keys })}
        denied={denied}
        wrong={act.error && fieldOf(act.error, SECRET_FIELDS) ? complaint(act.error) : null}
      />
      <IssuerFields
        issuers={draft.issuers}
        hasLegacySecret={
          begun.supabase?.has_legacy_secret === true && begun.supabase.url === draft.issuers.supabase.trim()
        }
        onChange={(part) => set({ issuers: { ...draft.issuers, ...part } })}
        denied={denied}
        error={act.error}
        names={FIELDS}
      />
      <Section title="Claims" about="What a token must say, and where its roles stand.">
        <div className="flex flex-col gap-4">
          <Field
            label="Audiences"
            hint="Separated by blanks. A token must name one of them in aud; the instance URL always counts."
            denied={denied}
            error={errorOf(act.error, "audiences", FIELDS)}
          >
            {(field) => (
              <Input
                {...field}
                isMono
                value={draft.audiences}
                onChange={(event) => set({ audiences: event.target.value })}
              />
            )}
          </Field>
          <Field
            label="Issuers"
            hint="Separated by blanks. Where there are any, a token must name one of them in iss."
            denied={denied}
            error={errorOf(act.error, "issuers", FIELDS)}
          >
            {(field) => (
              <Input {...field} isMono value={draft.names} onChange={(event) => set({ names: event.target.value })} />
            )}
          </Field>
          <Field
            label="Roles claim"
            hint="The claim that lists a user's roles, or a path to it: app_metadata.roles."
            denied={denied}
            error={errorOf(act.error, "roles_claim", FIELDS)}
          >
            {(field) => (
              <Input
                {...field}
                isMono
                value={draft.rolesClaim}
                onChange={(event) => set({ rolesClaim: event.target.value })}
              />
            )}
          </Field>
        </div>
      </Section>
      <SessionFields
        session={draft.session}
        onChange={(part) => set({ session: { ...draft.session, ...part } })}
        denied={denied}
        error={act.error}
        names={FIELDS}
      />
      <Section title="Without a token">
        <CheckRow
          label="Let anyone in as the role anonymous"
          hint="Requests without a token then see what the policy gives to anonymous."
          checked={draft.isAnonymous}
          reason={why}
          onChange={(event) => set({ isAnonymous: event.target.checked })}
        />
        {draft.isAnonymous && (
          <div className="mt-3">
            <Note kind="warn">What the policy gives to anonymous is public: anyone on the network reads it.</Note>
          </div>
        )}
      </Section>
      <Section title="Browsers" about="Whose pages may ask this instance from a browser (CORS); none unless named.">
        <Field
          label="Origins"
          hint="Separated by blanks, as a browser sends them: https://app.example.com"
          denied={denied}
          error={errorOf(act.error, "origins", FIELDS)}
        >
          {(field) => (
            <Input {...field} isMono value={draft.origins} onChange={(event) => set({ origins: event.target.value })} />
          )}
        </Field>
      </Section>
      {act.error && (
        <div className="px-(--gutter) pb-4">
          <FormError error={act.error} names={FIELDS} onClear={act.clear} onNewest={takeNewest} />
        </div>
      )}
      <DraftBar
        acts={
          <Button
            type="submit"
            look="primary"
            isBusy={act.isBusy}
            denied={denied}
            reason={isTyped ? undefined : "Nothing has changed."}
          >
            Save and Deploy
          </Button>
        }
      >
        {isTyped ? <Badge tone="warn">Unsaved</Badge> : <span className="text-ink-3">Nothing has changed.</span>}
        {isTyped && <span className="text-ink-2">Takes effect at once.</span>}
      </DraftBar>
    </Form>
  );
}
