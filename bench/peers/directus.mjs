// Directus: a role whose policy allows reading the orders of the user's own shop, and the token of a signed-in user.

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { COLUMNS, LIMIT } from "./data.mjs";
import { copyOf } from "./postgres.mjs";
import { finish, freePort, start, until } from "./processes.mjs";

export async function startDirectus(folder, installed, postgres, connections) {
  copyOf(postgres, "directus");
  const home = join(folder, "directus");
  mkdirSync(home);
  const port = await freePort();
  const admin = { email: "admin@example.com", password: randomBytes(18).toString("base64url") };
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    HOST: "127.0.0.1",
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SECRET: randomBytes(32).toString("hex"),
    DB_CLIENT: "pg",
    DB_HOST: "127.0.0.1",
    DB_PORT: String(postgres.port),
    DB_DATABASE: "directus",
    DB_USER: "owner",
    DB_PASSWORD: postgres.password,
    DB_POOL__MIN: "0",
    DB_POOL__MAX: String(connections),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    ACCESS_TOKEN_TTL: "1d",
    LOG_LEVEL: "warn",
    TELEMETRY: "false",
    // It would refuse requests when it is busy.
    PRESSURE_LIMITER_ENABLED: "false",
  };
  const cli = join(installed.folder, "node_modules/directus/cli.js");
  finish("directus-bootstrap", installed.node, [cli, "bootstrap"], { cwd: home, env });
  const server = start("directus", installed.node, [cli, "start"], { cwd: home, env });
  const address = `http://127.0.0.1:${port}`;
  await until(server, async () => (await fetch(`${address}/server/ping`)).ok);

  let bearer = null;
  const post = async (path, body) => {
    const headers = { "content-type": "application/json", ...(bearer && { authorization: `Bearer ${bearer}` }) };
    const answer = await fetch(`${address}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`directus: ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text).data : null;
  };
  const signIn = async (who) => (await post("auth/login", who)).access_token;
  bearer = await signIn(admin);
  await post("fields/directus_users", { field: "shop_id", type: "bigInteger", schema: {}, meta: {} });
  const policy = (await post("policies", { name: "Orders of the shop", admin_access: false, app_access: false })).id;
  const role = (await post("roles", { name: "Clerk" })).id;
  await post("access", { role, policy });
  const permissions = { _and: [{ shop_id: { _eq: "$CURRENT_USER.shop_id" } }, { status: { _neq: "deleted" } }] };
  await post("permissions", { policy, collection: "orders", action: "read", fields: COLUMNS, permissions });
  const users = [];
  for (const shop of [1, 2]) {
    const user = { email: `clerk${shop}@example.com`, password: randomBytes(18).toString("base64url") };
    await post("users", { ...user, role, shop_id: shop, status: "active" });
    users[shop] = user;
  }
  const tokens = [null, await signIn(users[1]), await signIn(users[2])];
  return {
    name: "Directus",
    version: `Directus ${installed.version("directus")}`,
    pids: [server.pid, postgres.pid],
    address,
    marker: '"id":',
    enforces: true,
    ask: ({ customer, order, shop }) => {
      const condition = customer ? `filter[customer_id][_eq]=${customer}` : `filter[id][_eq]=${order}`;
      return {
        method: "GET",
        path: `/items/orders?fields=${COLUMNS}&${condition}&sort=id&limit=${LIMIT}`,
        headers: tokens[shop] ? { authorization: `Bearer ${tokens[shop]}` } : {},
      };
    },
    rows: ({ data }) => data,
  };
}
