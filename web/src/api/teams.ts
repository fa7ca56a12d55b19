import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import { listOptions } from "./list";
import type { Assigned } from "./members";
import type { Body } from "./nouns";

const ALL = "/api/v1/organizations/{organization}/teams";
const ONE = `${ALL}/{team}` as const;
const at = (organization: string, team: string) => ({ path: { organization, team } });

export type Team = Body<"Team">;
export type TeamDetail = Body<"TeamDetail">;
export type TeamMember = Body<"TeamMember">;

export const teamList = (organization: string, search: string) =>
  listOptions(["organization", organization, "teams", "list", search], (cursor) =>
    answer(client.GET(ALL, { params: { path: { organization }, query: { cursor, search: search || undefined } } })),
  );

export const team = (organization: string, id: string) =>
  queryOptions({
    queryKey: ["organization", organization, "teams", id],
    queryFn: () => answer(client.GET(ONE, { params: at(organization, id) })),
  });

export const createTeam = (organization: string, body: Body<"NewTeam">) =>
  answer(client.POST(ALL, { params: { path: { organization } }, body }));

export const updateTeam = (organization: string, id: string, version: number, body: Body<"TeamChange">) =>
  answer(client.PATCH(ONE, { params: at(organization, id), body, headers: ifMatch(version) }));

export const deleteTeam = (organization: string, id: string, version: number) =>
  answer(client.DELETE(ONE, { params: at(organization, id), headers: ifMatch(version) }));

export const setTeamRoles = (organization: string, id: string, version: number, roles: Assigned[]) =>
  answer(client.PUT(`${ONE}/roles`, { params: at(organization, id), body: { roles }, headers: ifMatch(version) }));

export const teamMembers = (organization: string, id: string, search = "") =>
  listOptions(["organization", organization, "teams", id, "members", search], (cursor) =>
    answer(
      client.GET(`${ONE}/members`, {
        params: { ...at(organization, id), query: { cursor, search: search || undefined } },
      }),
    ),
  );

export const addTeamMember = (organization: string, team: string, member: string) =>
  answer(client.PUT(`${ONE}/members/{member}`, { params: { path: { organization, team, member } } }));

export const removeTeamMember = (organization: string, team: string, member: string) =>
  answer(client.DELETE(`${ONE}/members/{member}`, { params: { path: { organization, team, member } } }));

export const teamDatabases = (organization: string, id: string) =>
  listOptions(["organization", organization, "teams", id, "databases"], (cursor) =>
    answer(client.GET(`${ONE}/databases`, { params: { ...at(organization, id), query: { cursor } } })),
  );

export const addTeamDatabase = (organization: string, team: string, database: string) =>
  answer(client.PUT(`${ONE}/databases/{database}`, { params: { path: { organization, team, database } } }));

export const removeTeamDatabase = (organization: string, team: string, database: string) =>
  answer(client.DELETE(`${ONE}/databases/{database}`, { params: { path: { organization, team, database } } }));
