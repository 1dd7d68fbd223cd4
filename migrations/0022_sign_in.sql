-- Signing in: where failures come from, what else proves who somebody is, and what is known of their browsers.

-- Failures of an address are counted at each door (a network, or a device that is known) and, where the door is empty,
-- altogether: who fails on somebody else's address makes only their own door wait.
alter table attempts
  add column door bytea not null default ''::bytea,
  drop constraint attempts_pkey,
  add primary key (organisation_id, mail_token, door);

-- `half`: the password was right, the second factor is still to come; such a session opens nothing but that page.
-- `moved`: another browser than the one that signed in has used the cookie; the session opens nothing any more.
alter table sessions
  add column strength text not null default 'one' check (strength in ('half', 'one', 'two', 'moved')),
  add column confirmed_at timestamptz,
  add column system text not null default 'other';

create table passkeys (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  credential_id bytea not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name bytea not null,
  backed_up boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, credential_id),
  foreign key (organisation_id, account_id) references accounts (organisation_id, id) on delete cascade
);
create index passkeys_by_account on passkeys (organisation_id, account_id);

-- The app that shows six digits (RFC 6238). `last_step` is the newest step that was used: no code counts twice.
create table authenticators (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  secret bytea not null,
  last_step bigint not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, account_id),
  foreign key (organisation_id, account_id) references accounts (organisation_id, id) on delete cascade
);

create table recovery_codes (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  code_hash bytea not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, account_id, code_hash),
  foreign key (organisation_id, account_id) references accounts (organisation_id, id) on delete cascade
);

-- A device is known by a keyed token of account, browser family, system and truncated network: nothing is put on it.
create table known_devices (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  token bytea not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, account_id, token),
  foreign key (organisation_id, account_id) references accounts (organisation_id, id) on delete cascade
);
create index known_devices_by_use on known_devices (organisation_id, last_seen_at);

-- Challenges and tickets that were used: each counts once.
create table spent_tickets (
  organisation_id uuid not null references organisations (id),
  ticket bytea not null,
  expires_at timestamptz not null,
  primary key (organisation_id, ticket)
);
create index spent_tickets_by_end on spent_tickets (organisation_id, expires_at);

-- Roles of which the organisation demands a second factor; read with it at each request.
alter table organisations add column factor_roles text[] not null default '{}';

select protect('passkeys'), protect('authenticators'), protect('recovery_codes'), protect('known_devices'),
  protect('spent_tickets');
select restrictable('known_devices', '{account_id}'), restrictable_with('passkeys', 'accounts', 'account_id'),
  restrictable_with('authenticators', 'accounts', 'account_id'), restrictable_with('recovery_codes', 'accounts', 'account_id');
