import { useQuery } from "@tanstack/react-query";
import { can, denial } from "../../../api/can";
import { roles } from "../../../api/roles";
import { changeSettings, type Settings } from "../../../api/settings";
import { useAct } from "../../../api/use-act";
import { errorOf, Form, FormError, text } from "../../../parts/form";
import { useHeld } from "../../../parts/place";
import { useSeen } from "../../../parts/use-seen";
import { Button } from "../../../ui/button";
import { Field, Input, Select } from "../../../ui/field";
import { Note } from "../../../ui/note";
import { Section } from "../../../ui/page";

const FIELDS = ["name", "default_role"];

/** What it is called, and what its new members hold. */
export function General({ organization, settings }: { organization: string; settings: Settings }) {
  const held = useHeld(organization);
  const all = useQuery({ ...roles(organization), enabled: can(held, "roles.view") }).data?.items ?? [];
  const denied = denial(settings, "organization.update");
  const { seen, onTyped, onSaved, onNewest } = useSeen(settings);
  const act = useAct(
    (data: FormData) =>
      changeSettings(organization, seen.version, {
        name: text(data, "name"),
        default_role: text(data, "default_role"),
      }),
    onSaved,
  );
  const isKnown = all.some((role) => role.id === seen.default_role);
  return (
    <Section title="General">
      <Form onSubmit={act.run} onTyped={onTyped} className="flex flex-col gap-4">
        <Field label="Organization name" denied={denied} error={errorOf(act.error, "name", FIELDS)}>
          {(field) => <Input {...field} name="name" defaultValue={seen.name} maxLength={100} />}
        </Field>
        <Field
          label="Default role"
          denied={denied}
          hint="What a new member holds when nothing else is named. Everybody who may invite may give it."
          error={errorOf(act.error, "default_role", FIELDS)}
        >
          {(field) => (
            // Its options come later than it does; only then can it show which is chosen.
            <Select
              {...field}
              key={`${all.length} ${seen.default_role}`}
              name="default_role"
              defaultValue={seen.default_role}
            >
              {!isKnown && <option value={seen.default_role}>A role that you may not see</option>}
              {all.map((role) => (
                <option key={role.id} value={role.id}>
                  {role.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <FormError error={act.error} names={FIELDS} onClear={act.clear} onNewest={onNewest} />
        {act.isDone && <Note>Saved.</Note>}
        <div>
          <Button type="submit" isBusy={act.isBusy} denied={denied}>
            Save settings
          </Button>
        </div>
      </Form>
    </Section>
  );
}
