-- What a person brought along from another organisation (Art. 20 GDPR), as it came.
create table portable_items (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid not null,
  origin text not null,
  kind text not null,
  content bytea not null,
  brought_at timestamptz not null,
  primary key (organisation_id, id)
);
create index portable_items_by_person on portable_items (organisation_id, person_id);
create index portable_items_due on portable_items (organisation_id, brought_at);

-- Values that somebody says are wrong (Art. 16 GDPR): marked until it is decided.
create table corrections (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid not null,
  request_id uuid,
  object_table text not null,
  object_column text not null,
  object_id uuid not null,
  state text not null check (state in ('open', 'done', 'refused')),
  asked_by text not null check (asked_by in ('person', 'staff')),
  proposed bytea,
  reason bytea,
  answer bytea,
  asked_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  primary key (organisation_id, id),
  constraint decided_once check ((state = 'open') = (decided_at is null))
);
create index corrections_by_person on corrections (organisation_id, person_id);
create index corrections_open on corrections (organisation_id, asked_at) where state = 'open';
create index corrections_due on corrections (organisation_id, decided_at);
-- a value is contested once at a time
create unique index corrections_one_open on corrections (organisation_id, object_table, object_id, object_column)
  where state = 'open';

-- Answers that lie ready behind a signed link: archives for people, transfers to another organisation.
create table rights_answers (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid not null,
  request_id uuid,
  kind text not null check (kind in ('access', 'portability', 'transfer')),
  recipient bytea,
  contents jsonb not null,
  file jsonb not null,
  fetches integer not null default 0,
  most_fetches integer not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  fetched_at timestamptz,
  primary key (organisation_id, id),
  constraint fetched_at_most check (fetches between 0 and most_fetches)
);
create index rights_answers_by_person on rights_answers (organisation_id, person_id);
create index rights_answers_by_request on rights_answers (organisation_id, request_id);
create index rights_answers_due on rights_answers (organisation_id, expires_at);

select protect('portable_items'), protect('corrections'), protect('rights_answers');
