import { answer, client } from "./client";
import { listOptions } from "./list";
import type { Body } from "./nouns";

const ALL = "/api/v1/organizations/{organization}/access/requests";
const ONE = `${ALL}/{access_request}` as const;
const at = (organization: string, access_request: string) => ({ path: { organization, access_request } });

export type AccessRequest = Body<"AccessRequest">;
export type RequestState = AccessRequest["state"];

/** One's own, and all for whoever may decide them. */
export const accessRequests = (organization: string, search: string, state: RequestState | undefined) =>
  listOptions(["organization", organization, "access", "requests", search, state], (cursor) =>
    answer(
      client.GET(ALL, { params: { path: { organization }, query: { cursor, search: search || undefined, state } } }),
    ),
  );

export const requestAccess = (organization: string, body: Body<"NewAccessRequest">) =>
  answer(client.POST(ALL, { params: { path: { organization } }, body }));

export const approveRequest = (organization: string, id: string, body: Body<"AccessApproval">) =>
  answer(client.POST(`${ONE}/approve`, { params: at(organization, id), body }));

export const declineRequest = (organization: string, id: string, body: Body<"AccessRefusal">) =>
  answer(client.POST(`${ONE}/decline`, { params: at(organization, id), body }));

export const revokeRequest = (organization: string, id: string, body: Body<"AccessRefusal">) =>
  answer(client.POST(`${ONE}/revoke`, { params: at(organization, id), body }));

export const withdrawRequest = (organization: string, id: string) =>
  answer(client.POST(`${ONE}/withdraw`, { params: at(organization, id) }));
