import { queryOptions } from "@tanstack/react-query";
import { answer, client } from "./client";
import { parseExact } from "./exact";
import type { InstancePlace } from "./instances";
import type { Body } from "./nouns";

const INSTANCE = "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}";

/** A table as one application user sees it. */
export type Look = { connection: string; table: string; as: string; order: string; filter: string; offset: number };

export const ROWS_AT_ONCE = 50;

export const rows = (path: InstancePlace, look: Look) =>
  queryOptions({
    queryKey: ["instance", path.instance, "rows", look],
    queryFn: async () => {
      const text = await answer(
        client.GET(`${INSTANCE}/data/{connection}/{table}`, {
          parseAs: "text",
          params: {
            path: { ...path, connection: look.connection, table: look.table },
            query: {
              as: look.as,
              limit: ROWS_AT_ONCE,
              offset: look.offset || undefined,
              order: look.order || undefined,
              filter: look.filter || undefined,
            },
          },
        }),
      );
      return parseExact(text) as Body<"Rows">;
    },
  });

export const schema = (path: InstancePlace) =>
  queryOptions({
    queryKey: ["instance", path.instance, "schema"],
    queryFn: () => answer(client.GET(`${INSTANCE}/schema`, { params: { path } })),
  });
