import { queryOptions } from "@tanstack/react-query";
import { answer, client } from "./client";
import type { InstancePlace } from "./instances";

const KEY = "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/signing-key";

/** Which keys sign what the actions of an instance tell the outside. */
export const signingKeys = (path: InstancePlace) =>
  queryOptions({
    queryKey: ["instance", path.instance, "signing-key"],
    queryFn: () => answer(client.GET(KEY, { params: { path } })),
  });

/** A new one; the one before signs for a day more. Its secret is in this answer alone. */
export const makeSigningKey = (path: InstancePlace) => answer(client.POST(KEY, { params: { path } }));

/** Ends the one before the newest at once. */
export const retireSigningKey = (path: InstancePlace) => answer(client.DELETE(`${KEY}/previous`, { params: { path } }));
