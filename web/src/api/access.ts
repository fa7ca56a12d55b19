import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, client } from "./client";
import { listOptions } from "./list";
import type { Body } from "./nouns";

const ALL = "/api/v1/organizations/{organization}/access";
const at = (organization: string) => ({ path: { organization } });

export type Explanation = Body<"AccessExplanation">;
export type GrantVerdict = Body<"GrantVerdict">;
export type AccessFix = Body<"AccessFix">;
export type Consequences = Body<"AccessConsequences">;
export type Place = Body<"Place">;
export type Holder = Body<"Holder">;
export type MatrixRow = Body<"MatrixRow">;
export type Who = Body<"PrincipalReference">;

/** What an action is asked on: the innermost thing named, the organization where none is. */
export type Thing = {
  project?: string | undefined;
  instance?: string | undefined;
  database?: string | undefined;
};

/** Why somebody may or may not do something. */
export const explain = (organization: string, who: Who, action: string, on: Thing) =>
  queryOptions({
    queryKey: ["organization", organization, "access", "explain", who, action, on],
    queryFn: () =>
      answer(client.POST(`${ALL}/explain`, { params: at(organization), body: { principal: who, action, ...on } })),
  });

/** Everybody who may do something, and through what. */
export const whoCan = (organization: string, action: string, on: Thing, search = "") =>
  listOptions(["organization", organization, "access", "who-can", action, on, search], (cursor) =>
    answer(
      client.POST(`${ALL}/who-can`, {
        params: { ...at(organization), query: { cursor, search: search || undefined } },
        body: { action, ...on },
      }),
    ),
  );

type MatrixFilter = { search: string; project?: string | undefined };

/** What each member may do in each project; a page of members at a time. */
export const matrix = (organization: string, { search, project }: MatrixFilter) =>
  infiniteQueryOptions({
    queryKey: ["organization", organization, "access", "matrix", search, project],
    queryFn: ({ pageParam: cursor }) =>
      answer(
        client.GET(`${ALL}/matrix`, {
          params: { ...at(organization), query: { cursor, limit: 50, search: search || undefined, project } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: ({ pages }) => ({
      items: pages.flatMap((page) => page.items),
      projects: pages[0]?.projects ?? [],
      total: pages[0]?.total ?? 0,
    }),
  });

/** All of it, as a spreadsheet reads it. */
export const matrixCsv = (organization: string, { search, project }: MatrixFilter): Promise<string> =>
  answer(
    client.GET(`${ALL}/matrix`, {
      params: { ...at(organization), query: { format: "csv", search: search || undefined, project } },
      parseAs: "text",
    }),
  ) as Promise<unknown> as Promise<string>;

/** What a change would give and take. Nothing is saved. */
export const simulate = (organization: string, change: Body<"AccessSimulation">["change"]) =>
  answer(client.POST(`${ALL}/simulate`, { params: at(organization), body: { change } }));

/** Why a request was refused a while ago, as things are now. */
export const refusal = (request: string) =>
  queryOptions({
    queryKey: ["refusal", request],
    queryFn: () => answer(client.GET("/api/v1/refusals/{request}", { params: { path: { request } } })),
  });
