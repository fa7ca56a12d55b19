import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import { listOptions } from "./list";

const ONE = "/api/v1/organizations/{organization}";
const at = (organization: string) => ({ path: { organization } });

export const organization = (id: string) =>
  queryOptions({ queryKey: ["organization", id], queryFn: () => answer(client.GET(ONE, { params: at(id) })) });

export const createOrganization = (name: string) => answer(client.POST("/api/v1/organizations", { body: { name } }));

export const deleteOrganization = (id: string, version: number, name: string) =>
  answer(client.DELETE(ONE, { params: at(id), body: { name }, headers: ifMatch(version) }));

export const members = (id: string, search: string) =>
  listOptions(["organization", id, "members", search], (cursor) =>
    answer(client.GET(`${ONE}/members`, { params: { ...at(id), query: { cursor, search: search || undefined } } })),
  );

/** As the address holds it: ids, and days where the reader is. */
export type AuditFilter = {
  action?: string | undefined;
  outcome?: "ok" | "denied" | undefined;
  actor?: string | undefined;
  target?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

/** The first moment of a day, so many days on; nothing where it is no day. */
export function startOf(day: string | undefined, later = 0): string | undefined {
  const [year, month, date] = (day ?? "").split("-").map(Number);
  if (!year || !month || !date) return undefined;
  const start = new Date(year, month - 1, date + later);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}

/** Where a browser saves a log from, as it is filtered: an organization's, or the server's. */
export function auditExport(id: string | null, format: "jsonl" | "csv", filter: AuditFilter): string {
  const wanted = { ...filter, from: startOf(filter.from), to: startOf(filter.to, 1), format };
  const query = new URLSearchParams(Object.entries(wanted).filter((pair): pair is [string, string] => !!pair[1]));
  return `/api/v1/${id === null ? "server" : `organizations/${id}`}/audit/export?${query}`;
}

export const verifyAudit = (id: string) => answer(client.GET(`${ONE}/audit/verify`, { params: at(id) }));

export const eraseFromAudit = async (id: string, account: string): Promise<void> => {
  await answer(client.POST(`${ONE}/audit/erase`, { params: at(id), body: { account } }));
};

export const audit = (id: string, filter: AuditFilter) =>
  listOptions(["organization", id, "audit", filter], (cursor) =>
    answer(
      client.GET(`${ONE}/audit`, {
        params: {
          ...at(id),
          query: { cursor, limit: 50, ...filter, from: startOf(filter.from), to: startOf(filter.to, 1) },
        },
      }),
    ),
  );
