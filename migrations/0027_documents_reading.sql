-- Documents, reading: pages and previews.

create table document_pages (
  organisation_id uuid not null references organisations (id),
  document_id uuid not null,
  version_id uuid not null,
  number integer not null check (number >= 1),
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  text bytea not null,
  words bytea not null,
  read_from text not null check (read_from in ('layer', 'ocr', 'none')),
  primary key (organisation_id, version_id, number),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade,
  foreign key (organisation_id, version_id) references document_versions (organisation_id, id) on delete cascade
);
create index document_pages_of_document on document_pages (organisation_id, document_id);
select protect('document_pages'), restrictable_with('document_pages', 'documents', 'document_id');

create table document_previews (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  document_id uuid not null,
  version_id uuid not null,
  kind text not null check (kind in ('page', 'thumb', 'pdf')),
  page integer not null check (page >= 0),
  width integer not null check (width >= 0),
  height integer not null check (height >= 0),
  file jsonb not null,
  primary key (organisation_id, id),
  unique (organisation_id, version_id, kind, page),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade,
  foreign key (organisation_id, version_id) references document_versions (organisation_id, id) on delete cascade
);
create index document_previews_of_document on document_previews (organisation_id, document_id);
select protect('document_previews'), restrictable_with('document_previews', 'documents', 'document_id');

-- How the reading of a version stands: who reads it until when, when it is tried again, and a password somebody gave.
create table document_readings (
  organisation_id uuid not null references organisations (id),
  document_id uuid not null,
  version_id uuid not null,
  kind text,
  password bytea,
  claimed_until timestamptz,
  next_at timestamptz,
  primary key (organisation_id, version_id),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade,
  foreign key (organisation_id, version_id) references document_versions (organisation_id, id) on delete cascade
);
create index document_readings_of_document on document_readings (organisation_id, document_id);
select protect('document_readings'), restrictable_with('document_readings', 'documents', 'document_id');

-- What was attached to a mail, as documents of their own.
create table document_parts (
  organisation_id uuid not null references organisations (id),
  parent_id uuid not null,
  position integer not null check (position >= 1),
  document_id uuid not null,
  primary key (organisation_id, parent_id, position),
  foreign key (organisation_id, parent_id) references documents (organisation_id, id) on delete cascade,
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade
);
create index document_parts_of_document on document_parts (organisation_id, document_id);
select protect('document_parts'), restrictable_with('document_parts', 'documents', 'document_id');
