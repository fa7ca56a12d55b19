import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import { listOptions, WHOLE } from "./list";
import type { Body } from "./nouns";
import type { Role } from "./roles";

const ALL = "/api/v1/organizations/{organization}/members";
const ONE = `${ALL}/{member}` as const;
const at = (organization: string, member: string) => ({ path: { organization, member } });

export type Member = Body<"Member">;
export type MemberDetail = Body<"MemberDetail">;
export type MemberGrant = MemberDetail["grants"][number];
export type MemberFilter = { search: string; state?: "active" | "suspended" | undefined; role?: string | undefined };

export const memberList = (organization: string, { search, state, role }: MemberFilter) =>
  listOptions(["organization", organization, "members", "list", search, state, role], (cursor) =>
    answer(
      client.GET(ALL, {
        params: { path: { organization }, query: { cursor, search: search || undefined, state, role } },
      }),
    ),
  );

/** A member and everything that it was given. */
export const member = (organization: string, id: string) =>
  queryOptions({
    queryKey: ["organization", organization, "members", id],
    queryFn: () => answer(client.GET(ONE, { params: at(organization, id) })),
  });

/** A role with its place and its end; `null` ends never. */
export type Assigned = {
  id: string;
  scope: { projects: "all" | string[]; production: boolean };
  expires_at: string | null;
};

export const setMemberRoles = (organization: string, id: string, version: number, roles: Assigned[]) =>
  answer(client.PUT(`${ONE}/roles`, { params: at(organization, id), body: { roles }, headers: ifMatch(version) }));

export const setMemberState = (organization: string, id: string, version: number, state: "active" | "suspended") =>
  answer(client.PATCH(ONE, { params: at(organization, id), body: { state }, headers: ifMatch(version) }));

/** What becomes of the service tokens that the member made; unsaid, the server asks where there are any. */
export type TokensOfMember = "keep" | "revoke" | undefined;

export const removeMember = (organization: string, id: string, version: number, tokens: TokensOfMember) =>
  answer(client.DELETE(ONE, { params: { ...at(organization, id), query: { tokens } }, headers: ifMatch(version) }));

export const leaveOrganization = (organization: string, tokens: TokensOfMember) =>
  answer(
    client.POST("/api/v1/organizations/{organization}/leave", {
      params: { path: { organization }, query: { tokens } },
    }),
  );

export const copyMember = (organization: string, id: string, version: number, from: string) =>
  answer(client.POST(`${ONE}/copy`, { params: at(organization, id), body: { from }, headers: ifMatch(version) }));

export const compareMembers = (organization: string, id: string, other: string) =>
  queryOptions({
    queryKey: ["organization", organization, "members", id, "compare", other],
    queryFn: () =>
      answer(client.GET(`${ONE}/compare/{other}`, { params: { path: { organization, member: id, other } } })),
  });

/** Every role, to choose from: page after page. */
export const everyRole = (organization: string) =>
  queryOptions({
    queryKey: ["organization", organization, "roles", "every"],
    queryFn: async () => {
      const found: Role[] = [];
      let cursor: string | undefined;
      do {
        const page = await answer(
          client.GET("/api/v1/organizations/{organization}/roles", {
            params: { path: { organization }, query: { limit: WHOLE, cursor } },
          }),
        );
        found.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor);
      return found;
    },
  });
