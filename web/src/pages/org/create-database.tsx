import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createDatabase } from "../../api/databases";
import { allProjects } from "../../api/projects";
import { useAct } from "../../api/use-act";
import { errorOf, Form, FormActs, FormError, text } from "../../parts/form";
import { paths } from "../../paths";
import { Dialog, DialogBody, DialogFoot } from "../../ui/dialog";
import { Field, Input, Select } from "../../ui/field";

const FIELDS = ["name", "project"];

/** An embedded SQLite database with its `main` branch. */
export function CreateDatabase({ organization, onClose }: { organization: string; onClose: () => void }) {
  const navigate = useNavigate();
  const projects = useQuery(allProjects(organization)).data?.items ?? [];
  const act = useAct(
    (data: FormData) =>
      createDatabase(organization, { name: text(data, "name"), project: text(data, "project") || undefined }),
    async (made) => {
      onClose();
      await navigate({ to: paths.database(organization, made.id) });
    },
  );
  return (
    <Dialog isOpen onClose={onClose} title="Create database">
      <Form onSubmit={act.run}>
        <DialogBody>
          <Field
            label="Name"
            hint="Small letters, digits, - and _; unique in the organization."
            error={errorOf(act.error, "name", FIELDS)}
          >
            {(field) => <Input {...field} name="name" isMono maxLength={63} autoComplete="off" autoFocus />}
          </Field>
          <Field label="Project" error={errorOf(act.error, "project", FIELDS)}>
            {(field) => (
              <Select {...field} name="project">
                {projects.map((project) => (
                  <option key={project.id} value={project.id}>
                    {project.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <p className="text-cap text-ink-3">
            The engine is SQLite, embedded: nothing to install. To guard a Postgres, MySQL or MariaDB that exists, add
            it to an instance under Database Connections.
          </p>
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="You become its Database Administrator.">
          <FormActs act="Create database" isBusy={act.isBusy} onCancel={onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
