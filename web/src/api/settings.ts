import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import type { Body } from "./nouns";

const ONE = "/api/v1/organizations/{organization}/settings";

export type Settings = Body<"OrganizationSettings">;

export const settings = (organization: string) =>
  queryOptions({
    queryKey: ["organization", organization, "settings"],
    queryFn: () => answer(client.GET(ONE, { params: { path: { organization } } })),
  });

export const changeSettings = (organization: string, version: number, body: Body<"OrganizationSettingsChange">) =>
  answer(client.PATCH(ONE, { params: { path: { organization } }, body, headers: ifMatch(version) }));
