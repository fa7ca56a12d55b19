-- Wanderlust Tracker: a travel outfitter. The demonstration database of `bailiwick serve --demo`.
create table customers (
  id integer primary key,
  name text not null,
  email text not null unique,
  street text not null,
  city text not null,
  country text not null,
  created_at text not null
);
create table products (
  id integer primary key,
  name text not null,
  category text not null,
  price numeric not null,
  cost numeric not null,
  active boolean not null default true
);
create table orders (
  id integer primary key,
  customer_id integer not null references customers (id),
  status text not null default 'draft',
  total numeric not null default 0,
  margin numeric,
  note text,
  created_at text not null default current_timestamp,
  updated_at text,
  updated_by text
);
create table order_items (
  id integer primary key,
  order_id integer not null references orders (id) on delete cascade,
  product_id integer not null references products (id),
  quantity integer not null,
  price numeric not null
);
create table reviews (
  id integer primary key,
  product_id integer not null references products (id),
  customer_id integer not null references customers (id),
  rating integer not null,
  body text,
  published boolean not null default false,
  created_at text not null default current_timestamp
);
create index orders_customer_id on orders (customer_id);
create index orders_status on orders (status, created_at);
create index order_items_order_id on order_items (order_id);
create index reviews_product_id on reviews (product_id);
create index customers_country on customers (country);
