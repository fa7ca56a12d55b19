import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { sessions } from "../../../api/account";
import { denial } from "../../../api/can";
import { changeSettings, type Settings } from "../../../api/settings";
import { useAct } from "../../../api/use-act";
import { errorOf, Form, FormError, text } from "../../../parts/form";
import { useSeen } from "../../../parts/use-seen";
import { Button } from "../../../ui/button";
import { Field, Input, TextArea } from "../../../ui/field";
import { Note } from "../../../ui/note";
import { Section } from "../../../ui/page";
import { limit, networks } from "./limits";

const FIELDS = ["session_hours", "token_days", "addresses"];

/** Whom the organization lets in, whatever they hold: how old a sign-in or a token may be, and from where. */
export function EntryRules({ organization, settings }: { organization: string; settings: Settings }) {
  const { seen, onTyped, onSaved, onNewest } = useSeen(settings);
  const act = useAct(
    (data: FormData) =>
      changeSettings(organization, seen.version, {
        session_hours: limit(text(data, "session_hours")),
        token_days: limit(text(data, "token_days")),
        addresses: networks(text(data, "addresses")),
      }),
    onSaved,
  );
  const denied = denial(settings, "organization.update") ?? denial(settings, "security.manage");
  return (
    <Section title="Who may enter" about="For everybody, on top of what they hold. What is left empty is no limit.">
      <Form onSubmit={act.run} onTyped={onTyped} className="flex flex-col gap-4">
        <div className="grid grid-cols-2 items-start gap-3 max-m:grid-cols-1">
          <Field
            label="Hours after sign-in"
            denied={denied}
            hint="Then one signs in again to enter this organization."
            error={errorOf(act.error, "session_hours", FIELDS)}
          >
            {(field) => (
              <Input
                {...field}
                name="session_hours"
                inputMode="numeric"
                placeholder="No limit"
                defaultValue={seen.session_hours ?? ""}
              />
            )}
          </Field>
          <Field
            label="Days that tokens last"
            denied={denied}
            hint="Counted from the day a token was made; older ones stop working here."
            error={errorOf(act.error, "token_days", FIELDS)}
          >
            {(field) => (
              <Input
                {...field}
                name="token_days"
                inputMode="numeric"
                placeholder="No limit"
                defaultValue={seen.token_days ?? ""}
              />
            )}
          </Field>
        </div>
        <Addresses
          saved={seen.addresses}
          denied={denied}
          error={errorOf(act.error, "addresses", FIELDS)}
          onAdded={onTyped}
        />
        <FormError error={act.error} names={FIELDS} onClear={act.clear} onNewest={onNewest} />
        {act.isDone && <Note>Saved. It counts from the next request on.</Note>}
        <div>
          <Button type="submit" isBusy={act.isBusy} denied={denied}>
            Save rules
          </Button>
        </div>
      </Form>
    </Section>
  );
}

type AddressesProps = {
  saved: string[] | null;
  denied: ReturnType<typeof denial>;
  error: string | null;
  onAdded: () => void;
};

function Addresses({ saved, denied, error, onAdded }: AddressesProps) {
  const area = useRef<HTMLDivElement>(null);
  const own = useInfiniteQuery(sessions()).data?.items.find((session) => session.is_current)?.address;
  const add = () => {
    const field = area.current?.querySelector("textarea");
    if (!field || !own) return;
    field.value = [field.value.trim(), own].filter(Boolean).join("\n");
    onAdded();
  };
  return (
    <div ref={area}>
      <Field
        label="Addresses"
        denied={denied}
        hint="Addresses and networks such as 203.0.113.0/24, one a line. Sessions and tokens enter from these alone."
        error={error}
      >
        {(field) => (
          <TextArea
            {...field}
            name="addresses"
            rows={3}
            placeholder="Anywhere"
            spellCheck={false}
            defaultValue={saved?.join("\n") ?? ""}
          />
        )}
      </Field>
      {own && (
        <p className="mt-1 flex flex-wrap items-center gap-2 text-cap text-ink-3">
          <span>
            You come from <code className="text-ink">{own}</code>; a list without it is refused.
          </span>
          <Button size="small" denied={denied} onClick={add}>
            Add my address
          </Button>
        </p>
      )}
    </div>
  );
}
