import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import { listOptions } from "./list";

const ONE = "/api/v1/organizations/{organization}";
const at = (organization: string) => ({ path: { organization } });

export const organization = (id: string) =>
  queryOptions({ queryKey: ["organization", id], queryFn: () => answer(client.GET(ONE, { params: at(id) })) });

export const createOrganization = (name: string) => answer(client.POST("/api/v1/organizations", { body: { name } }));

export const renameOrganization = (id: string, version: number, name: string) =>
  answer(client.PATCH(ONE, { params: at(id), body: { name }, headers: ifMatch(version) }));

export const deleteOrganization = (id: string, version: number, name: string) =>
  answer(client.DELETE(ONE, { params: at(id), body: { name }, headers: ifMatch(version) }));

export const members = (id: string, search: string) =>
  listOptions(["organization", id, "members", search], (cursor) =>
    answer(client.GET(`${ONE}/members`, { params: { ...at(id), query: { cursor, search: search || undefined } } })),
  );

export type AuditFilter = { action?: string | undefined; outcome?: "ok" | "denied" | undefined };

export const audit = (id: string, filter: AuditFilter) =>
  listOptions(["organization", id, "audit", filter], (cursor) =>
    answer(client.GET(`${ONE}/audit`, { params: { ...at(id), query: { cursor, limit: 50, ...filter } } })),
  );
