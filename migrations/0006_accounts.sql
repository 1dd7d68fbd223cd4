-- Accounts, their sessions and links live in the operator's organisation; who works for whom lives in each organisation.
create table accounts (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  mail bytea not null,
  mail_exact bytea not null,
  name bytea not null,
  password text,
  state text not null check (state in ('invited', 'active', 'closed')),
  language text not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  primary key (organisation_id, id),
  check ((state = 'closed') = (closed_at is not null)),
  check (state <> 'active' or password is not null)
);
create unique index accounts_by_mail on accounts (organisation_id, mail_exact) where closed_at is null;
create index accounts_closed on accounts (organisation_id, closed_at) where closed_at is not null;
select protect('accounts');

create table sessions (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  browser text not null,
  primary key (organisation_id, id),
  unique (organisation_id, token_hash),
  foreign key (organisation_id, account_id) references accounts (organisation_id, id) on delete cascade
);
create index sessions_by_account on sessions (organisation_id, account_id);
create index sessions_by_end on sessions (organisation_id, expires_at);
select protect('sessions');

create table resets (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, token_hash),
  foreign key (organisation_id, account_id) references accounts (organisation_id, id) on delete cascade
);
create index resets_by_account on resets (organisation_id, account_id);
create index resets_by_end on resets (organisation_id, expires_at);
select protect('resets');

create table set_up_links (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, token_hash)
);
create index set_up_links_by_end on set_up_links (organisation_id, expires_at);
select protect('set_up_links');

-- Failed sign-ins by a keyed token of the address, whether or not it belongs to an account.
create table attempts (
  organisation_id uuid not null references organisations (id),
  mail_token bytea not null,
  failures integer not null,
  last_at timestamptz not null,
  primary key (organisation_id, mail_token)
);
create index attempts_by_time on attempts (organisation_id, last_at);
select protect('attempts');

create table members (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  role text not null check (role in ('main-administrator', 'administrator', 'data-protection', 'desk', 'read-only')),
  name bytea not null,
  mail bytea not null,
  mail_exact bytea not null,
  state text not null check (state in ('active', 'left')),
  joined_at timestamptz not null,
  left_at timestamptz,
  primary key (organisation_id, id),
  check ((state = 'left') = (left_at is not null))
);
create unique index members_by_account on members (organisation_id, account_id) where left_at is null;
create index members_by_mail on members (organisation_id, mail_exact);
create index members_left on members (organisation_id, left_at) where left_at is not null;
select protect('members');

-- The pictures behind organisations.logo_blob: where the bytes lie, and what proves that they are whole.
create table logos (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  blob text not null,
  size integer not null check (size between 1 and 200000),
  sha256 text not null,
  type text not null check (type in ('image/png', 'image/jpeg', 'image/webp')),
  created_at timestamptz not null,
  primary key (organisation_id, id)
);
select protect('logos');
