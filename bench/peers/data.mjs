// The table, what each shop's clerk must be answered from it, and the tokens of the clerks.

import { createHmac } from "node:crypto";

export const CUSTOMERS = 5_000;
export const ORDERS = 400_000;
export const LIMIT = 20;
export const STATUSES = ["open", "paid", "sent", "deleted"];
export const COLUMNS = ["id", "customer_id", "total", "status", "created_at"];

/** Every customer has 80 orders: a quarter is deleted, an eighth belongs to shop 2. */
export const SEED = `
create table orders (id bigint primary key, shop_id bigint not null, customer_id bigint not null, total numeric(12,2) not null,
  status text not null, created_at timestamptz not null);
insert into orders select g, case when g / ${CUSTOMERS} % 8 = 1 then 2 else 1 end, g % ${CUSTOMERS} + 1, (g % 9973)::numeric / 7,
  (array['open','paid','sent','deleted'])[g / ${CUSTOMERS} % 4 + 1], timestamptz '2026-01-01 00:00+00' + g * interval '1 minute'
  from generate_series(1, ${ORDERS}) g;
create index on orders (customer_id, id);
`;

function order(id) {
  const round = Math.floor(id / CUSTOMERS);
  return {
    id,
    shop_id: round % 8 === 1 ? 2 : 1,
    customer_id: (id % CUSTOMERS) + 1,
    total: Math.round(((id % 9973) / 7) * 100) / 100,
    status: STATUSES[round % 4],
    created_at: Date.UTC(2026, 0, 1) + id * 60_000,
  };
}

function ordersOf(customer) {
  const orders = [];
  for (let id = customer - 1; id <= ORDERS; id += CUSTOMERS) if (id > 0) orders.push(order(id));
  return orders;
}

const plain = ({ shop_id, ...row }) => row;

/** What the clerk of a shop is answered. */
export function expected(customer, shop) {
  const seen = ordersOf(customer).filter((row) => row.shop_id === shop && row.status !== "deleted");
  return seen.slice(0, LIMIT).map(plain);
}

/** Ids that the clerk of a shop must not see: one of the other shop, one that is deleted. */
export function hidden(customer, shop) {
  const orders = ordersOf(customer);
  const other = orders.find((row) => row.shop_id !== shop && row.status !== "deleted");
  const deleted = orders.find((row) => row.shop_id === shop && row.status === "deleted");
  return [other, deleted].filter(Boolean).map((row) => row.id);
}

/** Systems spell numbers and times differently; the values must be the same. */
export function same(row) {
  const time = typeof row.created_at === "number" ? row.created_at : Date.parse(row.created_at);
  return {
    id: Number(row.id),
    customer_id: Number(row.customer_id),
    total: Number(row.total),
    status: row.status,
    created_at: time,
  };
}

/** The same keys for everybody. */
export function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A token that is signed with a shared secret. */
export function jwt(secret, claims, header = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "HS256", typ: "JWT", ...header })}.${part(claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

export const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;
