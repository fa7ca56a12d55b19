import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { denial } from "../../../../api/can";
import { changeInstance, deleteInstance, deprovisionInstance } from "../../../../api/instances";
import { useAct } from "../../../../api/use-act";
import { ConfirmDelete } from "../../../../parts/confirm-delete";
import { errorOf, Form, FormError, text } from "../../../../parts/form";
import { InstanceState } from "../../../../parts/instance-state";
import { RegionSelect } from "../../../../parts/region-select";
import { useSeen } from "../../../../parts/use-seen";
import { paths } from "../../../../paths";
import { Badge } from "../../../../ui/badge";
import { Button } from "../../../../ui/button";
import { CopyLine } from "../../../../ui/copy";
import { Field, Input } from "../../../../ui/field";
import { Facts, PageHead, Section } from "../../../../ui/page";
import { Time } from "../../../../ui/time";
import type { ViewProps } from "./page";

const FIELDS = ["name", "region", "production"];

export function InstanceSettingsView(props: ViewProps) {
  const { held } = props;
  return (
    <>
      <PageHead title="Settings" beside={held.production && <Badge>production</Badge>} />
      <Section title="Instance">
        <Facts
          facts={[
            ["State", <InstanceState key="s" state={held.state} />],
            ["Since", <Time key="t" at={held.state_since} />],
            ...(held.state_reason ? [["Because", held.state_reason] as [string, string]] : []),
            ["Last deploy", <Time key="d" at={held.deployed_at} />],
            ["Service", <code key="v">{held.service_version}</code>],
          ]}
        />
        <div className="mt-3">
          <CopyLine value={held.url} label="instance URL" />
        </div>
      </Section>
      <Change {...props} />
      <Deprovision {...props} />
      <Destroy {...props} />
    </>
  );
}

function Change({ place, held }: ViewProps) {
  const isFixed = held.deployed_at !== null && held.deployed_at !== undefined;
  const { seen, onTyped, onSaved, onNewest } = useSeen(held);
  const act = useAct(
    (data: FormData) =>
      changeInstance(place, seen.version, {
        name: text(data, "name"),
        ...(isFixed ? {} : { region: text(data, "region") || undefined }),
      }),
    onSaved,
  );
  const denied = denial(held, "instances.update");
  return (
    <Section title="Name and region">
      <Form onSubmit={act.run} onTyped={onTyped} className="flex flex-col gap-4">
        <Field label="Name" denied={denied} error={errorOf(act.error, "name", FIELDS)}>
          {(field) => <Input {...field} name="name" defaultValue={seen.name} maxLength={100} />}
        </Field>
        <Field
          label="Region"
          denied={denied}
          hint={isFixed ? "Fixed since the first deploy." : "It can change until the first deploy, then it is fixed."}
          error={errorOf(act.error, "region", FIELDS)}
        >
          {(field) => (
            <RegionSelect {...field} name="region" key={seen.region} defaultValue={seen.region} disabled={isFixed} />
          )}
        </Field>
        <FormError error={act.error} names={FIELDS} onClear={act.clear} onNewest={onNewest} />
        <div>
          <Button type="submit" isBusy={act.isBusy} denied={denied}>
            Save instance
          </Button>
        </div>
      </Form>
    </Section>
  );
}

function Deprovision({ place, held }: ViewProps) {
  const [isOpen, setIsOpen] = useState(false);
  const act = useAct(
    () => deprovisionInstance(place),
    () => setIsOpen(false),
  );
  const isDown = held.state === "deprovisioned";
  return (
    <Section title="Deprovision" about="It stops answering and keeps its settings. The next deploy brings it back.">
      <Button
        denied={denial(held, "instances.deprovision")}
        reason={isDown ? "It is deprovisioned already." : undefined}
        onClick={() => setIsOpen(true)}
      >
        Deprovision instance
      </Button>
      <ConfirmDelete
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title="Deprovision instance"
        button="Deprovision instance"
        note="Its settings, connections and policy are kept."
        act={act}
      >
        <p>
          Every request to <b className="text-ink">{held.name}</b> is answered with 503 from now on.
        </p>
      </ConfirmDelete>
    </Section>
  );
}

function Destroy({ place, held }: ViewProps) {
  const navigate = useNavigate();
  const [isOpen, setIsOpen] = useState(false);
  const act = useAct(
    () => deleteInstance(place, held.version),
    () => navigate({ to: paths.project(place.organization, place.project) }),
  );
  return (
    <Section title="Destroy" about="Its connections, client auth, policy and versions are gone. The databases stay.">
      <Button look="danger" denied={denial(held, "instances.delete")} onClick={() => setIsOpen(true)}>
        Destroy instance
      </Button>
      <ConfirmDelete
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title="Destroy instance"
        name={held.name}
        button="Destroy instance"
        act={act}
      >
        <p>
          <b className="text-ink">{held.name}</b> is destroyed with its connections, client auth, policy and every
          version of it.
        </p>
      </ConfirmDelete>
    </Section>
  );
}
