import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import { WHOLE } from "./list";
import type { Body } from "./nouns";

const ALL = "/api/v1/organizations/{organization}/projects/{project}/instances";
const ONE = `${ALL}/{instance}` as const;

/** The ids that lead to an instance. */
export type InstancePlace = { organization: string; project: string; instance: string };

export const regions = () =>
  queryOptions({
    queryKey: ["regions"],
    queryFn: () => answer(client.GET("/api/v1/regions", { params: { query: { limit: WHOLE } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const instances = (organization: string, project: string) =>
  queryOptions({
    queryKey: ["project", organization, project, "instances"],
    queryFn: () => answer(client.GET(ALL, { params: { path: { organization, project }, query: { limit: WHOLE } } })),
  });

export const instance = (organization: string, project: string, id: string) =>
  queryOptions({
    queryKey: ["instance", id, organization, project],
    queryFn: () => answer(client.GET(ONE, { params: { path: { organization, project, instance: id } } })),
  });

export const createInstance = (organization: string, project: string, body: Body<"NewInstance">) =>
  answer(client.POST(ALL, { params: { path: { organization, project } }, body }));

export const changeInstance = (path: InstancePlace, version: number, body: Body<"InstanceChange">) =>
  answer(client.PATCH(ONE, { params: { path }, body, headers: ifMatch(version) }));

export const deleteInstance = (path: InstancePlace, version: number) =>
  answer(client.DELETE(ONE, { params: { path }, headers: ifMatch(version) }));

export const deprovisionInstance = (path: InstancePlace) =>
  answer(client.POST(`${ONE}/deprovision`, { params: { path } }));
