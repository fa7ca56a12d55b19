import { useQuery } from "@tanstack/react-query";
import { sentence } from "../../api/error";
import { changeServerSettings, type ServerSettings, serverSettings } from "../../api/server";
import { useAct } from "../../api/use-act";
import { errorOf, Form, FormError, text } from "../../parts/form";
import { Loaded } from "../../parts/loaded";
import { Button } from "../../ui/button";
import { Field, Select } from "../../ui/field";
import { Note } from "../../ui/note";
import { PageHead, Section } from "../../ui/page";
import { Prose } from "../../ui/prose";

const FIELDS = ["sign_up"];
const MODES: [mode: ServerSettings["sign_up"], label: string][] = [
  ["invited", "By invitation: whoever a member invites"],
  ["open", "Open: anyone, with an organization of their own"],
  ["closed", "Closed: nobody"],
];

/** What operators set while the server runs. */
export function ServerSettingsPage() {
  return (
    <Loaded query={useQuery(serverSettings())} isPage>
      {(settings) => (
        <>
          <PageHead title="Server settings" about="For the whole server and every organization on it." />
          <SignUp key={settings.version} settings={settings} />
        </>
      )}
    </Loaded>
  );
}

function SignUp({ settings }: { settings: ServerSettings }) {
  const act = useAct((data: FormData) =>
    changeServerSettings(settings.version, { sign_up: text(data, "sign_up") as ServerSettings["sign_up"] }),
  );
  const fixed = settings.fixed.sign_up;
  const choices = settings.sign_up_choices;
  const only = choices.length < 2;
  return (
    <Section title="New accounts" about="From the next request on, on every node.">
      <Form onSubmit={act.run} className="flex flex-col gap-4">
        <Field
          label="Who may make an account"
          denied={only && fixed ? sentence(fixed) : undefined}
          error={errorOf(act.error, "sign_up", FIELDS)}
        >
          {(field) => (
            <Select {...field} name="sign_up" defaultValue={settings.sign_up}>
              {MODES.map(([mode, label]) => (
                <option key={mode} value={mode} disabled={!choices.includes(mode)}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {fixed && (
          <Note>
            <Prose text={sentence(fixed)} />
          </Note>
        )}
        <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        {act.isDone && <Note>Saved.</Note>}
        <div>
          <Button type="submit" isBusy={act.isBusy} reason={only && fixed ? sentence(fixed) : undefined}>
            Save settings
          </Button>
        </div>
      </Form>
    </Section>
  );
}
