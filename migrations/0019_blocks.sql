-- The mail block: one gate for every sender, the protocol of who blocked what, and mails that inform many.

-- Who wants to be written to again takes the objection back; that it was there stays on record.
alter table objections drop constraint objections_outcome_check;
alter table objections add constraint objections_outcome_check check (outcome in ('upheld', 'overridden', 'withdrawn'));

-- What was done about the block of an address, by its keyed hash. What is blocked now stands in suppressions and nowhere else.
create table block_acts (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  address_hash bytea not null check (length(address_hash) = 32),
  act text not null check (act in ('blocked', 'lifted')),
  way text not null check (way in ('one-click', 'link', 'reply', 'staff', 'complaint')),
  reason text not null default '',
  note text not null default '',
  set_by uuid,
  at timestamptz not null,
  primary key (organisation_id, id)
);
create index block_acts_of_address on block_acts (organisation_id, address_hash);
create index block_acts_by_time on block_acts (organisation_id, at);
select protect('block_acts');

-- A mail that informs the people concerned by something of the organisation, apart from any newsletter.
create table information_mails (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  audience text not null,
  choice jsonb not null,
  subject text not null,
  body text not null,
  subject_en text not null default '',
  body_en text not null default '',
  state text not null check (state in ('draft', 'sending', 'sent', 'stopped')),
  version integer not null default 1,
  -- How many were shown when it was confirmed.
  expected integer not null default 0,
  -- How far the queueing came: persons in the order of their ids.
  reached_until uuid,
  queued_at timestamptz,
  queued integer not null default 0,
  blocked integer not null default 0,
  unreachable integer not null default 0,
  -- Counts of the protocol, kept when its rows are gone.
  sent integer not null default 0,
  failed integer not null default 0,
  dropped integer not null default 0,
  written_by uuid,
  confirmed_by uuid,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  finished_at timestamptz,
  check ((state = 'draft') = (confirmed_at is null)),
  primary key (organisation_id, id)
);
create index information_mails_by_time on information_mails (organisation_id, created_at);
select protect('information_mails');
alter table messages add column information_id uuid;
create index messages_of_information on messages (organisation_id, information_id) where information_id is not null;
