import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { database } from "../api/databases";
import { instances } from "../api/instances";
import { allProjects, project } from "../api/projects";
import { paths } from "../paths";

const LINK = "text-ink underline decoration-line-2 underline-offset-2 hover:decoration-ink [overflow-wrap:anywhere]";

type Props = { organization: string; id: string };

/** A project by its name, leading to it. */
export function ProjectName({ organization, id }: Props) {
  const query = useQuery(project(organization, id));
  if (query.error) return "a project you may not see";
  return (
    <Link to={paths.project(organization, id)} className={LINK}>
      {query.data?.name ?? "…"}
    </Link>
  );
}

/** A database by its name, leading to it. */
export function DatabaseName({ organization, id }: Props) {
  const query = useQuery(database(organization, id));
  if (query.error) return "a database you may not see";
  return (
    <Link to={paths.database(organization, id)} className={LINK}>
      {query.data?.name ?? "…"}
    </Link>
  );
}

/** An instance as `Project / Instance`. A grant names it without its project, so the projects are looked through. */
export function InstanceName({ organization, id }: Props) {
  const projects = useQuery(allProjects(organization)).data?.items ?? [];
  const answers = useQueries({ queries: projects.map((each) => instances(organization, each.id)) });
  for (const [place, each] of projects.entries()) {
    const found = answers[place]?.data?.items.find((instance) => instance.id === id);
    if (!found) continue;
    return (
      <Link to={paths.instance(organization, each.id, id)} className={LINK}>
        {each.name} / {found.name}
      </Link>
    );
  }
  return answers.some((answer) => answer.isPending) ? "…" : "one instance";
}
