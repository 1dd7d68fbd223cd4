-- Sending: lanes, fair between recipients' mail providers; who signs; an organisation's own address and server.

alter table messages
  -- A keyed hash of what stands behind the @: a slow provider is told from the others without naming any.
  add column recipient_domain bytea,
  -- What stands behind the @ of the Message-ID, chosen when it is first tried: it stays the same however often it is.
  add column id_domain text;
-- 'transactional' > 'informational' > 'bulk' is the order of the lanes and, by luck, of their names.
drop index messages_due;
create index messages_due on messages (organisation_id, lane desc, due_at) where state = 'queued';

-- The organisation's own sender address, and the mail server it brings; without a row the installation's are used.
create table mail_senders (
  organisation_id uuid not null references organisations (id),
  address text not null,
  domain text not null,
  -- The address is used once the domain's DNS has shown a key of ours: nobody sends in another's name.
  address_active boolean not null default false,
  host text not null default '',
  port integer not null default 587 check (port between 1 and 65535),
  security text not null default 'starttls' check (security in ('starttls', 'tls')),
  username text not null default '',
  password bytea,
  server_active boolean not null default false,
  per_minute integer check (per_minute between 1 and 100000),
  domain_per_minute integer check (domain_per_minute between 1 and 100000),
  tested_at timestamptz,
  tested text not null default '',
  checked_at timestamptz,
  report jsonb,
  version integer not null default 1,
  changed_at timestamptz not null,
  check (not server_active or (address_active and host <> '')),
  primary key (organisation_id)
);
select protect('mail_senders');

create table dkim_keys (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  domain text not null,
  selector text not null,
  algorithm text not null check (algorithm in ('rsa', 'ed25519')),
  public_key text not null,
  -- Sealed under the organisation's key; gone at once when the key no longer signs.
  private_key bytea,
  state text not null check (state in ('coming', 'signing', 'leaving')),
  -- When the domain's DNS last showed it.
  seen_at timestamptz,
  made_at timestamptz not null,
  signing_since timestamptz,
  left_at timestamptz,
  check ((private_key is null) = (state = 'leaving')),
  primary key (organisation_id, id),
  unique (organisation_id, domain, selector)
);
create unique index dkim_keys_signing on dkim_keys (organisation_id, domain, algorithm) where state = 'signing';
create unique index dkim_keys_coming on dkim_keys (organisation_id, domain, algorithm) where state = 'coming';
select protect('dkim_keys');
