// PostGraphile over one database: node postgraphile_server.mjs FOLDER_OF_PACKAGES DATABASE_URL SECRET PORT CONNECTIONS

import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, connectionString, secret, port, connections] = process.argv.slice(2);
const load = createRequire(join(folder, "package.json"));
const { postgraphile } = load("postgraphile");
const { PostGraphileAmberPreset } = load("postgraphile/presets/amber");
const { makePgService } = load("postgraphile/adaptors/pg");
const { grafserv } = load("postgraphile/grafserv/node");
const { verify } = load("jsonwebtoken");

/** Who asks becomes the role and a claim of the session; without a token nobody. */
function context({ node }) {
  const token = node?.req.headers.authorization?.replace(/^Bearer /, "");
  if (!token) return { pgSettings: { role: "nobody" } };
  const claims = verify(token, secret, { algorithms: ["HS256"], audience: "postgraphile" });
  return { pgSettings: { role: "clerk", "app.shop_id": String(claims.shop_id) } };
}

const served = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString, schemas: ["public"], poolConfig: { max: Number(connections) } })],
  grafserv: { graphiql: false, websockets: false, watch: false },
  grafast: { explain: false, context },
});
const server = createServer();
await served.createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1");
