-- Delivery followed: what became of a mail, which addresses are not written to for now, what was read from the mailbox.

-- A mail is found by its address, and its bounce tells which address failed, also after the address itself was dropped.
alter table messages add column recipient_token bytea;
create index messages_by_recipient on messages (organisation_id, recipient_token) where recipient_token is not null;

create table message_events (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  message_id uuid not null,
  kind text not null check (kind in
    ('accepted', 'deferred', 'delivered', 'relayed', 'bounced', 'complained', 'auto-replied', 'opened', 'clicked')),
  -- Only of a bounce: whether it says something lasting about the address.
  weight text check (weight in ('hard', 'soft')),
  reason text not null default '',
  code text not null default '',
  words text not null default '',
  source text not null check (source in ('smtp', 'report', 'words', 'webhook', 'reader')),
  -- What the news came from, so that the same news told twice counts once.
  fingerprint bytea not null check (length(fingerprint) = 32),
  at timestamptz not null,
  check ((weight is not null) = (kind = 'bounced')),
  primary key (organisation_id, id),
  unique (organisation_id, message_id, fingerprint),
  foreign key (organisation_id, message_id) references messages (organisation_id, id) on delete cascade
);
select protect('message_events'), restrictable_with('message_events', 'messages', 'message_id');

-- What is known of an address, by its keyed token.
create table mail_standings (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid,
  mail_token bytea not null,
  -- Thousandths of a soft bounce, as of soft_at; they fade.
  soft_failures integer not null default 0,
  soft_at timestamptz,
  stopped_for text check (stopped_for in ('hard', 'soft', 'complained')),
  stopped_at timestamptz,
  code text not null default '',
  words text not null default '',
  released_at timestamptz,
  changed_at timestamptz not null,
  check ((stopped_for is null) = (stopped_at is null)),
  primary key (organisation_id, id),
  unique (organisation_id, mail_token)
);
create index mail_standings_of_person on mail_standings (organisation_id, person_id);
select protect('mail_standings');

-- Every mail that was read from the mailbox, one row each: none is lost, and what nobody understood is there for staff.
create table mail_reports (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  fingerprint bytea not null check (length(fingerprint) = 32),
  person_id uuid,
  message_id uuid,
  kind text not null,
  source text not null,
  reason text not null default '',
  -- What it says, with all addresses cut out; only where the person is known, under whose key it is.
  words bytea,
  uid bigint,
  state text not null check (state in ('noted', 'open', 'settled')),
  read_at timestamptz not null,
  settled_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, fingerprint)
);
create index mail_reports_of_person on mail_reports (organisation_id, person_id);
create index mail_reports_open on mail_reports (organisation_id, read_at) where state = 'open';
select protect('mail_reports');

-- The organisation's mailbox for what comes back, and what it lets be measured.
create table mail_feedback (
  organisation_id uuid not null references organisations (id),
  host text not null default '',
  port integer not null default 993 check (port between 1 and 65535),
  username text not null default '',
  password bytea,
  folder text not null default 'INBOX',
  -- The address that bounces go to, with * where the token stands: 'bounce+*@example.org'.
  return_path text not null default '',
  active boolean not null default false,
  uid_validity text not null default '',
  last_uid bigint not null default 0,
  checked_at timestamptz,
  problem text not null default '',
  webhook_secret bytea,
  measures boolean not null default false,
  primary key (organisation_id)
);
select protect('mail_feedback');
