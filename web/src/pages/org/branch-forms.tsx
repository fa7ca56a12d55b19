import { createBranch, renameBranch } from "../../api/databases";
import type { Body } from "../../api/nouns";
import { useAct } from "../../api/use-act";
import { errorOf, Form, FormActs, FormError, text } from "../../parts/form";
import { useSeen } from "../../parts/use-seen";
import { Dialog, DialogBody, DialogFoot } from "../../ui/dialog";
import { Field, Input, Select } from "../../ui/field";

type Branch = Body<"Branch">;
type Props = { organization: string; database: string; onClose: () => void };
const FIELDS = ["name", "parent", "from"];

/** A real copy of another branch: every row of it, at this moment. */
export function CreateBranch({ organization, database, from, onClose }: Props & { from: Branch[] }) {
  const act = useAct(
    (data: FormData) =>
      createBranch(organization, database, { name: text(data, "name"), parent: text(data, "parent") || undefined }),
    onClose,
  );
  return (
    <Dialog isOpen onClose={onClose} title="Create branch">
      <Form onSubmit={act.run}>
        <DialogBody>
          <Field label="Name" hint="Small letters, digits, - and _." error={errorOf(act.error, "name", FIELDS)}>
            {(field) => <Input {...field} name="name" isMono maxLength={63} autoComplete="off" autoFocus />}
          </Field>
          <Field label="Copy of" error={errorOf(act.error, "parent", FIELDS)}>
            {(field) => (
              <Select {...field} name="parent" defaultValue={from.find((branch) => branch.default)?.id}>
                {from.map((branch) => (
                  <option key={branch.id} value={branch.id}>
                    {branch.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="A real copy with all its rows, for development.">
          <FormActs act="Create branch" isBusy={act.isBusy} onCancel={onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

export function RenameBranch({ organization, database, branch, onClose }: Props & { branch: Branch }) {
  const { seen, onTyped, onNewest } = useSeen(branch);
  const act = useAct(
    (data: FormData) => renameBranch(organization, database, branch.id, seen.version, text(data, "name")),
    onClose,
  );
  return (
    <Dialog isOpen onClose={onClose} title="Rename branch">
      <Form onSubmit={act.run} onTyped={onTyped}>
        <DialogBody>
          <Field label="Name" error={errorOf(act.error, "name", FIELDS)}>
            {(field) => <Input {...field} name="name" isMono defaultValue={seen.name} maxLength={63} autoFocus />}
          </Field>
          <FormError error={act.error} names={FIELDS} onClear={act.clear} onNewest={onNewest} />
        </DialogBody>
        <DialogFoot note="Connections follow: they know the branch by its id.">
          <FormActs act="Rename branch" isBusy={act.isBusy} onCancel={onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
