import { queryOptions } from "@tanstack/react-query";
import { can, type Judged } from "./can";
import { answer, client } from "./client";

const ONE = "/api/v1/organizations/{organization}";
const SEEN = ["members.view", "roles.view", "teams.view", "service_tokens.view"] as const;

/** How many there are of each, as far as the caller may see; what would be refused is not asked. */
export const counts = (organization: string, held: Judged) =>
  queryOptions({
    queryKey: ["organization", organization, "team", "counts", SEEN.filter((right) => can(held, right))],
    queryFn: async () => {
      const params = { path: { organization }, query: { limit: 1 } };
      const seen = <Count>(right: (typeof SEEN)[number], count: () => Count) =>
        can(held, right) ? count() : undefined;
      const [members, roles, teams, serviceTokens, requests] = await Promise.all([
        seen("members.view", () => total(answer(client.GET(`${ONE}/members`, { params })))),
        seen("roles.view", () => total(answer(client.GET(`${ONE}/roles`, { params })))),
        seen("teams.view", () => total(answer(client.GET(`${ONE}/teams`, { params })))),
        seen("service_tokens.view", () => total(answer(client.GET(`${ONE}/service-tokens`, { params })))),
        total(
          answer(
            client.GET(`${ONE}/access/requests`, { params: { ...params, query: { limit: 1, state: "pending" } } }),
          ),
        ),
      ]);
      return { members, roles, teams, serviceTokens, requests };
    },
  });

/** A list that is refused has no number; the tab itself says why. */
async function total(list: Promise<{ total: number }>): Promise<number | undefined> {
  return list.then(
    (page) => page.total,
    () => undefined,
  );
}
