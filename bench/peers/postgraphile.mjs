// PostGraphile: row-level security of Postgres, by a role and a claim that the token puts into the session.

import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";

import { inAnHour, jwt, LIMIT } from "./data.mjs";
import { copyOf } from "./postgres.mjs";
import { freePort, start, until } from "./processes.mjs";

const USERS = 1_000;

const RULES = (password) => `
create role clerk; create role nobody;
create role visitor login noinherit password '${password}'; grant clerk, nobody to visitor;
grant select (id, customer_id, total, status, created_at) on orders to clerk;
alter table orders enable row level security;
create policy shop_orders on orders for select to clerk
  using (shop_id = (select current_setting('app.shop_id', true)::bigint) and status <> 'deleted');
`;

const QUERY = (argument) => `query Orders($key: BigInt!) {
  allOrders(condition: { ${argument}: $key }, first: ${LIMIT}, orderBy: [PRIMARY_KEY_ASC]) {
    nodes { rowId customerId total status createdAt }
  }
}`;

export async function startPostgraphile(installed, postgres, connections) {
  copyOf(postgres, "postgraphile");
  postgres.run("postgraphile", RULES(postgres.password));
  const secret = randomBytes(32).toString("hex");
  const port = await freePort();
  const program = fileURLToPath(new URL("postgraphile_server.mjs", import.meta.url));
  const args = [program, installed.folder, postgres.url("postgraphile", "visitor"), secret, port, connections];
  const env = { PATH: process.env.PATH, NODE_ENV: "production", GRAPHILE_ENV: "production" };
  const server = start("postgraphile", installed.node, args.map(String), { env });
  const address = `http://127.0.0.1:${port}`;
  await until(server, async () => (await fetch(`${address}/graphql`)).status < 500);

  const tokenOf = (user, shop) =>
    jwt(secret, { sub: String(user), aud: "postgraphile", shop_id: shop, exp: inAnHour() });
  const tokens = Array.from({ length: USERS }, (_, user) => tokenOf(user, 1));
  const others = [null, tokens[0], tokenOf("other", 2)];
  return {
    name: "PostGraphile",
    version: `PostGraphile ${installed.version("postgraphile")}`,
    pids: [server.pid, postgres.pid],
    address,
    marker: '"rowId":',
    enforces: true,
    ask: ({ customer, order, shop, user = 0 }) => {
      const bearer = user > 0 ? tokens[user % USERS] : others[shop];
      const query = customer ? QUERY("customerId") : QUERY("rowId");
      return {
        method: "POST",
        path: "/graphql",
        headers: { "content-type": "application/json", ...(bearer && { authorization: `Bearer ${bearer}` }) },
        body: JSON.stringify({ query, variables: { key: String(customer ?? order) } }),
      };
    },
    rows: ({ data }) =>
      data.allOrders.nodes.map((node) => ({
        ...node,
        id: node.rowId,
        customer_id: node.customerId,
        created_at: node.createdAt,
      })),
  };
}
