import { answer, client } from "./client";
import { listOptions } from "./list";
import type { Body } from "./nouns";

const ALL = "/api/v1/organizations/{organization}/databases/{database}/administrators";
const ONE = `${ALL}/{member}` as const;

export type Administrator = Body<"DatabaseAdministrator">;

/** Who administers a database, directly or through a team. */
export const administrators = (organization: string, database: string) =>
  listOptions(["database", organization, database, "administrators"], (cursor) =>
    answer(client.GET(ALL, { params: { path: { organization, database }, query: { cursor } } })),
  );

export const addAdministrator = (organization: string, database: string, member: string) =>
  answer(client.PUT(ONE, { params: { path: { organization, database, member } } }));

export const removeAdministrator = (organization: string, database: string, member: string) =>
  answer(client.DELETE(ONE, { params: { path: { organization, database, member } } }));
