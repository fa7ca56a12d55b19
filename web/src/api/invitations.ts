import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import { listOptions } from "./list";
import type { Body } from "./nouns";

const ALL = "/api/v1/organizations/{organization}/invitations";
const ONE = `${ALL}/{invitation}` as const;
const LINK = "/api/v1/invitations/{secret}";
const at = (organization: string, invitation: string) => ({ path: { organization, invitation } });

export type Invitation = Body<"Invitation">;
export type SentInvitation = Body<"SentInvitation">;
export type InvitationLook = Body<"InvitationLook">;

export const invitations = (organization: string, state: Invitation["state"] | undefined) =>
  listOptions(["organization", organization, "invitations", state], (cursor) =>
    answer(client.GET(ALL, { params: { path: { organization }, query: { cursor, state } } })),
  );

export const invite = (organization: string, body: Body<"NewInvitation">) =>
  answer(client.POST(ALL, { params: { path: { organization } }, body }));

export const resendInvitation = (organization: string, id: string, version: number, expires_in_days: number) =>
  answer(
    client.POST(`${ONE}/resend`, {
      params: at(organization, id),
      body: { expires_in_days },
      headers: ifMatch(version),
    }),
  );

export const cancelInvitation = (organization: string, id: string, version: number) =>
  answer(client.DELETE(ONE, { params: at(organization, id), headers: ifMatch(version) }));

/** What an invitation offers to whoever has its link. */
export const invitationLook = (secret: string) =>
  queryOptions({
    queryKey: ["invitation", secret],
    queryFn: () => answer(client.GET(LINK, { params: { path: { secret } } })),
    retry: false,
  });

export const acceptInvitation = (secret: string, body: Body<"Acceptance">) =>
  answer(client.POST(`${LINK}/accept`, { params: { path: { secret } }, body }));

export const declineInvitation = (secret: string) =>
  answer(client.POST(`${LINK}/decline`, { params: { path: { secret } } }));
