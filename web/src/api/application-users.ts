import { queryOptions } from "@tanstack/react-query";
import { answer, client } from "./client";
import type { InstancePlace } from "./instances";
import { listOptions } from "./list";
import type { Body } from "./nouns";

const INSTANCE = "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}";
const USERS = `${INSTANCE}/users` as const;
const REVOCATIONS = `${INSTANCE}/revocations` as const;

export type ApplicationUser = Body<"ApplicationUser">;
export type Revocation = Body<"Revocation">;

export const applicationUsers = (path: InstancePlace, filter: { search: string; role: string }) =>
  listOptions(["instance", path.instance, "users", filter], (cursor) => {
    const query = { cursor, limit: 50, search: filter.search || undefined, role: filter.role || undefined };
    return answer(client.GET(USERS, { params: { path, query } }));
  });

export const applicationUserCount = (path: InstancePlace) =>
  queryOptions({
    queryKey: ["instance", path.instance, "users", "count"],
    queryFn: () => answer(client.GET(`${USERS}/count`, { params: { path } })),
  });

export const revocations = (path: InstancePlace) =>
  listOptions(["instance", path.instance, "revocations"], (cursor) =>
    answer(client.GET(REVOCATIONS, { params: { path, query: { cursor, limit: 50 } } })),
  );

export const revoke = (path: InstancePlace, body: Body<"NewRevocation">) =>
  answer(client.POST(REVOCATIONS, { params: { path }, body }));

export const removeRevocation = (path: InstancePlace, revocation: string) =>
  answer(client.DELETE(`${REVOCATIONS}/{revocation}`, { params: { path: { ...path, revocation } } }));
