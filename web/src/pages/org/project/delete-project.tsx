import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { denial } from "../../../api/can";
import { allDatabases } from "../../../api/databases";
import { instances } from "../../../api/instances";
import type { Body } from "../../../api/nouns";
import { deleteProject } from "../../../api/projects";
import { useAct } from "../../../api/use-act";
import { ConfirmDelete } from "../../../parts/confirm-delete";
import { paths } from "../../../paths";
import { Button } from "../../../ui/button";
import { Section } from "../../../ui/page";

/** Refused while something lives in the project; what does is listed. */
export function DeleteProject({ organization, held }: { organization: string; held: Body<"Project"> }) {
  const navigate = useNavigate();
  const [isOpen, setIsOpen] = useState(false);
  const living = useQuery(instances(organization, held.id)).data?.items ?? [];
  const databases = (useQuery(allDatabases(organization)).data?.items ?? []).filter((each) => each.project === held.id);
  const isEmpty = living.length === 0 && databases.length === 0;
  const act = useAct(
    () => deleteProject(organization, held.id, held.version),
    () => navigate({ to: paths.projects(organization) }),
  );
  const link = "text-accent underline underline-offset-2";
  return (
    <Section
      title="Delete this project"
      about={isEmpty ? "Its name becomes free. The audit log keeps its history." : "First delete what lives in it:"}
    >
      {!isEmpty && (
        <ul className="mb-3 flex flex-col gap-1">
          {living.map((instance) => (
            <li key={instance.id}>
              Instance{" "}
              <Link to={paths.instance(organization, held.id, instance.id, "settings")} className={link}>
                {instance.name}
              </Link>
            </li>
          ))}
          {databases.map((database) => (
            <li key={database.id}>
              Database{" "}
              <Link to={paths.database(organization, database.id)} className={link}>
                {database.name}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <Button
        look="danger"
        denied={denial(held, "projects.delete")}
        reason={isEmpty ? undefined : "Something still lives in this project."}
        onClick={() => setIsOpen(true)}
      >
        Delete project
      </Button>
      <ConfirmDelete
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title="Delete project"
        name={held.name}
        button="Delete project"
        act={act}
      >
        <p>
          <b className="text-ink">{held.name}</b> is deleted for everyone in the organization.
        </p>
      </ConfirmDelete>
    </Section>
  );
}
