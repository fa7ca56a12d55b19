import { useQueries, useQuery } from "@tanstack/react-query";
import { instances } from "../api/instances";
import type { Body } from "../api/nouns";
import { allProjects } from "../api/projects";

export type ProjectInstances = { project: Body<"Project">; instances: Body<"Instance">[] };

/** The instances of an organization that the person sees, by project; projects without one are left out. */
export function useAllInstances(organization: string): ProjectInstances[] {
  const projects = useQuery(allProjects(organization)).data?.items ?? [];
  const lists = useQueries({ queries: projects.map((project) => instances(organization, project.id)) });
  return projects
    .map((project, index) => ({ project, instances: lists[index]?.data?.items ?? [] }))
    .filter((each) => each.instances.length > 0);
}
