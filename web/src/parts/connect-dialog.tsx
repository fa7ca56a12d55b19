import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { reason } from "../api/can";
import { type ClientAuth, clientAuth, createDevelopmentToken } from "../api/client-auth";
import { schema } from "../api/data";
import type { InstancePlace } from "../api/instances";
import { useAct } from "../api/use-act";
import { Button } from "../ui/button";
import { CopyLine, Snippet } from "../ui/copy";
import { Dialog, DialogBody } from "../ui/dialog";
import { Field, Input, Select } from "../ui/field";
import { Segmented } from "../ui/segmented";
import { Time } from "../ui/time";
import { ConnectTypes } from "./connect-types";
import { errorOf, Form, FormError, text } from "./form";
import { curlSnippet, exampleOf, postgrestSnippet } from "./snippets";

const FIELDS = ["subject", "roles", "claims", "expires_in_seconds"];
const HOURS = [1, 4, 12];

type Instance = { name: string; url: string; production: boolean; can: readonly string[] };

/** The addresses of an instance, a token to try them with, and lines to paste. */
export function ConnectDialog(props: { place: InstancePlace; instance: Instance; onClose: () => void }) {
  const { place, instance } = props;
  const [token, setToken] = useState<string | null>(null);
  const [kind, setKind] = useState<"curl" | "js" | "types">("curl");
  const auth = useQuery(clientAuth(place));
  // Who may not see the schema gets the lines with a placeholder.
  const example = exampleOf(useQuery(schema(place)).data?.connections ?? []);
  return (
    <Dialog isOpen onClose={props.onClose} title={`Connect to ${instance.name}`}>
      <DialogBody>
        <div>
          <p className="mb-1 font-medium">Instance URL</p>
          <CopyLine value={instance.url} label="instance URL" />
        </div>
        <div>
          <p className="mb-1 font-medium">Data API</p>
          <CopyLine value={`${instance.url}/rest/v1`} label="data API address" />
        </div>
        <DevelopmentToken place={place} instance={instance} auth={auth.data} token={token} onToken={setToken} />
        <div className="border-t border-line pt-4">
          <div className="mb-2 flex items-center gap-2">
            <h3 className="flex-1">Use it</h3>
            <Segmented
              label="Language"
              isBeside
              value={kind}
              onChange={setKind}
              options={[
                { value: "curl", label: "curl" },
                { value: "js", label: "postgrest-js" },
                { value: "types", label: "Types" },
              ]}
            />
          </div>
          {kind === "curl" && <Snippet text={curlSnippet(instance.url, token, example)} label="curl line" />}
          {kind === "js" && <Snippet text={postgrestSnippet(instance.url, token, example)} label="JavaScript" />}
          {kind === "types" && <ConnectTypes place={place} />}
        </div>
      </DialogBody>
    </Dialog>
  );
}

function DevelopmentToken(props: {
  place: InstancePlace;
  instance: Instance;
  auth: ClientAuth | undefined;
  token: string | null;
  onToken: (token: string) => void;
}) {
  const [endsAt, setEndsAt] = useState<string | null>(null);
  const act = useAct(
    (data: FormData) =>
      createDevelopmentToken(props.place, {
        subject: text(data, "subject"),
        claims: {},
        roles: text(data, "roles")
          .split(/[\s,]+/)
          .filter(Boolean),
        expires_in_seconds: Number(text(data, "hours")) * 3600,
      }),
    (made) => {
      setEndsAt(made.expires_at);
      props.onToken(made.token);
    },
  );
  return (
    <Form onSubmit={act.run} className="flex flex-col gap-3 border-t border-line pt-4">
      <h3>Development token</h3>
      <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_120px] gap-3 max-m:grid-cols-1">
        <Field label="Subject" error={errorOf(act.error, "subject", FIELDS)}>
          {(field) => <Input {...field} name="subject" defaultValue="1" isMono />}
        </Field>
        <Field label="Roles" hint="Without one, it sees nothing." error={errorOf(act.error, "roles", FIELDS)}>
          {(field) => <Input {...field} name="roles" placeholder="customer, support" isMono />}
        </Field>
        <Field label="Ends after" error={errorOf(act.error, "expires_in_seconds", FIELDS)}>
          {(field) => (
            <Select {...field} name="hours" defaultValue="12">
              {HOURS.map((hours) => (
                <option key={hours} value={hours}>
                  {hours} {hours === 1 ? "hour" : "hours"}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <div>
        <Button type="submit" isBusy={act.isBusy} reason={whyNot(props.instance, props.auth)}>
          Generate Token
        </Button>
      </div>
      <FormError error={act.error} names={FIELDS} onClear={act.clear} />
      {props.token && (
        <div>
          <CopyLine value={props.token} label="token" />
          <p className="mt-1 text-cap text-ink-3">
            Shown once. It ends <Time at={endsAt} />.
          </p>
        </div>
      )}
    </Form>
  );
}

function whyNot(instance: Instance, auth: ClientAuth | undefined): string | undefined {
  if (instance.production) return "A production instance takes no development tokens.";
  if (auth && !auth.development_tokens) return "Development tokens are unchecked in Client Auth.";
  return reason(instance, "policy.deploy");
}
