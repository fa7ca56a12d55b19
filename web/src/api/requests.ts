import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, client } from "./client";
import type { InstancePlace } from "./instances";

const INSTANCE = "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}";

/** What of the log is asked for; what is empty narrows nothing. */
export type RequestFilter = { user: string; role: string; table: string; status: string };

/** How often the newest are asked for. */
const EVERY_MS = 2000;

/** The newest requests of an instance, followed while the page is looked at. */
export const requests = (path: InstancePlace, { user, role, table, status }: RequestFilter) =>
  queryOptions({
    queryKey: ["instance", path.instance, "requests", user, role, table, status],
    queryFn: () =>
      answer(
        client.GET(`${INSTANCE}/requests`, {
          params: {
            path,
            query: {
              limit: 100,
              user: user || undefined,
              role: role || undefined,
              table: table || undefined,
              status: status || undefined,
            },
          },
        }),
      ),
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
  });
