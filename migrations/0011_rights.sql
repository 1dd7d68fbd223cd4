-- Requests of people about their data (Art. 15 to 22 GDPR). The person who asks has a file of their own (`applicant_id`),
-- with a key of its own: the proof of an erasure outlives the person who was erased, and nobody becomes somebody else by
-- entering that person's name.
create table rights_intake (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  applicant_id uuid not null,
  kind text not null,
  mail bytea not null,
  mail_exact bytea not null,
  content bytea not null,
  language text not null,
  created_at timestamptz not null,
  primary key (organisation_id, id)
);
create index rights_intake_by_mail on rights_intake (organisation_id, mail_exact);
create index rights_intake_by_time on rights_intake (organisation_id, created_at);

create table rights_requests (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  applicant_id uuid not null,
  kind text not null check (kind in
    ('access', 'portability', 'rectification', 'erasure', 'restriction', 'objection', 'marketing', 'withdrawal', 'complaint')),
  ground text check (ground in ('accuracy', 'unlawful', 'claims', 'objection')),
  activity text,
  channel text not null check (channel in ('form', 'link', 'letter', 'fax', 'mail', 'call', 'counter')),
  for_other boolean not null default false,
  authority text check (authority in ('shown', 'missing')),
  language text not null,
  received_on date not null,
  received_at timestamptz not null,
  mail_proven_at timestamptz,
  identity text not null default 'open' check (identity in ('open', 'doubt', 'proven', 'failed')),
  identity_method text,
  identity_at timestamptz,
  pauses jsonb not null default '[]',
  extended integer not null default 0 check (extended between 0 and 2),
  due_on date not null,
  escalated integer not null default 0,
  nothing_held boolean not null default false,
  carried_at timestamptz,
  carried jsonb,
  outcome text check (outcome in ('done', 'nothing-held', 'refused', 'taken-back')),
  refusal text,
  closed_at timestamptz,
  version integer not null default 1,
  name bytea not null,
  mail bytea,
  mail_exact bytea,
  address bytea,
  also bytea,
  message bytea,
  decision bytea,
  primary key (organisation_id, id),
  check ((closed_at is null) = (outcome is null)),
  -- nothing is ever answered as done that was not done
  check (outcome is distinct from 'done' or carried_at is not null),
  check ((identity = 'proven') or (carried_at is null))
);
create index rights_requests_open on rights_requests (organisation_id, due_on) where closed_at is null;
create index rights_requests_closed on rights_requests (organisation_id, closed_at) where closed_at is not null;
create index rights_requests_by_applicant on rights_requests (organisation_id, applicant_id);
create index rights_requests_by_mail on rights_requests (organisation_id, mail_exact) where mail_exact is not null;

-- Whom a request is about: several, where one person is known under several addresses.
create table rights_persons (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  request_id uuid not null,
  person_id uuid not null,
  found_by text not null check (found_by in ('link', 'mail', 'staff')),
  found_at timestamptz not null,
  closed_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, request_id, person_id),
  foreign key (organisation_id, request_id) references rights_requests (organisation_id, id) on delete cascade
);
create index rights_persons_by_person on rights_persons (organisation_id, person_id);
create index rights_persons_closed on rights_persons (organisation_id, closed_at) where closed_at is not null;

create table rights_events (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  request_id uuid not null,
  position integer not null,
  kind text not null,
  at timestamptz not null,
  by_account uuid,
  facts jsonb not null default '{}',
  said bytea,
  primary key (organisation_id, id),
  foreign key (organisation_id, request_id) references rights_requests (organisation_id, id) on delete cascade
);
create unique index rights_events_in_order on rights_events (organisation_id, request_id, position);

create table rights_letters (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  request_id uuid not null,
  kind text not null,
  language text not null,
  made_at timestamptz not null,
  by text not null check (by in ('mail', 'post')),
  sent_on date not null,
  content bytea not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, request_id) references rights_requests (organisation_id, id) on delete cascade
);
create index rights_letters_by_request on rights_letters (organisation_id, request_id, made_at);

-- Art. 19: every recipient of what was rectified, erased or restricted, with receipt or the reason why none is possible.
create table rights_recipients (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  request_id uuid not null,
  recipient text not null,
  name text not null,
  place text not null default '',
  state text not null check (state in ('open', 'told', 'confirmed', 'impossible')),
  made_at timestamptz not null,
  told_on date,
  confirmed_on date,
  reason bytea,
  primary key (organisation_id, id),
  unique (organisation_id, request_id, recipient),
  foreign key (organisation_id, request_id) references rights_requests (organisation_id, id) on delete cascade,
  check (state <> 'confirmed' or confirmed_on is not null),
  check (state <> 'impossible' or reason is not null)
);
create index rights_recipients_open on rights_recipients (organisation_id, made_at) where state in ('open', 'told');

-- What somebody sent to show who they are; gone as soon as it was looked at.
create table rights_proofs (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  request_id uuid not null,
  applicant_id uuid not null,
  given_at timestamptz not null,
  content bytea not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, request_id) references rights_requests (organisation_id, id) on delete cascade
);
create index rights_proofs_by_request on rights_proofs (organisation_id, request_id);
create index rights_proofs_by_time on rights_proofs (organisation_id, given_at);

select protect('rights_intake'), protect('rights_requests'), protect('rights_persons'), protect('rights_events'),
  protect('rights_letters'), protect('rights_recipients'), protect('rights_proofs');
select
  restrictable('rights_intake', '{applicant_id}'),
  restrictable('rights_requests', '{applicant_id}'),
  restrictable('rights_proofs', '{applicant_id}'),
  restrictable_with('rights_events', 'rights_requests', 'request_id'),
  restrictable_with('rights_letters', 'rights_requests', 'request_id'),
  restrictable_with('rights_recipients', 'rights_requests', 'request_id');
