import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import { listOptions, WHOLE } from "./list";
import type { Body } from "./nouns";

const ALL = "/api/v1/organizations/{organization}/service-tokens";
const ONE = `${ALL}/{token}` as const;
const GRANTS = `${ONE}/grants` as const;
const at = (organization: string, token: string) => ({ path: { organization, token } });

export type ServiceToken = Body<"ServiceToken">;
export type TokenGrant = Body<"TokenGrant">;
export type NewTokenGrant = Body<"NewTokenGrant">;
export type GrantPreset = Body<"GrantPreset">;

export const serviceTokens = (organization: string, search = "") =>
  listOptions(["organization", organization, "service-tokens", { search }], (cursor) =>
    answer(client.GET(ALL, { params: { path: { organization }, query: { cursor, search: search || undefined } } })),
  );

export const serviceToken = (organization: string, token: string) =>
  queryOptions({
    queryKey: ["organization", organization, "service-tokens", token],
    queryFn: () => answer(client.GET(ONE, { params: at(organization, token) })),
  });

export const createServiceToken = (organization: string, body: Body<"NewServiceToken">) =>
  answer(client.POST(ALL, { params: { path: { organization } }, body }));

export const changeServiceToken = (token: ServiceToken, body: Body<"ServiceTokenChange">) =>
  answer(client.PATCH(ONE, { params: at(token.organization, token.id), body, headers: ifMatch(token.version) }));

export const rotateServiceToken = (token: ServiceToken, body: Body<"TokenRotation">) =>
  answer(
    client.POST(`${ONE}/rotate`, { params: at(token.organization, token.id), body, headers: ifMatch(token.version) }),
  );

export const deleteServiceToken = (token: ServiceToken) =>
  answer(client.DELETE(ONE, { params: at(token.organization, token.id), headers: ifMatch(token.version) }));

export const tokenGrants = (organization: string, token: string) =>
  listOptions(["organization", organization, "service-tokens", token, "grants"], (cursor) =>
    answer(client.GET(GRANTS, { params: { ...at(organization, token), query: { cursor } } })),
  );

export const addTokenGrant = (organization: string, token: string, body: NewTokenGrant) =>
  answer(client.POST(GRANTS, { params: at(organization, token), body }));

export const removeTokenGrant = (organization: string, token: string, grant: string) =>
  answer(client.DELETE(`${GRANTS}/{grant}`, { params: { path: { organization, token, grant } } }));

/** What tokens are often given together; changes with the server's version alone. */
export const grantPresets = () =>
  queryOptions({
    queryKey: ["grant-presets"],
    queryFn: async () =>
      (await answer(client.GET("/api/v1/grant-presets", { params: { query: { limit: WHOLE } } }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
