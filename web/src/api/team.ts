import { queryOptions } from "@tanstack/react-query";
import { answer, client } from "./client";

const ONE = "/api/v1/organizations/{organization}";

/** How many there are of each, as far as the caller may see. */
export const counts = (organization: string) =>
  queryOptions({
    queryKey: ["organization", organization, "team", "counts"],
    queryFn: async () => {
      const params = { path: { organization }, query: { limit: 1 } };
      const [members, roles, teams, serviceTokens, requests] = await Promise.all([
        total(answer(client.GET(`${ONE}/members`, { params }))),
        total(answer(client.GET(`${ONE}/roles`, { params }))),
        total(answer(client.GET(`${ONE}/teams`, { params }))),
        total(answer(client.GET(`${ONE}/service-tokens`, { params }))),
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
