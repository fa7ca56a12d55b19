import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import { listOptions, WHOLE } from "./list";
import type { Body } from "./nouns";

const ALL = "/api/v1/organizations/{organization}/projects";
const ONE = `${ALL}/{project}` as const;
const at = (organization: string, project: string) => ({ path: { organization, project } });

export const projects = (organization: string, search = "") =>
  listOptions(["organization", organization, "projects", search], (cursor) =>
    answer(client.GET(ALL, { params: { path: { organization }, query: { cursor, search: search || undefined } } })),
  );

/** For menus, which do not page. */
export const allProjects = (organization: string) =>
  queryOptions({
    queryKey: ["organization", organization, "projects", "all"],
    queryFn: () => answer(client.GET(ALL, { params: { path: { organization }, query: { limit: WHOLE } } })),
  });

export const project = (organization: string, id: string) =>
  queryOptions({
    queryKey: ["project", organization, id],
    queryFn: () => answer(client.GET(ONE, { params: at(organization, id) })),
  });

export const createProject = (organization: string, body: Body<"NewProject">) =>
  answer(client.POST(ALL, { params: { path: { organization } }, body }));

export const renameProject = (organization: string, id: string, version: number, name: string) =>
  answer(client.PATCH(ONE, { params: at(organization, id), body: { name }, headers: ifMatch(version) }));

export const deleteProject = (organization: string, id: string, version: number) =>
  answer(client.DELETE(ONE, { params: at(organization, id), headers: ifMatch(version) }));
