import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { reason } from "../api/can";
import { createInstance } from "../api/instances";
import { project as projectQuery } from "../api/projects";
import { useAct } from "../api/use-act";
import { paths } from "../paths";
import { Dialog, DialogBody, DialogFoot } from "../ui/dialog";
import { CheckRow, Field, Input } from "../ui/field";
import { errorOf, Form, FormActs, FormError, text } from "./form";
import { RegionSelect } from "./region-select";

const FIELDS = ["name", "region"];

/** A new instance of a project; it is empty until a policy is deployed to it. */
export function AddInstance({
  organization,
  project,
  onClose,
}: {
  organization: string;
  project: string;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const mayNotProduce = reason(useQuery(projectQuery(organization, project)).data, "instances.create_production");
  const act = useAct(
    (data: FormData) =>
      createInstance(organization, project, {
        name: text(data, "name"),
        region: text(data, "region") || undefined,
        production: data.has("production"),
      }),
    async (made) => {
      onClose();
      await navigate({ to: paths.instance(organization, project, made.id) });
    },
  );
  return (
    <Dialog isOpen onClose={onClose} title="Add Instance">
      <Form onSubmit={act.run}>
        <DialogBody>
          <Field label="Name" error={errorOf(act.error, "name", FIELDS)}>
            {(field) => <Input {...field} name="name" required maxLength={100} placeholder="Staging" autoFocus />}
          </Field>
          <Field
            label="Region"
            hint="A region can change until the first deploy, then it is fixed."
            error={errorOf(act.error, "region", FIELDS)}
          >
            {(field) => <RegionSelect {...field} name="region" />}
          </Field>
          <CheckRow
            name="production"
            label="Production"
            reason={mayNotProduce}
            hint={
              mayNotProduce ?? "Guarded: no development tokens, and rights that leave out production do not reach it."
            }
          />
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="It is empty until a policy is deployed to it.">
          <FormActs act="Create instance" isBusy={act.isBusy} onCancel={onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
