-- Rows from a seeded generator in SQL: `r` is a multiplicative hash of the row's number and the seed 20261121, so
-- every run on every machine makes the same rows.
insert into customers (id, name, email, street, city, country, created_at)
with recursive
  n (i) as (values (1) union all select i + 1 from n where i < 2000),
  h (i, r, s) as (select i, (i * 2654435761 + 20261121) % 4294967291, (i * 40503 + 20261121) % 65521 from n)
select
  i,
  case s % 12 when 0 then 'Ana' when 1 then 'Ben' when 2 then 'Chiyo' when 3 then 'Davi' when 4 then 'Elif' when 5 then 'Femi'
    when 6 then 'Greta' when 7 then 'Hugo' when 8 then 'Ines' when 9 then 'Jonas' when 10 then 'Kaya' else 'Lena' end || ' ' ||
  case r % 11 when 0 then 'Almeida' when 1 then 'Berger' when 2 then 'Costa' when 3 then 'Demir' when 4 then 'Eriksen' when 5 then 'Fischer'
    when 6 then 'Garcia' when 7 then 'Hoffmann' when 8 then 'Ito' when 9 then 'Jansen' else 'Kowalski' end,
  'customer' || i || '@example.com',
  (1 + r % 180) || ' ' || case s % 5 when 0 then 'Harbour Road' when 1 then 'Mill Lane' when 2 then 'Station Street' when 3 then 'High Street' else 'Garden Row' end,
  case i % 6 when 0 then 'Lisbon' when 1 then 'Berlin' when 2 then 'Osaka' when 3 then 'Sydney' when 4 then 'Denver' else 'Recife' end,
  case i % 6 when 0 then 'PT' when 1 then 'DE' when 2 then 'JP' when 3 then 'AU' when 4 then 'US' else 'BR' end,
  datetime('2024-01-01', '+' || (r % 900) || ' days', '+' || (s % 86400) || ' seconds')
from h;

insert into products (id, name, category, price, cost, active)
with recursive
  n (i) as (values (1) union all select i + 1 from n where i < 240),
  h (i, r) as (select i, (i * 2654435761 + 20261121) % 4294967291 from n)
select
  i,
  case r % 6 when 0 then 'Ridge' when 1 then 'Fjord' when 2 then 'Dune' when 3 then 'Summit' when 4 then 'Harbour' else 'Meadow' end || ' ' ||
  case i % 8 when 0 then 'tent' when 1 then 'backpack' when 2 then 'sleeping bag' when 3 then 'stove' when 4 then 'jacket' when 5 then 'boots' when 6 then 'lamp' else 'map' end || ' ' || i,
  case i % 4 when 0 then 'shelter' when 1 then 'carry' when 2 then 'sleep' else 'gear' end,
  round(9.5 + (r % 39000) / 100.0, 2),
  round((9.5 + (r % 39000) / 100.0) * 0.6, 2),
  i % 17 <> 0
from h;

insert into orders (id, customer_id, status, total, margin, note, created_at)
with recursive
  n (i) as (values (1) union all select i + 1 from n where i < 100000),
  h (i, r, s) as (select i, (i * 2654435761 + 20261121) % 4294967291, (i * 48271 + 20261121) % 2147483647 from n)
select
  i,
  1 + r % 2000,
  case s % 20 when 0 then 'draft' when 1 then 'draft' when 2 then 'cancelled' when 3 then 'deleted' when 4 then 'open' when 5 then 'open'
    when 6 then 'open' when 7 then 'paid' when 8 then 'paid' when 9 then 'paid' when 10 then 'paid' else 'shipped' end,
  round(12 + (s % 98000) / 100.0, 2),
  round((12 + (s % 98000) / 100.0) * 0.4, 2),
  case when s % 9 = 0 then 'called about delivery' end,
  datetime('2025-01-01', '+' || (s % 680) || ' days', '+' || (r % 86400) || ' seconds')
from h;

insert into order_items (id, order_id, product_id, quantity, price)
with recursive
  n (i) as (values (1) union all select i + 1 from n where i < 220000),
  h (i, r) as (select i, (i * 2654435761 + 20261121) % 4294967291 from n)
select i, 1 + i * 5 / 11 % 100000, 1 + r % 240, 1 + r % 4, round(9.5 + (r % 39000) / 100.0, 2)
from h;

insert into reviews (id, product_id, customer_id, rating, body, published, created_at)
with recursive
  n (i) as (values (1) union all select i + 1 from n where i < 12000),
  h (i, r) as (select i, (i * 2654435761 + 20261121) % 4294967291 from n)
select
  i, 1 + r % 240, 1 + (r / 7) % 2000, 1 + r % 5,
  case r % 5 when 0 then 'Broke on the second day' when 1 then 'Does what it says' when 2 then 'Good, a little heavy' when 3 then 'Would buy again' else 'Kept us dry for a week' end,
  i % 4 <> 0,
  datetime('2025-02-01', '+' || (r % 640) || ' days')
from h;
