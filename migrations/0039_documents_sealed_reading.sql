-- Documents, archives that no server reads: what members' devices read of a document, and notes, sealed by them.

-- The text of pages with the places of its words ('pages', some of them a row), and the words that a search is widened with
-- ('words', one row a version). Sealed under the document's key, so that they end with it.
create table document_sealed_texts (
  organisation_id uuid not null references organisations (id),
  document_id uuid not null,
  version_id uuid not null,
  kind text not null check (kind in ('words', 'pages')),
  part integer not null check (part >= 0),
  first_page integer not null check (first_page >= 1),
  last_page integer not null check (last_page >= first_page),
  box bytea not null,
  primary key (organisation_id, document_id, version_id, kind, part),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade
);
-- sealed bytes do not compress
alter table document_sealed_texts alter box set storage external;
select protect('document_sealed_texts'), restrictable_with('document_sealed_texts', 'documents', 'document_id');

-- A note over a page. What it says, what kind it is and where it lies is sealed; that there is one, since when and by whom is not.
create table document_sealed_notes (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  document_id uuid not null,
  version_number integer not null check (version_number >= 1),
  box bytea not null,
  made_at timestamptz not null,
  by_account uuid,
  primary key (organisation_id, id),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade
);
create index document_sealed_notes_of on document_sealed_notes (organisation_id, document_id, version_number);
select protect('document_sealed_notes'), restrictable_with('document_sealed_notes', 'documents', 'document_id');
