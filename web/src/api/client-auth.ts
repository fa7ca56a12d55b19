import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import type { InstancePlace } from "./instances";
import type { Body } from "./nouns";

const INSTANCE = "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}";
const ONE = `${INSTANCE}/client-auth` as const;

export type ClientAuth = Body<"ClientAuth">;

export const clientAuth = (path: InstancePlace) =>
  queryOptions({
    queryKey: ["instance", path.instance, "client-auth"],
    queryFn: () => answer(client.GET(ONE, { params: { path } })),
  });

export const changeClientAuth = (path: InstancePlace, version: number, body: Body<"ClientAuthChange">) =>
  answer(client.PUT(ONE, { params: { path }, body, headers: ifMatch(version) }));

export const createDevelopmentToken = (path: InstancePlace, body: Body<"NewDevelopmentToken">) =>
  answer(client.POST(`${INSTANCE}/development-tokens`, { params: { path }, body }));
