-- Documents, notes and layers of the viewer.

-- What somebody laid over a page: a note, a mark, a picture of a stamp. The file itself is never written to.
create table document_marks (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  document_id uuid not null,
  version_number integer not null check (version_number >= 1),
  page integer not null check (page >= 1),
  kind text not null check (kind in ('note', 'mark', 'stamp')),
  -- in ten-thousandths of the page's width and height, from the top left of the page as it came
  x integer not null check (x between 0 and 10000),
  y integer not null check (y between 0 and 10000),
  width integer not null check (width between 0 and 10000),
  height integer not null check (height between 0 and 10000),
  words bytea,
  made_at timestamptz not null,
  by_account uuid,
  primary key (organisation_id, id),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade
);
create index document_marks_of on document_marks (organisation_id, document_id, version_number, page);
select protect('document_marks'), restrictable_with('document_marks', 'documents', 'document_id');
