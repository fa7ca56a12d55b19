// What an application does with the client, against the shop of ../api/world.rs. Fails with the first thing that differs.
import assert from 'node:assert/strict'
import { PostgrestClient } from '@supabase/postgrest-js'

const as = (token) => new PostgrestClient(process.env.DATA_URL, { headers: { Authorization: `Bearer ${token}` } })
const ann = as(process.env.ANN)
const manager = as(process.env.MANAGER)
const ids = ({ data, error }) => {
  assert.equal(error, null, JSON.stringify(error))
  return data.map((row) => row.id)
}

// select and filters
assert.deepEqual(ids(await ann.from('orders').select('id').order('id')), [1, 2])
assert.deepEqual(ids(await manager.from('orders').select('id').eq('status', 'open').order('id')), [2, 5])
assert.deepEqual(ids(await manager.from('orders').select('id').neq('status', 'open').order('id')), [1, 3, 4])
assert.deepEqual(ids(await manager.from('orders').select('id').in('id', [1, 4, 99]).order('id')), [1, 4])
assert.deepEqual(ids(await manager.from('orders').select('id').gt('total', 20).lte('total', 40).order('id')), [3, 4])
assert.deepEqual(ids(await manager.from('orders').select('id').like('note', 'call%')), [1])
assert.deepEqual(ids(await manager.from('orders').select('id').is('note', null)), [3])
assert.deepEqual(ids(await manager.from('orders').select('id').not('note', 'is', null).order('id')), [1, 2, 4, 5])
assert.deepEqual(ids(await manager.from('orders').select('id').or('id.eq.1,and(status.eq.open,total.gt.20)').order('id')), [1, 5])
assert.deepEqual(ids(await manager.from('orders').select('id').match({ customer_id: 2, status: 'done' })), [4])
assert.deepEqual(ids(await manager.from('orders').select('id').order('total', { ascending: false }).range(1, 2)), [4, 3])
assert.deepEqual(ids(await manager.from('orders').select('id').eq('status', 'a,b.c("d")')), [])

// embeds
const embedded = await ann.from('orders').select('id, customer:customers(name), order_items(line, product)').order('id')
assert.equal(embedded.error, null, JSON.stringify(embedded.error))
assert.deepEqual(embedded.data[0].customer, { name: 'Ann' })
assert.equal(embedded.data[0].order_items.length, 2)
const inner = await manager.from('orders').select('id, order_items!inner(product)').eq('order_items.product', 'cup')
assert.deepEqual(ids(inner), [2])

// single, maybeSingle, count
assert.deepEqual((await ann.from('customers').select('name').single()).data, { name: 'Ann' })
const many = await manager.from('customers').select('name').single()
assert.equal(many.status, 406)
assert.equal(many.error.code, 'PGRST116')
assert.equal((await ann.from('orders').select().eq('id', 3).maybeSingle()).data, null)
const counted = await ann.from('orders').select('id', { count: 'exact' }).limit(1)
assert.equal(counted.count, 2)
const head = await ann.from('orders').select('*', { count: 'exact', head: true })
assert.equal(head.error, null)
assert.equal(head.count, 2)

// insert, update, delete
const inserted = await ann.from('orders').insert({ customer_id: 1, total: 12.5 }).select('id, status, created_by').single()
assert.equal(inserted.error, null, JSON.stringify(inserted.error))
assert.equal(inserted.status, 201)
assert.deepEqual([inserted.data.status, inserted.data.created_by], ['draft', '1'])
const bulk = await ann.from('orders').insert([{ customer_id: 1, total: 1 }, { customer_id: 1, total: 2, note: 'n' }]).select('id')
assert.equal(ids(bulk).length, 2)
const quiet = await ann.from('orders').insert({ customer_id: 1, total: 3 })
assert.deepEqual([quiet.status, quiet.data], [201, null])
const updated = await ann.from('orders').update({ total: 13 }).eq('id', inserted.data.id).select('total').single()
assert.equal(Number(updated.data.total), 13)
const foreign = await ann.from('orders').update({ total: 13 }).eq('id', 3).select()
assert.deepEqual(foreign.data, [])
const removed = await ann.from('orders').delete().eq('id', inserted.data.id).select('id')
assert.deepEqual(ids(removed), [inserted.data.id])
const gone = await ann.from('orders').delete().eq('id', inserted.data.id)
assert.equal(gone.status, 204)

// upsert
const merged = await manager.from('customers').upsert([{ id: 1, name: 'Anna' }, { id: 90, name: 'Zoe' }]).select('id, name')
assert.equal(merged.error, null, JSON.stringify(merged.error))
assert.deepEqual([merged.status, merged.data], [201, [{ id: 1, name: 'Anna' }, { id: 90, name: 'Zoe' }]])
const kept = await manager.from('customers').upsert({ id: 1, name: 'Ann' }, { onConflict: 'id', ignoreDuplicates: true }).select('id')
assert.deepEqual([kept.status, kept.data], [200, []])
const back = await manager.from('customers').upsert({ id: 1, name: 'Ann' }, { onConflict: 'id' }).select('name').single()
assert.deepEqual(back.data, { name: 'Ann' })
const ours = await ann.from('orders').upsert({ id: 3, customer_id: 1, total: 5 })
assert.ok([400, 403, 409].includes(ours.status), 'an order of somebody else is not taken over')

// functions over many rows, lifted fields, several patterns, comma-separated values
const sums = await manager.from('order_items').select('order_id, count()').in('order_id', [1, 2]).order('order_id')
assert.equal(sums.error, null, JSON.stringify(sums.error))
assert.ok(sums.data.every((row) => row.count >= 1))
const counts = await manager.from('customers').select('name, orders(count)').eq('id', 1).single()
assert.equal(counts.error, null, JSON.stringify(counts.error))
assert.ok(counts.data.orders[0].count >= 2)
assert.equal((await manager.from('orders').select('total.sum()')).error.code, '42501')
const lifted = await manager.from('orders').select('id, ...customers(name)').eq('id', 1).single()
assert.deepEqual(lifted.data, { id: 1, name: 'Ann' })
assert.deepEqual(ids(await manager.from('customers').select('id').likeAnyOf('name', ['An%', 'Zo%']).order('id')), [1, 90])
assert.deepEqual(ids(await manager.from('customers').select('id').ilikeAllOf('name', ['a%', '%N']).order('id')), [1])
const text = await manager.from('customers').select('id, name').eq('id', 1).csv()
assert.equal(text.data, 'id,name\n1,Ann\n')

// paths into documents, order by an embedded row
const parcels = () => manager.from('parcels')
const cities = await parcels().select('id, city:data->to->>city, data->size, data->l->>0').order('data->size', { ascending: false })
assert.equal(cities.error, null, JSON.stringify(cities.error))
assert.deepEqual(cities.data, [{ id: 2, city: 'Chur', size: 20, l: null }, { id: 1, city: 'Bern', size: 3, l: 'x' }])
assert.deepEqual(ids(await parcels().select('id').eq('data->to->>city', 'Bern')), [1])
assert.deepEqual(ids(await parcels().select('id').gt('data->size', 3)), [2])
assert.deepEqual(ids(await parcels().select('id').or('data->to->>city.eq.Chur,id.eq.99')), [2])
assert.deepEqual(ids(await parcels().select('id').not('data->l', 'is', null)), [1])
assert.equal((await parcels().select('note->>a')).error.code, '42883')
const byName = await manager.from('orders').select('id, customers(name)').order('customers(name)', { ascending: false }).order('id').limit(3)
assert.deepEqual(ids(byName), [5, 3, 4])

// what only Postgres has
const native = [
  [() => parcels().select('id').contains('tags', ['red']), [1]],
  [() => parcels().select('id').containedBy('tags', ['red', 'big', 'x']), [1]],
  [() => parcels().select('id').overlaps('tags', ['blue', 'x']), [2]],
  [() => parcels().select('id').rangeGt('slots', '[1,5)'), [2]],
  [() => parcels().select('id').rangeLt('slots', '[5,9)'), [1]],
  [() => parcels().select('id').rangeAdjacent('slots', '[5,9)'), [1]],
  [() => parcels().select('id').textSearch('note', 'cat', { config: 'english' }), [1]],
  [() => parcels().select('id').textSearch('note', 'fat cats', { type: 'plain', config: 'english' }), [1]],
  [() => parcels().select('id').textSearch('note', 'rat -dog', { type: 'websearch', config: 'english' }), [2]],
  [() => parcels().select('id').filter('note', 'match', '^The'), [1]],
  [() => parcels().select('id').filter('note', 'imatch', 'RAT$'), [2]],
]
for (const [ask, expected] of native) {
  const got = await ask()
  if (process.env.ENGINE === 'Postgres') assert.deepEqual(ids(got), expected)
  else assert.ok([400].includes(got.status) && ['0A000', '42703'].includes(got.error.code), JSON.stringify(got))
}
if (process.env.ENGINE === 'Postgres')
  assert.deepEqual(ids(await parcels().select('id').contains('data', { to: { city: 'Bern' } })), [1])

// refusals
const refused = await ann.from('orders').insert({ customer_id: 2, total: 1 })
assert.deepEqual([refused.status, refused.error.code], [403, '42501'])
assert.equal((await ann.from('vault').select()).error.code, 'PGRST205')
assert.equal((await ann.from('customers').select('pin')).error.code, '42703')
assert.equal((await ann.from('orders').select('id, vault(id)')).error.code, 'PGRST200')
assert.equal((await ann.rpc('approve')).error.code, 'PGRST202')
assert.equal((await as('x').from('orders').select()).status, 401)
assert.deepEqual(ids(await ann.schema('main').from('orders').select('id').lte('id', 2).order('id')), [1, 2])
console.log('the client is content')
