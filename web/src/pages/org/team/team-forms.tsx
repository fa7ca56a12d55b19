import { useNavigate } from "@tanstack/react-router";
import type { ApiError } from "../../../api/error";
import { createTeam, deleteTeam, type Team, updateTeam } from "../../../api/teams";
import { useAct } from "../../../api/use-act";
import { ConfirmDelete } from "../../../parts/confirm-delete";
import { errorOf, Form, FormActs, FormError, text } from "../../../parts/form";
import { useSeen } from "../../../parts/use-seen";
import { paths } from "../../../paths";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { Field, Input } from "../../../ui/field";
import { WouldDo } from "./would-do";

const FIELDS = ["name", "description"];

function Fields({ error, of }: { error: ApiError | null; of?: Team }) {
  return (
    <>
      <Field label="Name" error={errorOf(error, "name", FIELDS)}>
        {(field) => (
          <Input
            {...field}
            name="name"
            required
            maxLength={100}
            defaultValue={of?.name}
            autoFocus
            placeholder="Backend"
          />
        )}
      </Field>
      <Field label="Description" hint="What it is for." error={errorOf(error, "description", FIELDS)}>
        {(field) => <Input {...field} name="description" maxLength={500} defaultValue={of?.description} />}
      </Field>
    </>
  );
}

function read(data: FormData) {
  return { name: text(data, "name"), description: text(data, "description") };
}

/** Makes a team, then opens it: members, roles and databases come next. */
export function CreateTeam({ organization, onClose }: { organization: string; onClose: () => void }) {
  const navigate = useNavigate();
  const act = useAct(
    (data: FormData) => createTeam(organization, read(data)),
    (made) => navigate({ to: paths.oneTeam(organization, made.id) }),
  );
  return (
    <Dialog isOpen onClose={onClose} title="Create team">
      <Form onSubmit={act.run}>
        <DialogBody>
          <Fields error={act.error} />
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="Nobody is in it and it holds nothing at first.">
          <FormActs act="Create team" isBusy={act.isBusy} onCancel={onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

type Props = { organization: string; of: Team; onClose: () => void };

export function RenameTeam({ organization, of, onClose }: Props) {
  const { seen, onTyped, onNewest } = useSeen(of);
  const act = useAct((data: FormData) => updateTeam(organization, of.id, seen.version, read(data)), onClose);
  return (
    <Dialog isOpen onClose={onClose} title="Rename team">
      <Form onSubmit={act.run} onTyped={onTyped}>
        <DialogBody>
          <Fields error={act.error} of={seen} />
          <FormError error={act.error} names={FIELDS} onClear={act.clear} onNewest={onNewest} />
        </DialogBody>
        <DialogFoot>
          <FormActs act="Save team" isBusy={act.isBusy} onCancel={onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

/** Deletes a team, after saying what everyone in it loses. */
export function DeleteTeam({ organization, of, onClose, onDone }: Props & { onDone?: () => void }) {
  const act = useAct(
    () => deleteTeam(organization, of.id, of.version),
    () => {
      onDone?.();
      onClose();
    },
  );
  const members = of.member_count === 1 ? "1 member loses" : `${of.member_count} members lose`;
  const roles = of.roles.map(({ name }) => name);
  return (
    <ConfirmDelete isOpen onClose={onClose} title="Delete team" name={of.name} button="Delete team" act={act}>
      {of.member_count === 0 ? (
        <p>Nobody is in this team, so nobody loses anything.</p>
      ) : (
        <>
          <p>{members} at once what they hold through this team alone:</p>
          <ul className="list-disc pl-5">
            {roles.map((name) => (
              <li key={name}>{name}</li>
            ))}
            {of.database_count > 0 && (
              <li>
                the administration of {of.database_count} {of.database_count === 1 ? "database" : "databases"}
              </li>
            )}
            {roles.length === 0 && of.database_count === 0 && <li>nothing for the whole organization</li>}
          </ul>
          <WouldDo organization={organization} change={{ remove_team: of.id }} />
        </>
      )}
    </ConfirmDelete>
  );
}
