// datasette: the same SQLite file. It has no row policy, so the whole condition stands in the address.

import { fileURLToPath } from "node:url";

import { COLUMNS, LIMIT } from "./data.mjs";
import { freePort, start, until } from "./processes.mjs";

const STATEMENT = `select ${COLUMNS} from orders
  where customer_id = :customer and shop_id = :shop and status <> 'deleted' order by id limit ${LIMIT}`;
const SQL = `sql=${encodeURIComponent(STATEMENT)}&_shape=array`;

/** Its rows by conditions in the address, as the others do it, and by a statement that the client writes. */
export async function startDatasette(installed, sqliteFile) {
  const port = await freePort();
  const program = fileURLToPath(new URL("datasette_server.py", import.meta.url));
  const env = { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: "1" };
  const server = start("datasette", installed.python, [program, sqliteFile, String(port)], { env });
  const address = `http://127.0.0.1:${port}`;
  const versions = await until(server, async () => (await fetch(`${address}/-/versions.json`)).json());
  const columns = COLUMNS.filter((column) => column !== "id").map((column) => `_col=${column}`);
  // No count, no facets: nothing but the rows.
  const options = `_sort=id&_size=${LIMIT}&_shape=array&_nocount=1&_nofacet=1&_nosuggest=1&${columns.join("&")}`;
  const system = (name, path) => ({
    name,
    pids: [server.pid],
    address,
    marker: '"id":',
    enforces: false,
    ask: (question) => ({ method: "GET", path: path(question), headers: {} }),
    rows: (answer) => answer,
  });
  const condition = ({ customer, shop }) => `customer_id=${customer}&shop_id=${shop}&status__not=deleted`;
  return [
    {
      ...system("datasette", (question) => `/orders/orders.json?${condition(question)}&${options}`),
      version: `datasette ${versions.datasette.version}, SQLite ${versions.sqlite.version} in it`,
    },
    system("datasette, SQL by hand", ({ customer, shop }) => `/orders.json?${SQL}&customer=${customer}&shop=${shop}`),
  ];
}
