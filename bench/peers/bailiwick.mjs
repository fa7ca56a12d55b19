// Bailiwick: its own server with two connections, Postgres and the SQLite file, under one policy.

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { COLUMNS, inAnHour, jwt, LIMIT } from "./data.mjs";
import { freePort, said, start, until } from "./processes.mjs";

/** Each user may ask 100 times a second, so the load comes from many, each with a token and an address of their own. */
const USERS = 1_000;

const rule = (table) => ({
  table,
  roles: ["clerk"],
  select: { columns: COLUMNS, where: { shop_id: "$user.shop_id", status: { $ne: "deleted" } } },
});
const POLICY = { permissions: { postgres_orders: rule("pg.orders"), sqlite_orders: rule("file.orders") } };

export async function startBailiwick(folder, program, databaseUrl, sqliteFile) {
  const data = join(folder, "bailiwick");
  mkdirSync(data);
  const base = `http://127.0.0.1:${await freePort()}`;
  const env = {
    PATH: process.env.PATH,
    RUST_LOG: "warn",
    BAILIWICK_OUTBOUND_ALLOW: "127.0.0.0/8",
    BAILIWICK_FILES_ALLOW: folder,
    BAILIWICK_PROXIES: "127.0.0.0/8",
  };
  const server = start("bailiwick", program, ["serve", "--data", data, "--listen", base.slice(7)], { cwd: data, env });
  await until(server, async () => (await fetch(`${base}/health/ready`)).ok);
  const code = await until(server, () => /\b(?:[A-Z0-9]{4}-){4}[A-Z0-9]{4}\b/.exec(said("bailiwick"))?.[0]);

  let credential = {};
  const ask = async (method, path, body) => {
    const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin", ...credential };
    const answer = await fetch(`${base}/api/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`bailiwick: ${method} ${path}: ${answer.status} ${text}`);
    const cookies = answer.headers.getSetCookie();
    if (cookies.length > 0) credential = { cookie: cookies.map((cookie) => cookie.split(";")[0]).join("; ") };
    return text ? JSON.parse(text) : null;
  };
  const person = { email: "owner@example.com", password: randomBytes(18).toString("base64url"), display_name: "Owner" };
  const me = await ask("POST", "first-run", { code, organization: "Bench", ...person });
  const token = await ask("POST", "account/tokens", { name: "bench" });
  credential = { authorization: `Bearer ${token.secret}` };
  const organization = `organizations/${me.organizations[0].id}`;
  const project = `${organization}/projects/${(await ask("POST", `${organization}/projects`, { name: "Bench" })).id}`;
  const instances = await ask("GET", `${project}/instances`);
  const { id } = instances.items.find((instance) => !instance.production);
  const instance = `${project}/instances/${id}`;
  await ask("POST", `${instance}/connections`, { name: "pg", url: `${databaseUrl}?sslmode=disable` });
  await ask("POST", `${instance}/connections`, { name: "file", url: `sqlite:${sqliteFile}` });
  const secret = randomBytes(32);
  const key = { kid: "bench", secret: secret.toString("base64url") };
  await ask("PUT", `${instance}/client-auth`, { hs256: [key], audiences: ["bench"] });
  await ask("PUT", `${instance}/policy/draft`, POLICY);
  await ask("POST", `${instance}/policy/deploy`, {});

  const tokenOf = (user, shop) => {
    const claims = { sub: String(user), aud: "bench", roles: ["clerk"], shop_id: shop, exp: inAnHour() };
    return jwt(secret, claims, { kid: key.kid });
  };
  const tokens = Array.from({ length: USERS }, (_, user) => tokenOf(user, 1));
  const others = [null, tokens[0], tokenOf("other", 2)];
  const system = (name, connection, pids) => ({
    name,
    pids: [server.pid, ...pids],
    address: base,
    marker: '"id":',
    enforces: true,
    ask: ({ customer, order, shop, user = 0 }) => {
      const condition = customer ? `customer_id=eq.${customer}` : `id=eq.${order}`;
      const bearer = user > 0 ? tokens[user % USERS] : others[shop];
      const address = `10.9.${(user % USERS) >> 8}.${user % 256}`;
      return {
        method: "GET",
        path: `/instances/${id}/rest/v1/orders?select=${COLUMNS}&${condition}&order=id&limit=${LIMIT}`,
        headers: {
          ...(connection && { "accept-profile": connection }),
          ...(bearer && { authorization: `Bearer ${bearer}` }),
          "x-forwarded-for": address,
        },
      };
    },
    rows: (answer) => answer,
  });
  return {
    users: USERS,
    onPostgres: (pids) => system("Bailiwick, Postgres", "pg", pids),
    onSqlite: () => system("Bailiwick, SQLite", "file", []),
  };
}
