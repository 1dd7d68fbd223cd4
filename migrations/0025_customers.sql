-- Customers of an organisation: their account, its sessions and links, what is billed, and what the law keeps.

-- Who registered and has not yet shown that the mail address is theirs.
create table customer_registrations (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  applicant_id uuid not null,
  first_name bytea not null,
  last_name bytea not null,
  mail bytea not null,
  mail_exact bytea not null,
  password text not null,
  language text not null,
  created_at timestamptz not null,
  primary key (organisation_id, id)
);
create index customer_registrations_by_mail on customer_registrations (organisation_id, mail_exact);
create index customer_registrations_by_time on customer_registrations (organisation_id, created_at);
select protect('customer_registrations'), restrictable('customer_registrations', '{applicant_id}');

-- The account and the master data that do not stand with the person already. Without a password nobody signs in any more.
create table customers (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid not null,
  sign_in_mail bytea not null,
  sign_in_exact bytea not null,
  password text,
  given_names integer not null check (given_names >= 1),
  street bytea,
  postal_code bytea,
  city bytea,
  country bytea,
  fax bytea,
  account_holder bytea,
  iban bytea,
  bic bytea,
  began_on date not null,
  ended_on date,
  ended_by text check (ended_by in ('customer', 'staff')),
  version integer not null default 1,
  created_at timestamptz not null,
  primary key (organisation_id, id),
  check ((ended_on is null) = (ended_by is null)),
  check (ended_on >= began_on),
  check (ended_on is not null or password is not null)
);
-- one open account per address and per person, also when two confirm at the same moment
create unique index customers_by_sign_in on customers (organisation_id, sign_in_exact) where password is not null;
create unique index customers_by_person on customers (organisation_id, person_id) where password is not null;
create index customers_of_person on customers (organisation_id, person_id);
create index customers_ended on customers (organisation_id, ended_on) where ended_on is not null;
select protect('customers');

create table customer_sessions (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid not null,
  customer_id uuid not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  browser text not null,
  primary key (organisation_id, id),
  unique (organisation_id, token_hash),
  foreign key (organisation_id, customer_id) references customers (organisation_id, id) on delete cascade
);
create index customer_sessions_by_customer on customer_sessions (organisation_id, customer_id);
create index customer_sessions_of_person on customer_sessions (organisation_id, person_id);
create index customer_sessions_by_end on customer_sessions (organisation_id, expires_at);
select protect('customer_sessions');

-- One-time links: a new password, or a new mail address that must show that it is theirs.
create table customer_links (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid not null,
  customer_id uuid not null,
  use text not null check (use in ('password', 'mail')),
  token_hash bytea not null,
  mail bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, token_hash),
  check ((use = 'mail') = (mail is not null)),
  foreign key (organisation_id, customer_id) references customers (organisation_id, id) on delete cascade
);
create index customer_links_by_customer on customer_links (organisation_id, customer_id);
create index customer_links_of_person on customer_links (organisation_id, person_id);
create index customer_links_by_end on customer_links (organisation_id, expires_at);
select protect('customer_links');

-- What somebody used and is to pay for.
create table customer_usage (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid not null,
  service bytea not null,
  quantity integer not null check (quantity >= 0),
  used_at timestamptz not null,
  invoice_sent_at timestamptz,
  primary key (organisation_id, id),
  check (invoice_sent_at >= used_at)
);
create index customer_usage_of_person on customer_usage (organisation_id, person_id, used_at);
create index customer_usage_by_invoice on customer_usage (organisation_id, invoice_sent_at);
select protect('customer_usage');

-- Business letters about a contract (§ 257 HGB, § 147 AO): sealed under the person's retained key, they outlive an erasure.
create table customer_letters (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('concluded', 'ended')),
  contract_id uuid not null,
  sent_on date not null,
  -- the day from which the law counts: that of the letter, and for a contract not before its last day
  kept_from date not null,
  subject bytea not null,
  name bytea not null,
  address bytea,
  primary key (organisation_id, id),
  unique (organisation_id, contract_id, kind),
  check (kept_from >= sent_on)
);
create index customer_letters_of_person on customer_letters (organisation_id, person_id);
create index customer_letters_by_time on customer_letters (organisation_id, kept_from);
select protect('customer_letters');
