// Before any timing: each system answers the right rows and no others.

import { deepStrictEqual } from "node:assert/strict";

import { CUSTOMERS, expected, hidden, LIMIT, same } from "./data.mjs";

const KEYS = [1, 7, 2_500, 4_242, CUSTOMERS];

async function answer(system, question) {
  const { method, path, headers, body } = system.ask(question);
  const got = await fetch(system.address + path, { method, headers, body });
  return { status: got.status, text: await got.text() };
}

async function rowsOf(system, question) {
  const { status, text } = await answer(system, question);
  if (status !== 200) throw new Error(`${system.name} answered ${status}: ${text.slice(0, 1000)}`);
  try {
    return system.rows(JSON.parse(text)).map(same);
  } catch (error) {
    throw new Error(`${system.name}: ${error.message}: ${text.slice(0, 1000)}`);
  }
}

function mustBe(system, what, got, right) {
  try {
    deepStrictEqual(got, right);
  } catch (error) {
    throw new Error(`${system.name} answered wrong rows (${what}):\n${error.message}`);
  }
}

/** Whether somebody without a token is shown a row. */
async function showsAnybody(system, customer) {
  const { status, text } = await answer(system, { customer, shop: 0 });
  return status === 200 && /"created/.test(text);
}

/** Says what was checked, or throws. */
export async function check(system) {
  for (const customer of KEYS) {
    const own = expected(customer, 1);
    if (own.length !== LIMIT) throw new Error(`the data are not as they should be: ${own.length} rows`);
    for (const user of [0, 1, 999]) {
      mustBe(system, `customer ${customer}`, await rowsOf(system, { customer, shop: 1, user }), own);
    }
    const theirs = await rowsOf(system, { customer, shop: 2 });
    mustBe(system, `customer ${customer} of shop 2`, theirs, expected(customer, 2));
    if (!system.enforces) continue;
    for (const shop of [1, 2]) {
      for (const order of hidden(customer, shop)) {
        mustBe(system, `order ${order} for shop ${shop}`, await rowsOf(system, { order, shop }), []);
      }
    }
    if (await showsAnybody(system, customer)) throw new Error(`${system.name} shows rows without a token`);
  }
  const own = `${system.name}: the right 20 rows`;
  return system.enforces ? `${own}; none of another shop, none deleted, none without a token` : `${own}; no row policy`;
}
