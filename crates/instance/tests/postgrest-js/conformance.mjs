// Everything that the client's reference names, method by method, against the shop of ../api/world.rs as its manager.
// Writes one line of JSON for each case: what was asked and what came, `yes` or the refusal. ../api/conformance.rs holds
// the lines of the three engines equal to the table in docs/client.md.
import assert from 'node:assert/strict'
import * as client from '@supabase/postgrest-js'

const db = new client.PostgrestClient(process.env.DATA_URL, { headers: { Authorization: `Bearer ${process.env.MANAGER}` } })
const orders = () => db.from('orders')
const customers = () => db.from('customers')
const parcels = () => db.from('parcels')

/** Rows with these ids, in any order. */
const ids = (...expected) => ({ data }) => assert.deepEqual(data.map((row) => row.id).sort((a, b) => a - b), expected)
/** Rows with these ids, in this order. */
const inOrder = (...expected) => ({ data }) => assert.deepEqual(data.map((row) => row.id), expected)
const is = (expected) => ({ data }) => assert.deepEqual(data, expected)
const status = (expected, data = null) => (got) => assert.deepEqual([got.status, got.data], [expected, data])
const counts = (expected) => ({ count }) => (!Number.isInteger(count) ? 'not counted' : void assert.equal(count, expected))
const throws = (code) => async (asked) => assert.equal((await asked.then(() => ({}), (error) => error)).code, code)

// [method, what is asked, what has to come of it]
const cases = [
  ['from', () => db.from('customers').select('id'), ids(1, 2, 3)],
  ['schema', () => db.schema('main').from('customers').select('id'), ids(1, 2, 3)],
  ['rpc', () => db.rpc('order_of', { id: 2 }), is([{ id: 2, status: 'open' }])],
  ['rpc', () => db.rpc('order_of', { id: 2 }, { get: true }), is([{ id: 2, status: 'open' }])],
  ['rpc', () => db.rpc('order_of', { id: 2 }, { head: true }), status(200)],
  ['rpc', () => db.rpc('order_of', { id: 2 }).single(), is({ id: 2, status: 'open' })],
  ['rpc', () => db.rpc('order_of', { id: 2 }).select('id'), is([{ id: 2 }])],
  ['rpc', () => db.rpc('order_of', { id: 2 }).eq('status', 'open'), is([{ id: 2, status: 'open' }])],
  ['rpc', () => db.rpc('order_of', { id: 2 }, { count: 'exact' }), counts(1)],

  ['select', () => customers().select().eq('id', 1), is([{ id: 1, name: 'Ann', email: 'ann@example.com', region: 'east', pin: '1111' }])],
  ['select', () => customers().select('id, called:name').eq('id', 1), is([{ id: 1, called: 'Ann' }])],
  ['select', () => orders().select('id, customers(name)').eq('id', 1), is([{ id: 1, customers: { name: 'Ann' } }])],
  ['select', () => customers().select('id, orders(id)').eq('id', 3), is([{ id: 3, orders: [{ id: 5 }] }])],
  ['select', () => orders().select('id, order_items!inner(product)').eq('order_items.product', 'cup'), ids(2)],
  ['select', () => orders().select('id, buyer:customers!customer_id(name)').eq('id', 1), is([{ id: 1, buyer: { name: 'Ann' } }])],
  ['select', () => orders().select('id, ...customers(name)').eq('id', 1), is([{ id: 1, name: 'Ann' }])],
  ['select', () => customers().select('id, ...orders(total)').eq('id', 3), is([{ id: 3, total: [50] }])],
  ['select', () => customers().select('id, orders(count)').eq('id', 1), is([{ id: 1, orders: [{ count: 2 }] }])],
  ['select', () => orders().select('status, count()').order('status').limit(1), is([{ status: 'done', count: 1 }])],
  ['select', () => orders().select('id::text').eq('id', 1), is([{ id: '1' }])],
  ['select', () => orders().select('total::int').eq('id', 2), is([{ total: 20 }])],
  ['select', () => parcels().select('id, data->to->>city').eq('id', 1), is([{ id: 1, city: 'Bern' }])],
  ['select', () => orders().select('*', { count: 'exact', head: true }), counts(5)],
  ['select', () => orders().select('id', { count: 'planned' }).limit(1), counts(5)],
  ['select', () => orders().select('id', { count: 'estimated' }).limit(1), counts(5)],

  ['insert', () => orders().insert({ customer_id: 1, total: 5 }).rollback(), status(201)],
  ['insert', () => orders().insert([{ customer_id: 1, total: 5 }, { customer_id: 1, note: 'n', total: 6 }]).rollback(), status(201)],
  ['insert', () => orders().insert({ customer_id: 1, total: 5 }, { count: 'exact' }).rollback(), counts(1)],
  ['insert', () => orders().insert([{ customer_id: 1, total: 5 }, { customer_id: 1, total: 5, status: 'done' }], { defaultToNull: false }).select('status').rollback(), is([{ status: 'open' }, { status: 'done' }])],
  ['insert', () => orders().insert({ customer_id: 1, total: 5 }).select('total').single().rollback(), is({ total: 5 })],
  ['upsert', () => customers().upsert({ id: 1, name: 'Anna' }).select('name').rollback(), is([{ name: 'Anna' }])],
  ['upsert', () => customers().upsert([{ id: 1, name: 'Anna' }, { id: 9, name: 'Zoe' }]).rollback(), status(201)],
  ['upsert', () => customers().upsert({ id: 1, name: 'Anna' }, { ignoreDuplicates: true }).select('id').rollback(), is([])],
  ['upsert', () => customers().upsert({ id: 1, email: 'ann@example.com', name: 'Anna' }, { onConflict: 'email' }).select('name').rollback(), is([{ name: 'Anna' }])],
  ['upsert', () => customers().upsert({ id: 1, name: 'Anna' }, { count: 'exact' }).rollback(), counts(1)],
  ['upsert', () => customers().upsert([{ id: 1, name: 'Anna' }, { id: 9, name: 'Zoe', region: 'x' }], { defaultToNull: false }).rollback(), status(201)],
  ['update', () => orders().update({ total: 9 }).eq('id', 1).rollback(), status(204)],
  ['update', () => orders().update({ total: 9 }).eq('id', 1).select('id, total').rollback(), is([{ id: 1, total: 9 }])],
  ['update', () => orders().update({ total: 9 }, { count: 'exact' }).lt('id', 4).rollback(), counts(3)],
  ['delete', () => db.from('order_items').delete().eq('order_id', 5).rollback(), status(204)],
  ['delete', () => db.from('order_items').delete().eq('order_id', 5).select('product').rollback(), is([{ product: 'bag' }])],
  ['delete', () => db.from('order_items').delete({ count: 'exact' }).eq('order_id', 1).rollback(), counts(2)],

  ['eq', () => orders().select('id').eq('status', 'open'), ids(2, 5)],
  ['neq', () => orders().select('id').neq('status', 'open'), ids(1, 3, 4)],
  ['gt', () => orders().select('id').gt('total', 30), ids(4, 5)],
  ['gte', () => orders().select('id').gte('total', 30), ids(3, 4, 5)],
  ['lt', () => orders().select('id').lt('total', 20), ids(1)],
  ['lte', () => orders().select('id').lte('total', 20), ids(1, 2)],
  ['like', () => orders().select('id').like('note', '%her%'), ids(2)],
  ['likeAllOf', () => orders().select('id').likeAllOf('note', ['call%', '%first']), ids(1)],
  ['likeAnyOf', () => orders().select('id').likeAnyOf('note', ['call%', '%back']), ids(1, 2)],
  ['ilike', () => orders().select('id').ilike('note', '%HER%'), ids(2)],
  ['ilikeAllOf', () => orders().select('id').ilikeAllOf('note', ['CALL%', '%FIRST']), ids(1)],
  ['ilikeAnyOf', () => orders().select('id').ilikeAnyOf('note', ['CALL%', '%BACK']), ids(1, 2)],
  ['regexMatch', () => orders().select('id').regexMatch('note', '^call'), ids(1)],
  ['regexIMatch', () => orders().select('id').regexIMatch('note', '^CALL'), ids(1)],
  ['is', () => orders().select('id').is('note', null), ids(3)],
  ['is', () => parcels().select('id').is('fragile', true), ids(1)],
  ['isDistinct', () => orders().select('id').isDistinct('note', 'x'), ids(1, 2, 3, 5)],
  ['in', () => orders().select('id').in('status', ['draft', 'done', 'a,b']), ids(1, 3, 4)],
  ['notIn', () => orders().select('id').notIn('status', ['draft', 'done']), ids(2, 5)],
  ['contains', () => parcels().select('id').contains('tags', ['red']), ids(1)],
  ['contains', () => parcels().select('id').contains('data', { to: { city: 'Bern' } }), ids(1)],
  ['contains', () => parcels().select('id').contains('slots', '[2,3)'), ids(1)],
  ['containedBy', () => parcels().select('id').containedBy('tags', ['red', 'big', 'x']), ids(1)],
  ['containedBy', () => parcels().select('id').containedBy('slots', '[0,6)'), ids(1)],
  ['rangeGt', () => parcels().select('id').rangeGt('slots', '[1,5)'), ids(2)],
  ['rangeGte', () => parcels().select('id').rangeGte('slots', '[5,9)'), ids(2)],
  ['rangeLt', () => parcels().select('id').rangeLt('slots', '[5,9)'), ids(1)],
  ['rangeLte', () => parcels().select('id').rangeLte('slots', '[1,5)'), ids(1)],
  ['rangeAdjacent', () => parcels().select('id').rangeAdjacent('slots', '[5,9)'), ids(1)],
  ['overlaps', () => parcels().select('id').overlaps('tags', ['blue', 'x']), ids(2)],
  ['overlaps', () => parcels().select('id').overlaps('slots', '[4,6)'), ids(1, 2)],
  ['textSearch', () => parcels().select('id').textSearch('note', 'cat & sat', { config: 'english' }), ids(1)],
  ['textSearch', () => parcels().select('id').textSearch('note', 'fat cats', { type: 'plain', config: 'english' }), ids(1)],
  ['textSearch', () => parcels().select('id').textSearch('note', 'fat cats', { type: 'phrase', config: 'english' }), ids(1)],
  ['textSearch', () => parcels().select('id').textSearch('note', 'rat -dog', { type: 'websearch', config: 'english' }), ids(2)],
  ['match', () => orders().select('id').match({ customer_id: 2, status: 'done' }), ids(4)],
  ['not', () => orders().select('id').not('note', 'is', null), ids(1, 2, 4, 5)],
  ['not', () => orders().select('id').not('id', 'in', '(1,2)'), ids(3, 4, 5)],
  ['or', () => orders().select('id').or('id.eq.1,and(status.eq.open,total.gt.20)'), ids(1, 5)],
  ['or', () => customers().select('id, orders!inner(id)').or('status.eq.done,total.eq.50', { referencedTable: 'orders' }), ids(2, 3)],
  ['filter', () => orders().select('id').filter('id', 'in', '(1,4)'), ids(1, 4)],
  ['filter', () => parcels().select('id').filter('data->to->>city', 'eq', 'Chur'), ids(2)],
  ['filter', () => orders().select('id, customers!inner(name)').filter('customers.name', 'eq', 'Cid'), ids(5)],

  ['order', () => orders().select('id').order('total', { ascending: false }), inOrder(5, 4, 3, 2, 1)],
  ['order', () => orders().select('id').order('note', { nullsFirst: true }).limit(1), inOrder(3)],
  ['order', () => orders().select('id').order('note', { ascending: false, nullsFirst: false }), inOrder(5, 4, 1, 2, 3)],
  ['order', () => orders().select('id').order('status').order('id', { ascending: false }), inOrder(4, 3, 1, 5, 2)],
  ['order', () => customers().select('id, orders(id)').eq('id', 1).order('id', { referencedTable: 'orders', ascending: false }), is([{ id: 1, orders: [{ id: 2 }, { id: 1 }] }])],
  ['order', () => orders().select('id, customers(name)').order('customers(name)', { ascending: false }).order('id'), inOrder(5, 3, 4, 1, 2)],
  ['limit', () => orders().select('id').order('id').limit(2), inOrder(1, 2)],
  ['limit', () => customers().select('id, orders(id)').eq('id', 1).order('id', { referencedTable: 'orders' }).limit(1, { referencedTable: 'orders' }), is([{ id: 1, orders: [{ id: 1 }] }])],
  ['range', () => orders().select('id').order('id').range(1, 2), inOrder(2, 3)],
  ['range', () => customers().select('id, orders(id)').eq('id', 1).order('id', { referencedTable: 'orders' }).range(1, 1, { referencedTable: 'orders' }), is([{ id: 1, orders: [{ id: 2 }] }])],
  ['abortSignal', () => orders().select('id').abortSignal(AbortSignal.timeout(60_000)), ids(1, 2, 3, 4, 5)],
  ['single', () => customers().select('name').eq('id', 1).single(), is({ name: 'Ann' })],
  ['maybeSingle', () => customers().select('name').eq('id', 1).maybeSingle(), is({ name: 'Ann' })],
  ['maybeSingle', () => customers().select('name').eq('id', 99).maybeSingle(), is(null)],
  ['csv', () => customers().select('id, name').eq('id', 1).csv(), is('id,name\n1,Ann\n')],
  ['geojson', () => orders().select('id').geojson(), ids(1)],
  ['explain', () => orders().select('id').explain(), ids(1)],
  ['rollback', () => orders().delete().eq('id', 4).select('id').rollback(), ids(4)],
  ['returns', () => orders().select('id').eq('id', 1).returns(), ids(1)],
  ['overrideTypes', () => orders().select('id').eq('id', 1).overrideTypes(), ids(1)],
  ['maxAffected', () => orders().update({ total: 9 }).lt('id', 3).maxAffected(2).select('id').rollback(), ids(1, 2)],
  ['maxAffected', () => orders().update({ total: 9 }).lt('id', 4).maxAffected(2).select('id').rollback(), ids(1, 2, 3)],
  ['stripNulls', () => orders().select('id, note').eq('id', 3).stripNulls(), is([{ id: 3 }])],
  ['setHeader', () => orders().select('id').setHeader('accept-profile', 'main').eq('id', 1), ids(1)],
  ['throwOnError', () => db.from('nothing').select().throwOnError(), throws('PGRST205')],
  ['retry', () => orders().select('id').retry(false).eq('id', 1), ids(1)],
]

/** What the client's classes offer, and no case names. */
const classes = Object.entries(client).filter(([name, value]) => name.startsWith('Postgrest') && value.prototype && !name.endsWith('Error'))
const offered = new Set(classes.flatMap(([, value]) => Object.getOwnPropertyNames(value.prototype)))
for (const name of ['constructor', 'then', 'cloneRequestState', 'processResponse']) offered.delete(name)
const forgotten = [...offered].filter((name) => !cases.some(([method]) => method === name))
assert.deepEqual(forgotten, [], 'methods of the client that no case names')
assert.deepEqual(cases.filter(([method]) => !offered.has(method)), [], 'cases of methods that the client does not have')

const wrong = []
for (const [method, ask, expect] of cases) {
  const asked = ask.toString().replace(/^\(\) => /, '')
  const got = method === 'throwOnError' ? ask() : await ask()
  let outcome = 'yes'
  if (got.error) outcome = `${got.status} ${got.error.code}`
  else
    try {
      outcome = (await expect(got)) ?? 'yes'
    } catch (error) {
      wrong.push(`${asked}: ${error.message} ${JSON.stringify(got)}`)
    }
  console.log(JSON.stringify({ method, asked, outcome }))
}
assert.deepEqual(wrong, [])
// Nothing of all that was kept.
const { data } = await orders().select('id, total').order('id')
assert.deepEqual(data.map((row) => Number(row.total)), [10.5, 20, 30, 40, 50])
assert.equal((await customers().select('id')).data.length, 3)
assert.equal((await db.from('order_items').select('order_id')).data.length, 5)
