import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import { WHOLE } from "./list";
import type { Body } from "./nouns";

const ALL = "/api/v1/organizations/{organization}/roles";
const ONE = `${ALL}/{role}` as const;
const at = (organization: string, role: string) => ({ path: { organization, role } });

export type Role = Body<"Role">;
export type Area = Body<"Area">;

/** The areas of the role builder; they change with the server's version alone. */
export const areas = () =>
  queryOptions({
    queryKey: ["areas"],
    queryFn: async () => (await answer(client.GET("/api/v1/areas", { params: { query: { limit: WHOLE } } }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Every role, system roles first; an organization has few. */
export const roles = (organization: string) =>
  queryOptions({
    queryKey: ["organization", organization, "roles"],
    queryFn: () => answer(client.GET(ALL, { params: { path: { organization }, query: { limit: WHOLE } } })),
  });

export const role = (organization: string, id: string) =>
  queryOptions({
    queryKey: ["organization", organization, "roles", id],
    queryFn: () => answer(client.GET(ONE, { params: at(organization, id) })),
  });

export const createRole = (organization: string, body: Body<"NewRole">) =>
  answer(client.POST(ALL, { params: { path: { organization } }, body }));

export const updateRole = (organization: string, id: string, version: number, body: Body<"RoleChange">) =>
  answer(client.PATCH(ONE, { params: at(organization, id), body, headers: ifMatch(version) }));

export const deleteRole = (organization: string, id: string, version: number, reassign: string | undefined) =>
  answer(client.DELETE(ONE, { params: { ...at(organization, id), query: { reassign } }, headers: ifMatch(version) }));

export const duplicateRole = (organization: string, id: string, name: string) =>
  answer(client.POST(`${ONE}/duplicate`, { params: at(organization, id), body: { name } }));

/** Every action, for the few that choose single ones. */
export const actions = () =>
  queryOptions({
    queryKey: ["actions"],
    queryFn: async () => {
      const found: Body<"Action">[] = [];
      let cursor: string | undefined;
      do {
        const page = await answer(client.GET("/api/v1/actions", { params: { query: { limit: WHOLE, cursor } } }));
        found.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor);
      return found;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What a new role may begin with. */
export const roleTemplates = () =>
  queryOptions({
    queryKey: ["role-templates"],
    queryFn: async () =>
      (await answer(client.GET("/api/v1/role-templates", { params: { query: { limit: WHOLE } } }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const compareRoles = (organization: string, id: string, other: string) =>
  queryOptions({
    queryKey: ["organization", organization, "roles", id, "compare", other],
    queryFn: () =>
      answer(client.GET(`${ONE}/compare/{other}`, { params: { path: { organization, role: id, other } } })),
  });

export type Consequences = Body<"AccessConsequences">;

/** Who would gain and lose what if the role were saved like this. Nothing is. */
export const simulateRole = (organization: string, id: string | undefined, role: Body<"RoleChange">) =>
  answer(
    client.POST("/api/v1/organizations/{organization}/access/simulate", {
      params: { path: { organization } },
      body: { change: { put_role: { id: id ?? null, role } } },
    }),
  );
