-- Documents, types, fields, tags and cases; what was learned of senders.

-- What kinds of documents there are, with how long they are kept.
create table document_types (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  note text not null,
  keep_unit text not null check (keep_unit in ('days', 'years')),
  keep_length integer not null check (keep_length between 0 and 11323),
  starts text not null check (starts in ('closed', 'dated', 'received')),
  year_end boolean not null,
  law text not null,
  created_at timestamptz not null,
  retired_at timestamptz,
  version integer not null default 1,
  check (keep_unit = 'days' or keep_length <= 30),
  primary key (organisation_id, id)
);
create unique index document_types_by_name on document_types (organisation_id, lower(name)) where retired_at is null;
select protect('document_types');

create table document_fields (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  type_id uuid not null,
  name text not null check (length(name) between 1 and 120),
  kind text not null check (kind in ('text', 'date', 'amount', 'iban', 'number', 'choice')),
  choices text[] not null,
  labels text[] not null,
  required boolean not null,
  position integer not null,
  retired_at timestamptz,
  primary key (organisation_id, id),
  foreign key (organisation_id, type_id) references document_types (organisation_id, id) on delete cascade
);
create index document_fields_of_type on document_fields (organisation_id, type_id, position);
select protect('document_fields');

create table document_tags (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  parent_id uuid,
  name text not null check (length(name) between 1 and 80),
  created_at timestamptz not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, parent_id) references document_tags (organisation_id, id)
);
create unique index document_tags_by_name on document_tags
  (organisation_id, coalesce(parent_id, '00000000-0000-0000-0000-000000000000'), lower(name));
select protect('document_tags');

create table document_taggings (
  organisation_id uuid not null references organisations (id),
  document_id uuid not null,
  tag_id uuid not null,
  by text not null check (by in ('person', 'found')),
  primary key (organisation_id, document_id, tag_id),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade,
  foreign key (organisation_id, tag_id) references document_tags (organisation_id, id) on delete cascade
);
create index document_taggings_by_tag on document_taggings (organisation_id, tag_id);
select protect('document_taggings'), restrictable_with('document_taggings', 'documents', 'document_id');

-- Cases (Akten): documents about one matter, with the people concerned.
create table document_cases (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  holder_id uuid not null,
  number text not null check (length(number) between 1 and 60),
  title bytea not null,
  note bytea,
  opened_at timestamptz not null,
  closed_at timestamptz,
  keep_days integer not null check (keep_days between 0 and 11323),
  version integer not null default 1,
  primary key (organisation_id, id)
);
create unique index document_cases_by_number on document_cases (organisation_id, number);
create index document_cases_of_holder on document_cases (organisation_id, holder_id);
create index document_cases_open on document_cases (organisation_id, opened_at desc);
select protect('document_cases'), restrictable('document_cases', '{holder_id}');

create table document_case_people (
  organisation_id uuid not null references organisations (id),
  case_id uuid not null,
  person_id uuid not null,
  linked_at timestamptz not null,
  primary key (organisation_id, case_id, person_id),
  foreign key (organisation_id, case_id) references document_cases (organisation_id, id) on delete cascade
);
create index document_case_people_of on document_case_people (organisation_id, person_id);
select protect('document_case_people');

create table document_people (
  organisation_id uuid not null references organisations (id),
  document_id uuid not null,
  person_id uuid not null,
  role text not null check (role in ('concerns', 'sender', 'recipient')),
  linked_at timestamptz not null,
  primary key (organisation_id, document_id, person_id, role),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade
);
create index document_people_of on document_people (organisation_id, person_id);
select protect('document_people');

alter table documents add foreign key (organisation_id, type_id) references document_types (organisation_id, id);
alter table documents add foreign key (organisation_id, case_id)
  references document_cases (organisation_id, id) on delete set null (case_id);
create index documents_of_type on documents (organisation_id, type_id, received_at desc) where type_id is not null;

-- Whether a person chose the type, or what was filed before.
alter table documents add column type_by text check (type_by in ('person', 'found'));

-- The number on the sheet of paper (ASN), by which it is found on the shelf.
alter table documents add column archive_number integer check (archive_number >= 1);
create unique index documents_by_archive_number on documents (organisation_id, archive_number) where archive_number is not null;

-- Keyed sketches of the words: equal ones are alike, and say nothing without the organisation's key.
create table document_sketches (
  organisation_id uuid not null references organisations (id),
  document_id uuid not null,
  version_id uuid not null,
  features bytea not null,
  signature bytea not null,
  bands bytea[] not null,
  primary key (organisation_id, document_id),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade
);
create index document_sketches_alike on document_sketches using gin (bands);
select protect('document_sketches'), restrictable_with('document_sketches', 'documents', 'document_id');

-- What an electronic invoice says, as it is shown.
create table document_invoices (
  organisation_id uuid not null references organisations (id),
  document_id uuid not null,
  version_id uuid not null,
  invoice bytea not null,
  primary key (organisation_id, document_id),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade
);
select protect('document_invoices'), restrictable_with('document_invoices', 'documents', 'document_id');

-- Where the values stand on what a sender sends, learned from corrections.
create table document_senders (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  holder_id uuid not null,
  marks bytea[] not null,
  learned bytea not null,
  used_at timestamptz not null,
  primary key (organisation_id, id)
);
create index document_senders_by_mark on document_senders using gin (marks);
create index document_senders_of_holder on document_senders (organisation_id, holder_id);
select protect('document_senders'), restrictable('document_senders', '{holder_id}');
