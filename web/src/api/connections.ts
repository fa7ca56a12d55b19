import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import type { InstancePlace } from "./instances";
import { WHOLE } from "./list";
import type { Body } from "./nouns";

const INSTANCE = "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}";
const ALL = `${INSTANCE}/connections` as const;
const ONE = `${ALL}/{connection}` as const;

export const connections = (path: InstancePlace) =>
  queryOptions({
    queryKey: ["instance", path.instance, "connections"],
    queryFn: () => answer(client.GET(ALL, { params: { path, query: { limit: WHOLE } } })),
  });

export const createConnection = (path: InstancePlace, body: Body<"NewConnection">) =>
  answer(client.POST(ALL, { params: { path }, body }));

export const changeConnection = (
  path: InstancePlace,
  connection: string,
  version: number,
  body: Body<"ConnectionChange">,
) => answer(client.PATCH(ONE, { params: { path: { ...path, connection } }, body, headers: ifMatch(version) }));

export const deleteConnection = (path: InstancePlace, connection: string, version: number) =>
  answer(client.DELETE(ONE, { params: { path: { ...path, connection } }, headers: ifMatch(version) }));

export const testConnection = (path: InstancePlace, connection: string) =>
  answer(client.POST(`${ONE}/test`, { params: { path: { ...path, connection } } }));

/** The same test before anything is saved. */
export const tryConnection = (path: InstancePlace, body: Body<"NewConnection">) =>
  answer(client.POST(`${ALL}/test`, { params: { path }, body }));
