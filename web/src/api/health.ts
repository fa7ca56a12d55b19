import { queryOptions } from "@tanstack/react-query";
import { answer, client } from "./client";
import type { InstancePlace } from "./instances";

const INSTANCE = "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}";

/** Each look dials every connection, so it is not taken as often as one could. */
const EVERY_MS = 15_000;

/** How an instance is, looked at again while the page is. */
export const health = (path: InstancePlace) =>
  queryOptions({
    queryKey: ["instance", path.instance, "health"],
    queryFn: () => answer(client.GET(`${INSTANCE}/health`, { params: { path } })),
    refetchInterval: EVERY_MS,
  });
