-- One outbox: a row is written in the transaction of what caused it, and sent afterwards at least once.
create table messages (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid,
  cause uuid not null,
  kind text not null,
  version integer not null,
  lane text not null check (lane in ('transactional', 'informational', 'bulk')),
  state text not null check (state in ('queued', 'sent', 'failed', 'dropped')),
  recipient bytea,
  content bytea,
  attempts integer not null default 0,
  due_at timestamptz not null,
  claimed_until timestamptz,
  answer text not null default '',
  created_at timestamptz not null,
  sent_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, cause, kind, version)
);
create index messages_due on messages (organisation_id, due_at) where state = 'queued';
create index messages_by_person on messages (organisation_id, person_id);
create index messages_by_time on messages (organisation_id, created_at);
select protect('messages');
