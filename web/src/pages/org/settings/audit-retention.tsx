import { denial } from "../../../api/can";
import { changeSettings, type Settings } from "../../../api/settings";
import { useAct } from "../../../api/use-act";
import { errorOf, Form, FormError, text } from "../../../parts/form";
import { useSeen } from "../../../parts/use-seen";
import { Button } from "../../../ui/button";
import { Field, Input } from "../../../ui/field";
import { Note } from "../../../ui/note";
import { Section } from "../../../ui/page";
import { limit } from "./limits";

const FIELDS = ["audit_days"];

/** How long the organization remembers what was done. */
export function AuditRetention({ organization, settings }: { organization: string; settings: Settings }) {
  const { seen, onTyped, onSaved, onNewest } = useSeen(settings);
  const act = useAct(
    (data: FormData) => changeSettings(organization, seen.version, { audit_days: limit(text(data, "audit_days")) }),
    onSaved,
  );
  const denied = denial(settings, "organization.update");
  return (
    <Section title="Audit log">
      <Form onSubmit={act.run} onTyped={onTyped} className="flex flex-col gap-4">
        <Field
          label="Days that entries are kept"
          denied={denied}
          hint="At least 30. Left empty: for good."
          error={errorOf(act.error, "audit_days", FIELDS)}
        >
          {(field) => (
            <Input
              {...field}
              name="audit_days"
              inputMode="numeric"
              placeholder="For good"
              defaultValue={seen.audit_days ?? ""}
            />
          )}
        </Field>
        <FormError error={act.error} names={FIELDS} onClear={act.clear} onNewest={onNewest} />
        {act.isDone && <Note>Saved.</Note>}
        <div>
          <Button type="submit" isBusy={act.isBusy} denied={denied}>
            Save retention
          </Button>
        </div>
      </Form>
    </Section>
  );
}
