import { useState } from "react";
import { changeConnection, createConnection, tryConnection } from "../../../../api/connections";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { useAct } from "../../../../api/use-act";
import { errorOf, Form, FormActs, FormError } from "../../../../parts/form";
import { useSeen } from "../../../../parts/use-seen";
import { Button } from "../../../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../../../ui/dialog";
import { Field, Input } from "../../../../ui/field";
import { Segmented } from "../../../../ui/segmented";
import { BranchFields, ServerFields, TlsFields, UrlField } from "./connection-fields";
import { EMPTY_TARGET, hasTls, type Target, targetBody, type Way } from "./connection-target";
import { Stages } from "./connection-test";

const FIELDS = ["name", "url", "branch", "host", "port", "database", "user", "password", "ca_certificate", "mode"];
const WAYS: { value: Way; label: string }[] = [
  { value: "branch", label: "Branch" },
  { value: "url", label: "URL" },
  { value: "fields", label: "Fields" },
];

/** Adds a connection or changes one: a branch of this project, a URL, or the parts of one. Tested before it is saved. */
export function ConnectionForm(props: {
  place: InstancePlace;
  connection?: Body<"Connection">;
  /** Names that are taken. */
  taken?: string[];
  onClose: () => void;
}) {
  const { place, connection } = props;
  const [typedName, setName] = useState<string | null>(null);
  const [target, setTarget] = useState<Target>({ ...EMPTY_TARGET, way: connection ? "keep" : "branch" });
  const { seen, onTyped, onNewest } = useSeen(connection);
  const name = typedName ?? seen?.name ?? (props.taken?.includes("main") ? "" : "main");
  const change = (part: Partial<Target>) => {
    onTyped();
    setTarget({ ...target, ...part });
  };
  const body = () => ({ name: name.trim(), ...targetBody(target) });
  const save = useAct(
    () =>
      seen
        ? changeConnection(place, connection?.name ?? seen.name, seen.version, body())
        : createConnection(place, body()),
    props.onClose,
  );
  // A test keeps nothing, so it needs no name yet.
  const test = useAct(() => tryConnection(place, { ...body(), name: name.trim() || "main" }));
  const error = save.error ?? test.error;
  const wrong = (field: string) => errorOf(error, field, FIELDS);
  // Chosen as soon as the branches have come; there may be none.
  const reason = target.way === "branch" && target.branch === "" ? "Choose a branch first." : undefined;
  const ways = connection ? [{ value: "keep" as Way, label: "As it is" }, ...WAYS] : WAYS;
  return (
    <Dialog isOpen onClose={props.onClose} title={connection ? "Edit connection" : "Add connection"}>
      <Form
        onTyped={onTyped}
        onSubmit={() => {
          test.clear();
          save.run(undefined);
        }}
      >
        <DialogBody>
          <Field label="Name" hint="What the policy calls it: small letters, digits, - and _." error={wrong("name")}>
            {(field) => (
              <Input
                {...field}
                isMono
                value={name}
                maxLength={63}
                autoComplete="off"
                autoFocus
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <div>
            <p className="mb-1 font-medium">Leads to</p>
            <Segmented label="Leads to" value={target.way} onChange={(way) => change({ way })} options={ways} />
          </div>
          {target.way === "keep" && <Kept connection={seen} />}
          {target.way === "branch" && <BranchFields place={place} target={target} change={change} wrong={wrong} />}
          {target.way === "url" && <UrlField target={target} change={change} wrong={wrong} />}
          {target.way === "fields" && <ServerFields target={target} change={change} wrong={wrong} />}
          {hasTls(target) && <TlsFields target={target} change={change} wrong={wrong} />}
          <Stages test={test.isBusy ? null : (test.output ?? null)} isBusy={test.isBusy} />
          <FormError
            error={error}
            names={FIELDS}
            onNewest={onNewest}
            onClear={() => {
              save.clear();
              test.clear();
            }}
          />
        </DialogBody>
        <DialogFoot
          note={
            target.way !== "keep" && (
              <Button size="large" isBusy={test.isBusy} reason={reason} onClick={() => test.run(undefined)}>
                Test Connection
              </Button>
            )
          }
        >
          <FormActs act="Save Connection" isBusy={save.isBusy} reason={reason} onCancel={props.onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

function Kept({ connection }: { connection: Body<"Connection"> | undefined }) {
  if (!connection) return null;
  const target = connection.target;
  return (
    <p className="text-ink-2 [overflow-wrap:anywhere]">
      <code>{target.kind === "url" ? target.address : connection.branch_name}</code>
    </p>
  );
}
