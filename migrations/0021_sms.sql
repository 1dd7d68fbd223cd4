-- SMS: one outbox like that of mails, sent by a provider whom the organisation chose, followed by its signed reports.

-- Which provider, and how. Its credentials are sealed under the organisation's key.
create table sms_settings (
  organisation_id uuid not null references organisations (id),
  provider text not null check (provider in ('twilio', 'seven')),
  access bytea not null,
  sender text not null,
  -- Ten-thousandths of the currency, for one part of a text.
  price integer not null default 0 check (price between 0 and 1000000),
  currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  changed_at timestamptz not null,
  tested_at timestamptz,
  tested text not null default '',
  version integer not null default 1,
  primary key (organisation_id)
);
select protect('sms_settings');

create table sms_messages (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid,
  cause uuid not null,
  kind text not null,
  version integer not null,
  activity text not null,
  state text not null check (state in ('queued', 'sent', 'delivered', 'undelivered', 'failed', 'dropped')),
  -- What the provider calls it; the same id never names two.
  provider text not null default '',
  ref text,
  recipient bytea,
  recipient_exact bytea,
  content bytea,
  segments integer not null default 0,
  price integer not null default 0,
  currency text not null default 'EUR',
  attempts integer not null default 0,
  -- How often a request left and no answer came: each time may have been a copy.
  unanswered integer not null default 0,
  -- Set in the transaction before a request leaves, and cleared when its answer is noted.
  leaving_since timestamptz,
  due_at timestamptz not null,
  claimed_until timestamptz,
  answer text not null default '',
  created_at timestamptz not null,
  sent_at timestamptz,
  settled_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, cause, kind, version),
  unique (organisation_id, provider, ref)
);
create index sms_messages_due on sms_messages (organisation_id, due_at) where state = 'queued';
create index sms_messages_by_person on sms_messages (organisation_id, person_id);
create index sms_messages_by_time on sms_messages (organisation_id, created_at);
create index sms_messages_by_number on sms_messages (organisation_id, recipient_exact);
select protect('sms_messages');

-- What became of one, in the order in which it was heard.
create table sms_events (
  organisation_id uuid not null,
  id uuid not null,
  sms_id uuid not null,
  state text not null check (state in ('accepted', 'underway', 'sent', 'delivered', 'undelivered', 'failed', 'unanswered', 'found')),
  code text not null default '',
  at timestamptz not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, sms_id) references sms_messages (organisation_id, id) on delete cascade
);
create index sms_events_of on sms_events (organisation_id, sms_id, at);
select protect('sms_events');
select restrictable_with('sms_events', 'sms_messages', 'sms_id');

-- A report that came before the answer to its message did: kept until that answer names it.
create table sms_early (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  provider text not null,
  ref text not null,
  state text not null,
  code text not null default '',
  came_at timestamptz not null,
  primary key (organisation_id, id)
);
create index sms_early_of on sms_early (organisation_id, provider, ref);
select protect('sms_early');

-- Calls of a provider that were heeded, by digest: the same call again is a replay.
create table sms_heard (
  organisation_id uuid not null references organisations (id),
  digest bytea not null check (length(digest) = 32),
  came_at timestamptz not null,
  primary key (organisation_id, digest)
);
create index sms_heard_by_time on sms_heard (organisation_id, came_at);
select protect('sms_heard');

-- The words of a kind of SMS where the organisation has its own.
create table sms_texts (
  organisation_id uuid not null references organisations (id),
  kind text not null,
  language text not null check (language in ('de', 'en')),
  content text not null,
  version integer not null default 1,
  changed_at timestamptz not null,
  primary key (organisation_id, kind, language)
);
select protect('sms_texts');

-- Appointments: what a service offers, and what a person asked for.
alter table services
  add column sms_confirm boolean not null default false,
  add column sms_remind boolean not null default false,
  add column mail_remind boolean not null default false,
  add column remind_hours integer not null default 24 check (remind_hours between 1 and 720);
alter table bookings
  add column sms_to bytea,
  add column remind_at timestamptz,
  add column text_at timestamptz;
create index bookings_to_remind on bookings (organisation_id, remind_at) where remind_at is not null;
create index bookings_to_text on bookings (organisation_id, text_at) where text_at is not null;
