import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import { listOptions, WHOLE } from "./list";
import type { Body } from "./nouns";

const ALL = "/api/v1/organizations/{organization}/databases";
const ONE = `${ALL}/{database}` as const;
const BRANCHES = `${ONE}/branches` as const;
const BRANCH = `${BRANCHES}/{branch}` as const;
const at = (organization: string, database: string) => ({ path: { organization, database } });

export const databases = (organization: string, search = "") =>
  listOptions(["organization", organization, "databases", search], (cursor) =>
    answer(client.GET(ALL, { params: { path: { organization }, query: { cursor, search: search || undefined } } })),
  );

/** For menus and captions, which do not page. */
export const allDatabases = (organization: string) =>
  queryOptions({
    queryKey: ["organization", organization, "databases", "all"],
    queryFn: () => answer(client.GET(ALL, { params: { path: { organization }, query: { limit: WHOLE } } })),
  });

export const database = (organization: string, id: string) =>
  queryOptions({
    queryKey: ["database", organization, id],
    queryFn: () => answer(client.GET(ONE, { params: at(organization, id) })),
  });

export const createDatabase = (organization: string, body: Body<"NewDatabase">) =>
  answer(client.POST(ALL, { params: { path: { organization } }, body }));

export const renameDatabase = (organization: string, id: string, version: number, name: string) =>
  answer(client.PATCH(ONE, { params: at(organization, id), body: { name }, headers: ifMatch(version) }));

export const deleteDatabase = (organization: string, id: string, version: number) =>
  answer(client.DELETE(ONE, { params: at(organization, id), headers: ifMatch(version) }));

export const branches = (organization: string, id: string) =>
  queryOptions({
    queryKey: ["database", organization, id, "branches"],
    queryFn: () => answer(client.GET(BRANCHES, { params: { ...at(organization, id), query: { limit: WHOLE } } })),
  });

export const createBranch = (organization: string, id: string, body: Body<"NewBranch">) =>
  answer(client.POST(BRANCHES, { params: at(organization, id), body }));

export const renameBranch = (organization: string, id: string, branch: string, version: number, name: string) =>
  answer(
    client.PATCH(BRANCH, {
      params: { path: { organization, database: id, branch } },
      body: { name },
      headers: ifMatch(version),
    }),
  );

export const deleteBranch = (organization: string, id: string, branch: string, version: number) =>
  answer(
    client.DELETE(BRANCH, { params: { path: { organization, database: id, branch } }, headers: ifMatch(version) }),
  );
