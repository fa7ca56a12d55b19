import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import { listOptions } from "./list";
import type { Body } from "./nouns";
import { type AuditFilter, startOf } from "./organizations";

const AT = "/api/v1/server";

export type ServerSettings = Body<"ServerSettings">;
export type Operator = Body<"Operator">;
export type ServerOrganization = Body<"ServerOrganization">;

export const serverSettings = () =>
  queryOptions({ queryKey: ["server", "settings"], queryFn: () => answer(client.GET(`${AT}/settings`)) });

export const changeServerSettings = (version: number, body: Body<"ServerSettingsChange">) =>
  answer(client.PATCH(`${AT}/settings`, { body, headers: ifMatch(version) }));

export const operators = () =>
  listOptions(["server", "operators"], (cursor) =>
    answer(client.GET(`${AT}/operators`, { params: { query: { cursor } } })),
  );

export const addOperator = (email: string) => answer(client.POST(`${AT}/operators`, { body: { email } }));

export const removeOperator = (account: string) =>
  answer(client.DELETE(`${AT}/operators/{account}`, { params: { path: { account } } }));

export const verifyServerAudit = () => answer(client.GET(`${AT}/audit/verify`));

/** As the address holds it. */
export type OrganizationFilter = { search?: string | undefined; owner?: "none" | undefined };

export const serverOrganizations = ({ search, owner }: OrganizationFilter) =>
  listOptions(["server", "organizations", search, owner], (cursor) =>
    answer(
      client.GET(`${AT}/organizations`, {
        params: { query: { cursor, limit: 50, search, has_owner: owner === "none" ? "false" : undefined } },
      }),
    ),
  );

const at = (organization: string) => ({ params: { path: { organization } } });

export const nameOwner = (organization: string, email: string) =>
  answer(client.POST(`${AT}/organizations/{organization}/owner`, { ...at(organization), body: { email } }));

export const openOrganization = (organization: string) =>
  answer(client.POST(`${AT}/organizations/{organization}/open`, at(organization)));

export const serverAudit = (filter: AuditFilter) =>
  listOptions(["server", "audit", filter], (cursor) =>
    answer(
      client.GET(`${AT}/audit`, {
        params: {
          query: { cursor, limit: 50, ...filter, from: startOf(filter.from), to: startOf(filter.to, 1) },
        },
      }),
    ),
  );
